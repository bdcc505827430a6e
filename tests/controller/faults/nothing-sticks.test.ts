/** For every kind and any order of what happens: when the cause is gone and reports come, nothing stays. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { faultKinds } from "#contract/faults";
import { faultBits, type Report } from "#contract/messages";
import { rules } from "#controller/faults/rules";
import { minute, type Said, Street } from "./street.ts";

const ills: readonly Said[] = [
  { powerW: 1.3 },
  { powerW: 40 },
  { powerW: 90 },
  { powerFactor: 0.5 },
  { voltageV: 262 },
  { voltageV: 199 },
  { temperatureC: 90 },
  { burningHours: 120_000 },
  { levelPct: 30, powerW: 60 },
  { levelPct: 0, powerW: 60 },
  { ageMs: 5 * minute },
  { ageMs: -5 * minute },
  { following: "local", levelPct: 100 },
  ...Object.values(faultBits).map((bit) => ({ faultBits: bit })),
];
/** Of a light at full level, and none that tells of a change by itself, as one that went dark does. */
const steady = ills.slice(1, 8);
const step = fc.oneof(
  fc.record({ do: fc.constant("report" as const), ill: fc.nat(ills.length - 1), minutes: fc.nat(20) }),
  fc.record({ do: fc.constantFrom("well", "lose", "hello", "restart", "bus-down", "bus-up", "decide-half", "decide-full" as const), minutes: fc.nat(90) }),
);

/** What a light says of itself as the last steps leave it, for as long as the slowest end takes. */
function recover(street: Street): void {
  street.detection.setBus(true, street.nowMs);
  street.decide(100);
  for (let i = 0; i < 60; i++) {
    for (const id of ["1", "2", "3"]) street.report(id);
    street.pass(15 * minute);
  }
}

test("whatever happened before, a night of healthy reports leaves no fault standing and every light shown as normal", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const street = new Street(3);
      for (const id of ["1", "2", "3"]) street.report(id);
      for (const each of steps) {
        if (each.do === "report") street.report("1", ills[each.ill] ?? {});
        else if (each.do === "well") street.report("1");
        else if (each.do === "lose") street.lose("1", "2", "3");
        else if (each.do === "hello") street.hello("1");
        else if (each.do === "restart") street.restart();
        else if (each.do === "bus-down") street.detection.setBus(false, street.nowMs);
        else if (each.do === "bus-up") street.detection.setBus(true, street.nowMs);
        else street.decide(each.do === "decide-half" ? 50 : 100);
        street.pass(each.minutes * minute);
      }
      recover(street);
      expect(["1", "2", "3"].map((id) => street.active(id))).toEqual([[], [], []]);
    }),
    { numRuns: 60 },
  );
});

test("in which order a burst of messages arrives makes no difference to what is found", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(steady.length - 1), { minLength: 2, maxLength: 6 }), fc.infiniteStream(fc.nat(1_000)), (chosen, dice) => {
      const made: Report[] = [];
      const source = new Street();
      source.reports(2);
      for (const ill of chosen) made.push(source.report("1", steady[ill] ?? {}));
      const last = made.at(-1);
      const inOrder = new Street();
      const shuffled = new Street();
      for (const street of [inOrder, shuffled]) street.reports(2);
      for (const report of made) inOrder.deliver("1", report);
      // The newest first and the others after it in any order, some twice: all of them are history by then.
      if (last) shuffled.deliver("1", last);
      for (let i = 0; i < 10; i++) shuffled.deliver("1", made[(dice.next().value ?? 0) % made.length] ?? source.report());
      for (const street of [inOrder, shuffled]) street.reports(6, steady[chosen.at(-1) ?? 0] ?? {});
      expect(shuffled.active()).toEqual(inOrder.active());
    }),
    { numRuns: 60 },
  );
});

test("every kind of the contract has a rule, once", () => {
  expect(rules.map(({ kind }) => kind).sort()).toEqual([...faultKinds].sort());
});
