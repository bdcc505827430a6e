/** When a person's override starts and ends: always an end, never far off. Which override holds for a light is in controller/overrides.ts. */
import { iso } from "#contract/units";
import { dayMs } from "./local-time.ts";
import { nextSunrise, type Place } from "./sun.ts";

/** No override is longer: what is meant to last belongs in a profile. */
export const overrideMsMax = 7 * dayMs;
/** No override is set further ahead than the next year's events. */
const aheadMsMax = 366 * dayMs;
/** A page's clock may be this far behind; a start within it means now. */
const clockSlackMs = 60_000;

export interface Span {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** A field that cannot be taken: the form of the API's errors. */
export interface FieldProblem {
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

export type CheckedSpan = ({ readonly ok: true } & Span) | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/**
 * The span of an override as asked for (ISO 8601 UTC instants, both optional): it starts now and ends at the next sunrise after its
 * start unless they say otherwise. Refused, with all problems, when it starts in the past or a year ahead, ends before it starts,
 * or is longer than 7 days.
 */
export function checkSpan(asked: { readonly startsAt?: string | undefined; readonly endsAt?: string | undefined }, place: Place, nowMs: number): CheckedSpan {
  const problems: FieldProblem[] = [];
  const wishedMs = asked.startsAt === undefined ? nowMs : Date.parse(asked.startsAt);
  const startsAtMs = Math.max(wishedMs, nowMs);
  const endsAtMs = asked.endsAt === undefined ? defaultEndMs(place, startsAtMs) : Date.parse(asked.endsAt);
  const refuse = (field: "startsAt" | "endsAt", expected: string): void => {
    problems.push({ field, found: String(asked[field]), expected });
  };
  if (!(wishedMs >= nowMs - clockSlackMs)) refuse("startsAt", `an instant from ${iso(nowMs)} on`);
  else if (wishedMs > nowMs + aheadMsMax) refuse("startsAt", `an instant before ${iso(nowMs + aheadMsMax)}`);
  if (!(endsAtMs > startsAtMs)) refuse("endsAt", `an instant after the start, ${iso(startsAtMs)}`);
  else if (endsAtMs - startsAtMs > overrideMsMax) refuse("endsAt", `at most 7 days after the start: until ${iso(startsAtMs + overrideMsMax)}`);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, startsAtMs, endsAtMs };
}

/** The next sunrise; a day later where the sun does not rise. */
export const defaultEndMs = (place: Place, startsAtMs: number): number => Math.ceil(nextSunrise(place, startsAtMs) ?? startsAtMs + dayMs);
