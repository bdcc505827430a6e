import { expect, test } from "vitest";
import { faultBits } from "#contract/messages";
import { minute, Street } from "../street.ts";

const behind = 4 * minute;

test("a clock that is off is believed after three reports that agree, told with how far, and ends when it is set", () => {
  const street = new Street();
  street.reports(3, { ageMs: behind });
  expect(street.active()).toEqual(["clock-drift"]);
  expect(street.text()).toBe("The node's clock is 240 s behind: it switches that much late.");
  street.reports(1);
  expect(street.active()).toEqual([]);
});

test("a clock that runs ahead ends as well, when three reports agree that it is right", () => {
  const street = new Street();
  street.reports(3, { ageMs: -behind });
  expect(street.active()).toEqual(["clock-drift"]);
  street.reports(3);
  expect(street.active()).toEqual([]);
});

test("a clock that is hours off is found, though its reports look as if they came from a log", () => {
  const street = new Street();
  street.reports(3, { ageMs: 180 * minute });
  expect(street.active()).toEqual(["clock-drift"]);
});

test("reports that waited in a queue, each a different time, say nothing of the clock", () => {
  const street = new Street();
  for (let i = 0; i < 12; i++) {
    street.report("1", { ageMs: (200 - 15 * i) * minute });
    street.pass(6 * minute);
  }
  expect(street.told.filter((each) => each.startsWith("clock"))).toEqual([]);
});

test("a node that does not know the time says so, and a restart changes nothing", () => {
  const street = new Street();
  street.reports(1, { faultBits: faultBits.clockUnset });
  expect(street.active()).toEqual(["clock-drift"]);
  street.restart();
  street.pass(30 * minute);
  expect(street.active()).toEqual(["clock-drift"]);
  street.reports(4);
  expect(street.active()).toEqual([]);
});
