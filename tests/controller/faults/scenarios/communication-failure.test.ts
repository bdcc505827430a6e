import { expect, test } from "vitest";
import { hour, minute, Street } from "../street.ts";

test("a lost connection is a fault after two minutes, and ends with the first sign of life", () => {
  const street = new Street();
  street.report();
  street.lose("1");
  street.pass(minute);
  expect(street.active()).toEqual([]);
  street.pass(2 * minute);
  expect(street.active()).toEqual(["communication-failure"]);
  street.hello("1");
  expect(street.active()).toEqual([]);
});

test("silence on a connection that claims to live is one too; three reports lost by chance are not", () => {
  const street = new Street();
  street.report();
  street.pass(62 * minute);
  expect(street.active()).toEqual([]);
  street.pass(10 * minute);
  expect(street.active()).toEqual(["communication-failure"]);
});

// thingsboard #7909: data that arrived just at the time-out left the alarm standing for ever.
test("a report in the very moment of the time-out, or just after it, leaves nothing standing", () => {
  for (const offMs of [-1_000, -1, 0, 1, 1_000]) {
    const street = new Street();
    street.report();
    street.pass(66 * minute + 1_500 + offMs);
    street.report();
    street.pass(minute);
    expect(street.active(), `${offMs} ms from the time-out`).toEqual([]);
  }
});

test("while the broker is away silence says nothing, and after it counts anew", () => {
  const street = new Street();
  street.report();
  street.detection.setBus(false, street.nowMs);
  street.pass(5 * hour);
  expect(street.active()).toEqual([]);
  street.detection.setBus(true, street.nowMs);
  street.pass(hour);
  expect(street.active()).toEqual([]);
  street.pass(10 * minute);
  expect(street.active()).toEqual(["communication-failure"]);
});

test("a light that was there before a restart and is never heard after it is missing; one that never was there is not", () => {
  const street = new Street(2);
  street.detection.await([street.row("1")], street.nowMs);
  street.pass(hour);
  expect(street.active("1")).toEqual([]);
  street.pass(10 * minute);
  expect([street.active("1"), street.active("2")]).toEqual([["communication-failure"], []]);
});

test("a duplicate or a replay is a sign of life as well", () => {
  const street = new Street();
  const report = street.report();
  street.lose("1");
  street.pass(5 * minute);
  street.deliver("1", report);
  expect(street.active()).toEqual([]);
});
