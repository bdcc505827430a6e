/** How long alarms may be shelved: the contract's longest, min. */
const minutesMax = 1_440;
const reasonLettersMin = 3;

export interface Shelving {
  readonly name: string;
  readonly minutes: number;
}

/** What a person chooses from. Until dusk is the next sunset after `nowMs`; the controller may not know it yet, or it may be too far. */
export function shelvings(nowMs: number, sunset: string | undefined): readonly [Shelving, ...Shelving[]] {
  const always: readonly [Shelving, ...Shelving[]] = [
    { name: "15 minutes", minutes: 15 },
    { name: "1 hour", minutes: 60 },
    { name: "8 hours", minutes: 480 },
  ];
  const untilDusk = minutesToDusk(nowMs, sunset);
  return untilDusk === undefined ? always : [...always, { name: "until the next dusk", minutes: untilDusk }];
}

function minutesToDusk(nowMs: number, sunset: string | undefined): number | undefined {
  const sunsetMs = sunset === undefined ? Number.NaN : Date.parse(sunset);
  if (Number.isNaN(sunsetMs)) return undefined;
  // Tonight's has passed: tomorrow's is within minutes of it, and no shelving is longer than a day.
  const minutes = Math.ceil((sunsetMs - nowMs) / 60_000);
  return Math.min(minutesMax, minutes >= 1 ? minutes : minutes + minutesMax);
}

/** What is wrong with a reason, in words; undefined when nothing is. */
export const problemOf = (reason: string): string | undefined =>
  reason.trim().length < reasonLettersMin ? `Give a reason of at least ${reasonLettersMin} letters: colleagues will ask.` : undefined;
