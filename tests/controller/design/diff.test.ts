import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changesBetween } from "#controller/design/diff";

test("tells each place that differs, with what it was and what it is", () => {
  const before = { name: "Part-night", fadeMs: 10_000, steps: [{ at: { time: "00:00" }, levelPct: 50 }], approval: { approver: "Ailsa" } };
  const after = { name: "Part-night", fadeMs: 5_000, steps: [{ at: { time: "00:00" }, levelPct: 40 }], photocell: { onLux: 35 } };
  expect(changesBetween(before, after)).toEqual([
    { path: "fadeMs", before: 10_000, after: 5_000 },
    { path: "steps.0.levelPct", before: 50, after: 40 },
    { path: "approval", before: { approver: "Ailsa" } },
    { path: "photocell", after: { onLux: 35 } },
  ]);
});

test("a rule put in at the front is one change, not one for each rule behind it", () => {
  const [a, b, c] = [{ name: "Hogmanay" }, { name: "Fridays" }, { name: "Summer" }];
  expect(changesBetween({ rules: [b, c] }, { rules: [a, b, c] })).toEqual([{ path: "rules.0", after: a }]);
  expect(changesBetween({ rules: [a, b, c] }, { rules: [b, c] })).toEqual([{ path: "rules.0", before: a }]);
});

test("there are changes exactly when two values differ, whatever the order of their keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const [left, right] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))];
      expect(changesBetween(left, structuredClone(left))).toEqual([]);
      expect(changesBetween(left, right).length === 0).toBe(isDeepStrictEqual(left, right));
    }),
  );
});
