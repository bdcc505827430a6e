import { expect, test } from "vitest";
import { DemandSourceConfig } from "#config/schema";
import { DemandRule } from "#contract/design";
import { DemandBook } from "#controller/decide/demand/book";
import { berlinCounts } from "./berlin-counts.ts";

const minuteMs = 60_000;
const staleMs = 3 * 3_600_000;
/** More than any of these roads carries in an hour: the counters say up to 3,567. */
const plausibleMax = 2_000;
/** What each flow asks for, written down apart from the rule. */
const neededFor = (vehicles: number): number => (vehicles > plausibleMax || vehicles >= 400 ? 0 : vehicles >= 150 ? 1 : 2);

const rule = DemandRule.parse({
  name: "Traffic",
  sources: ["site"],
  reach: { by: "groups", groups: ["g1"] },
  act: {
    as: "class",
    steps: [
      { fromPerHour: 400, below: 0 },
      { fromPerHour: 150, below: 1 },
      { fromPerHour: 0, below: 2 },
    ],
  },
});

test("on the counts of Berlin no minute is under the class that the last two samples need, and every silence is lit as designed", () => {
  const seen = { minutes: 0, stale: 0, implausible: 0, byClass: [0, 0, 0] };
  for (const counts of berlinCounts().values()) {
    const source = DemandSourceConfig.parse({ id: "site", name: "site", kind: "vehicles", intervalS: 3_600, max: plausibleMax });
    const book = new DemandBook([source], [{ id: "traffic", rule }]);
    counts.forEach(({ endsAtMs, vehicles }, index) => {
      const taken = book.apply({ source: "site", at: new Date(endsAtMs).toISOString(), value: vehicles }, endsAtMs);
      if (!taken.ok) seen.implausible++;
      const needed = Math.min(neededFor(vehicles), neededFor(counts[index - 1]?.vehicles ?? Number.POSITIVE_INFINITY));
      const nextMs = counts[index + 1]?.endsAtMs ?? endsAtMs + 60 * minuteMs;
      for (let nowMs = endsAtMs; nowMs < nextMs; nowMs += minuteMs) {
        const answer = book.answer(0, nowMs);
        if (answer?.as !== "class") throw new Error("a class rule always answers with a class");
        const isStale = nowMs >= endsAtMs + staleMs;
        if (answer.below > needed || (isStale && answer.below > 0)) throw new Error(`${answer.below} steps below design at ${new Date(nowMs).toISOString()}`);
        seen.minutes++;
        if (isStale) seen.stale++;
        seen.byClass[answer.below] = (seen.byClass[answer.below] ?? 0) + 1;
      }
    });
  }
  // All three classes, silences and faulty counts were there to be looked at.
  expect(seen.minutes).toBeGreaterThan(7_000_000);
  expect(Math.min(...seen.byClass)).toBeGreaterThan(1_000_000);
  expect(seen.stale).toBeGreaterThan(10_000);
  expect(seen.implausible).toBeGreaterThan(0);
}, 60_000);
