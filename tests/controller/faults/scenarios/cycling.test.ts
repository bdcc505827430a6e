import { expect, test } from "vitest";
import { minute, Street } from "../street.ts";

function cycle(street: Street, times: number): void {
  for (let i = 0; i < times; i++) {
    street.report("1", { powerW: 1.3 });
    street.pass(3 * minute);
    street.report("1");
    street.pass(5 * minute);
  }
}

test("three uncommanded changes within the hour are cycling, and no lamp failure beside it", () => {
  const street = new Street();
  street.reports(2);
  cycle(street, 4);
  expect(street.active()).toEqual(["cycling"]);
  expect(street.told.filter((each) => each.startsWith("lamp-failure: pending → active"))).toEqual([]);
});

test("it ends after an hour of steady light, and is not ended by the day", () => {
  const street = new Street();
  street.reports(2);
  cycle(street, 4);
  street.decide(0);
  street.reports(8, { powerW: 0.5 });
  expect(street.active()).toEqual(["cycling"]);
  street.decide(100);
  street.reports(6);
  expect(street.active()).toEqual([]);
});

test("one power cut, a dim step and a fade are no cycling", () => {
  const street = new Street();
  street.reports(2);
  cycle(street, 1);
  for (const levelPct of [50, 100, 50, 0, 100]) {
    street.decide(levelPct);
    street.report("1", { powerW: 60 });
    street.pass(minute);
    street.reports(1);
  }
  expect(street.told.filter((each) => each.startsWith("cycling"))).toEqual([]);
});
