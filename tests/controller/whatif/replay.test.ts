import fc from "fast-check";
import { expect, test } from "vitest";
import type { DemandSourceConfig } from "#config/schema";
import { ManualClock } from "#contract/clock";
import { DemandBook } from "#controller/decide/demand/book";
import type { RuleAnswer, RuleInForce } from "#controller/decide/demand/rule";
import type { DemandRecord } from "#controller/registry/port";
import { type Asked, playRecorded, Replay } from "#controller/whatif/replay";
import { Slices } from "#controller/whatif/slices";

const minuteMs = 60_000;
const startMs = Date.parse("2026-11-18T12:00:00.000Z");
const source = (id: string, intervalS: number): DemandSourceConfig => ({ id, name: id, kind: "cycles", intervalS, min: 0, max: 1_000, rules: [] });
const configs = [source("bridge", 600), source("path", 1_800)];
const rules: RuleInForce[] = [
  {
    id: "presence",
    rule: { name: "p", sources: ["bridge", "path"], reach: { by: "groups", groups: ["g"] }, act: { as: "presence", from: 300, levelPct: 100, holdS: 900 } },
  },
  {
    id: "class",
    rule: {
      name: "c",
      sources: ["bridge"],
      reach: { by: "groups", groups: ["g"] },
      act: {
        as: "class",
        steps: [
          { fromPerHour: 200, below: 0 },
          { fromPerHour: 50, below: 1 },
          { fromPerHour: 0, below: 2 },
        ],
        holdMin: 10,
        samplesDown: 2,
      },
    },
  },
];

const asks = (answer: RuleAnswer | undefined): string => {
  if (answer === undefined) return "nothing";
  return answer.as === "class" ? `${answer.below} below` : `${answer.levelPct} %`;
};
const askedAt = (asked: readonly Asked[] | undefined, atMs: number): string =>
  asks(asked?.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)?.answer);

/** Readings with gaps from a second to two hours, some of them impossible. */
const records = fc
  .array(
    fc.record({
      source: fc.constantFrom("bridge", "path"),
      gapS: fc.oneof(fc.constant(600), fc.integer({ min: 1, max: 7_200 })),
      value: fc.constantFrom(0, 40, 60, 250, 400, 8_839),
    }),
    {
      maxLength: 40,
    },
  )
  .map((readings) => {
    let atMs = startMs;
    return readings.map(({ source: of, gapS, value }, nr): DemandRecord => {
      atMs += gapS * 1_000;
      return { source: of, atMs, heardAtMs: atMs, nr, value, refused: undefined };
    });
  });

test("what a rule asked for is what it would have answered at every minute, had it been asked as it happened", async () => {
  await fc.assert(
    fc.asyncProperty(records, async (all) => {
      const toMs = (all.at(-1)?.heardAtMs ?? startMs) + 180 * minuteMs;
      const replay = new Replay(configs, rules);
      const recorded = async (of: string, fromMs: number, lastMs: number) =>
        all.filter((each) => each.source === of && each.heardAtMs >= fromMs && each.heardAtMs <= lastMs);
      const slices = new Slices(new ManualClock(0), new AbortController().signal);
      expect(await playRecorded([replay], { recorded, fromMs: startMs, toMs, slices })).toBe(all.length);
      const asked = replay.close(toMs);

      const live = new DemandBook(configs, rules);
      const left = [...all];
      const heard = new Set<string>();
      for (let atMs = startMs; atMs < toMs; atMs += minuteMs) {
        for (let next = left[0]; next !== undefined && next.heardAtMs <= atMs; next = left[0]) {
          live.apply({ source: next.source, at: new Date(next.atMs).toISOString(), value: next.value }, next.heardAtMs);
          heard.add(next.source);
          left.shift();
        }
        rules.forEach(({ id, rule }, index) => {
          // Nothing is asked for before a source of the rule was heard.
          const expected = rule.sources.some((of) => heard.has(of)) ? asks(live.answer(index, atMs)) : "nothing";
          expect(askedAt(asked[index], atMs), `${id} at ${new Date(atMs).toISOString()}`).toBe(expected);
        });
      }
      const overlapping = asked.flatMap((list) => list.filter(({ fromMs }, index) => fromMs < (list[index - 1]?.untilMs ?? startMs)));
      expect(overlapping).toEqual([]);
    }),
    { numRuns: 60, seed: 1 },
  );
});
