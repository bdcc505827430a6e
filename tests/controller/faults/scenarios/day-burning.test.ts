import { expect, test } from "vitest";
import { minute, Street } from "../street.ts";
import { scenario } from "./scenario.ts";

scenario({ kind: "day-burning", levelPct: 0, daylight: true, ill: { powerW: 60 }, well: { powerW: 0.5 }, believedAfter: 1, goneAfter: 1 });

test("day burning that began between two reports is believed at the next one: the energy counter says how long it has burned", () => {
  const street = new Street();
  street.daylight = true;
  street.decide(0);
  street.reports(3, { powerW: 0.5, energyKwh: 1 });
  street.pass(minute);
  street.report("1", { powerW: 60, energyKwh: 1.0155 });
  expect(street.active()).toEqual(["day-burning"]);
});

test("a lamp that is off but for its standby, and one that fades at dawn, do not burn", () => {
  const street = new Street();
  street.reports(3);
  street.daylight = true;
  street.decide(0);
  // The fade begins; that it has ended is lost on the way.
  street.report("1", { powerW: 60 });
  street.pass(16 * minute);
  street.reports(2, { powerW: 0.5 });
  expect(street.told.filter((each) => each.includes("active"))).toEqual([]);
});
