import { expect, test } from "vitest";
import { powerAt, Street } from "../street.ts";
import { scenario } from "./scenario.ts";

// Told to give half, it takes what full level takes.
scenario({ kind: "dimming-failure", levelPct: 50, ill: { powerW: 60 }, believedAfter: 2, goneAfter: 2 });

/** Reports at levels, one after the other, of a driver whose power follows some law. */
function through(levels: readonly number[], powerW: (levelPct: number) => number): Street {
  const street = new Street();
  street.reports(4);
  for (const levelPct of levels) {
    street.decide(levelPct);
    street.reports(4, { powerW: powerW(levelPct) });
  }
  return street;
}
const excess = (levelPct: number): number => 1.3 * powerAt(levelPct);

test("a driver that takes too much comes to full power at one level: that is not taken for one that does not dim", () => {
  expect(through([50, 75, 50, 75, 100], excess).active()).toEqual(["power-high"]);
  expect(through([50, 75, 50], excess).told.filter((each) => each.startsWith("dimming-failure: pending → active"))).toEqual([]);
});

test("a driver that does not dim is found at a level little below full, after it was right at full", () => {
  expect(through([100, 75], () => 60).active()).toEqual(["dimming-failure"]);
});
