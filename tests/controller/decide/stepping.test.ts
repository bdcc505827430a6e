import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClassAct, Stepping, stepsBelowFor } from "#controller/decide/demand/stepping";

const act: ClassAct = {
  as: "class",
  steps: [
    { fromPerHour: 600, below: 0 },
    { fromPerHour: 300, below: 1 },
    { fromPerHour: 0, below: 2 },
  ],
  holdMin: 10,
  samplesDown: 2,
};

/** Steps below the design class after each sample; samples are [minute, flow per hour], "lost" is a reset. */
function run(rule: ClassAct, samples: readonly (readonly [number, number | "lost"])[]): number[] {
  const stepping = new Stepping(rule);
  return samples.map(([minute, flow]) => {
    if (flow === "lost") stepping.reset(minute * 60_000);
    else stepping.sample(minute * 60_000, flow);
    return stepping.below;
  });
}

/** Samples every ten minutes unless a minute is stated, and the classes below design that are to follow. */
const sequences: readonly {
  readonly name: string;
  readonly rule?: Partial<ClassAct>;
  readonly samples: (readonly [number, number | "lost"])[];
  below: number[];
}[] = [
  {
    name: "starts at the design class; two low samples take it down by as much as both ask",
    samples: [
      [0, 100],
      [10, 100],
      [20, 100],
    ],
    below: [0, 2, 2],
  },
  {
    name: "one low sample between high ones does nothing",
    samples: [
      [0, 700],
      [10, 100],
      [20, 700],
      [30, 100],
      [40, 650],
    ],
    below: [0, 0, 0, 0, 0],
  },
  {
    name: "down only as far as the brighter of the two",
    samples: [
      [0, 400],
      [10, 100],
      [20, 100],
    ],
    below: [0, 1, 2],
  },
  {
    name: "up at once, by several classes",
    samples: [
      [0, 100],
      [10, 100],
      [20, 900],
    ],
    below: [0, 2, 0],
  },
  {
    name: "up by one class, then not down again for one low sample",
    samples: [
      [0, 100],
      [10, 100],
      [20, 350],
      [30, 100],
      [40, 100],
    ],
    below: [0, 2, 1, 1, 2],
  },
  {
    name: "frequent samples: a class once reached is kept for ten minutes, however low they are",
    samples: [
      [0, 50],
      [1, 50],
      [3, 700],
      [4, 50],
      [5, 50],
      [12, 50],
      [13, 50],
    ],
    below: [0, 2, 0, 0, 0, 0, 2],
  },
  {
    name: "a longer hold",
    rule: { holdMin: 30 },
    samples: [
      [0, 50],
      [10, 50],
      [20, 700],
      [30, 50],
      [40, 50],
      [50, 50],
    ],
    below: [0, 2, 0, 0, 0, 2],
  },
  {
    name: "three samples wanted",
    rule: { samplesDown: 3 },
    samples: [
      [0, 50],
      [10, 50],
      [20, 50],
      [30, 350],
      [40, 50],
      [50, 50],
      [60, 50],
    ],
    below: [0, 0, 2, 1, 1, 1, 2],
  },
  {
    name: "after a silence from the design class anew, held from then on",
    samples: [
      [0, 50],
      [10, 50],
      [40, "lost"],
      [45, 50],
      [49, 50],
      [50, 50],
    ],
    below: [0, 2, 0, 0, 0, 2],
  },
  {
    name: "the very flow of a step holds",
    samples: [
      [0, 300],
      [10, 300],
      [20, 299.9],
      [30, 299.9],
      [40, 600],
    ],
    below: [0, 1, 1, 2, 0],
  },
];

test.each(sequences)("$name", ({ rule, samples, below }) => {
  expect(run({ ...act, ...rule }, samples)).toEqual(below);
});

describe("steps of a rule", () => {
  test("their order does not matter, and below all of them it is the dimmest", () => {
    const reversed = { ...act, steps: [...act.steps].reverse() };
    const flows = [0, 299, 300, 599, 600, 5_000];
    expect(flows.map((flow) => stepsBelowFor(reversed, flow))).toEqual([2, 2, 1, 1, 0, 0]);
    expect(stepsBelowFor({ ...act, steps: [{ fromPerHour: 500, below: 1 }] }, 20)).toBe(1);
  });
});

const anyAct = fc.record({
  as: fc.constant("class" as const),
  steps: fc.array(fc.record({ fromPerHour: fc.integer({ min: 0, max: 900 }), below: fc.integer({ min: 0, max: 5 }) }), { minLength: 1, maxLength: 6 }),
  holdMin: fc.integer({ min: 10, max: 60 }),
  samplesDown: fc.integer({ min: 2, max: 4 }),
});
const anySamples = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 1_000 })), { minLength: 1, maxLength: 40 });

test("for any rule and samples: the brightest that the last samples or the last minutes ask for, no more and no less", () => {
  fc.assert(
    fc.property(anyAct, anySamples, (rule, gaps) => {
      const stepping = new Stepping(rule);
      const asked = Array.from({ length: rule.samplesDown }, () => ({ minute: Number.NEGATIVE_INFINITY, below: 0 }));
      let minute = 0;
      for (const [gap, flow] of gaps) {
        minute += gap;
        stepping.sample(minute * 60_000, flow);
        asked.push({ minute, below: stepsBelowFor(rule, flow) });
        const counting = [...asked.slice(-rule.samplesDown), ...asked.filter((each) => each.minute > minute - rule.holdMin)];
        expect(stepping.below).toBe(Math.min(...counting.map(({ below }) => below)));
      }
    }),
  );
});

test("for any rule and samples: more flow, at any of the samples, never means a dimmer class", () => {
  fc.assert(
    fc.property(anyAct, fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(900), fc.nat(300)), { minLength: 1, maxLength: 40 }), (rule, gaps) => {
      const [less, more] = [new Stepping(rule), new Stepping(rule)];
      let minute = 0;
      for (const [gap, flow, extra] of gaps) {
        minute += gap;
        less.sample(minute * 60_000, flow);
        more.sample(minute * 60_000, flow + extra);
        expect(more.below).toBeLessThanOrEqual(less.below);
      }
    }),
  );
});
