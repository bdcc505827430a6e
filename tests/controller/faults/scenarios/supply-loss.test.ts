import { expect, test } from "vitest";
import { minute, Street } from "../street.ts";

const ids = ["1", "2", "3", "4", "5"];
function street(count = 5): Street {
  const made = new Street(count);
  for (const id of ids.slice(0, count)) made.report(id);
  made.pass(minute);
  return made;
}
const allActive = (made: Street, of = ids): string[] => of.map((id) => made.active(id).join());

test("lights of a feeder that go silent within minutes have lost their supply, not their radio; in under two minutes", () => {
  const made = street();
  for (const id of ids) {
    made.lose(id);
    made.pass(15_000);
  }
  made.pass(40_000);
  expect(allActive(made)).toEqual(ids.map(() => "supply-loss"));
  made.pass(10 * minute);
  expect(allActive(made)).toEqual(ids.map(() => "supply-loss"));
  expect(made.told.filter((each) => each.includes("communication-failure: pending → active"))).toEqual([]);
});

test("it ends for each light that is back; one that stays away when the others are back is missing for another reason", () => {
  const made = street();
  made.lose(...ids);
  made.pass(10 * minute);
  for (const id of ids.slice(1)) made.hello(id);
  expect(allActive(made, ids.slice(1))).toEqual(["", "", "", ""]);
  made.pass(3 * minute);
  expect(made.active("1")).toEqual(["communication-failure"]);
  made.hello("1");
  expect(made.active("1")).toEqual([]);
});

test("lights that were gone before do not count, for or against", () => {
  const made = street();
  made.lose("1", "2");
  made.pass(30 * minute);
  expect(allActive(made, ["1", "2"])).toEqual(["communication-failure", "communication-failure"]);
  made.lose("3", "4", "5");
  made.pass(2 * minute);
  expect(allActive(made)).toEqual(["communication-failure", "communication-failure", "supply-loss", "supply-loss", "supply-loss"]);
});

test("a light alone on its feeder, and a minority, cannot tell: they are missing", () => {
  const alone = street(1);
  alone.lose("1");
  alone.pass(3 * minute);
  expect(alone.active()).toEqual(["communication-failure"]);
  const few = street();
  few.lose("1", "2");
  few.pass(3 * minute);
  expect(allActive(few)).toEqual(["communication-failure", "communication-failure", "", "", ""]);
});

test("a restart in between neither raises nor clears; the lights that come back end it, the last is missing", () => {
  const made = street();
  made.lose(...ids);
  made.pass(5 * minute);
  const told = made.told.length;
  made.restart();
  made.pass(10 * minute);
  expect(allActive(made)).toEqual(ids.map(() => "supply-loss"));
  expect(made.told).toHaveLength(told);
  for (const id of ids.slice(0, 4)) made.hello(id);
  made.pass(3 * minute);
  expect(allActive(made)).toEqual(["", "", "", "", "communication-failure"]);
});

test("a quick reconnection of all is nothing", () => {
  const made = street();
  made.lose(...ids);
  made.pass(30_000);
  for (const id of ids) made.hello(id);
  made.pass(10 * minute);
  expect(made.told.filter((each) => each.includes("active"))).toEqual([]);
});
