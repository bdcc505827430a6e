import type { LocalTime } from "../format.ts";

export type EndChoice = "sunrise" | "15min" | "1h" | "time";

/** When an override chosen so ends, ms; undefined leaves it to the controller (next sunrise), or says that `time` is not one. */
export function endOf(choice: EndChoice, at: { nowMs: number; sunrise: string | undefined; time: string; local: LocalTime }): number | undefined {
  if (choice === "15min") return at.nowMs + 15 * 60_000;
  if (choice === "1h") return at.nowMs + 60 * 60_000;
  if (choice === "time") return at.local.next(at.time, at.nowMs);
  const sunriseMs = at.sunrise === undefined ? Number.NaN : Date.parse(at.sunrise);
  return sunriseMs > at.nowMs ? sunriseMs : undefined;
}
