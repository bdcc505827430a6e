import { expect, test } from "vitest";
import { hour, minute, Street } from "../street.ts";

const ids = Array.from({ length: 8 }, (_, i) => `${i + 1}`);
const off = { powerW: 0.5 } as const;
const early = { levelPct: 100, powerW: 60, following: "local" } as const;

/** A day and its evening: each light's photocell switches so many minutes before the programme; undefined: not at all. */
function evening(street: Street, aheadMinutes: (id: string) => number | undefined): void {
  street.decide(0);
  for (const id of ids) street.report(id, off);
  street.pass(20 * hour);
  for (let left = 60; left > 0; left--) {
    for (const id of ids) {
      const ahead = aheadMinutes(id);
      if (ahead !== undefined && (ahead === left || (ahead > left && left % 10 === 0))) street.report(id, early);
      else if ((ahead === undefined || ahead < left) && left % 15 === 0) street.report(id, off);
    }
    street.pass(minute);
  }
  street.decide(100);
  for (const id of ids) street.report(id);
  street.pass(4 * hour);
}
const stuck = (street: Street): string[] => ids.filter((id) => street.active(id).includes("photocell-stuck"));

test("one that brings light on long before those around it is stuck dark; it ends after an evening like the others'", () => {
  const street = new Street(ids.length);
  evening(street, () => 5);
  evening(street, (id) => (id === "3" ? 45 : 6));
  expect(stuck(street)).toEqual(["3"]);
  evening(street, () => 5);
  evening(street, () => 5);
  expect(stuck(street)).toEqual([]);
});

test("a dark afternoon for all is the weather", () => {
  const street = new Street(ids.length);
  evening(street, () => 5);
  evening(street, (id) => 40 + Number(id));
  expect(stuck(street)).toEqual([]);
});

test("one that misses three dark evenings on which the others switched early is stuck bright", () => {
  const street = new Street(ids.length);
  evening(street, () => 25);
  for (let night = 0; night < 2; night++) evening(street, (id) => (id === "5" ? undefined : 25));
  expect(stuck(street)).toEqual([]);
  evening(street, (id) => (id === "5" ? undefined : 25));
  expect(stuck(street)).toEqual(["5"]);
  evening(street, () => 25);
  evening(street, () => 25);
  expect(stuck(street)).toEqual([]);
});
