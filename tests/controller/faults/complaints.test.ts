/** What users of other systems complain of, where it concerns faults: each as a scenario. thingsboard #7909 is under communication failure. */
import { afterEach, expect, test } from "vitest";
import { FaultSettings } from "#controller/faults/thresholds";
import { evening, light, type Rig, startRig } from "../rig.ts";
import { hour, minute, Street } from "./street.ts";

const defaults = FaultSettings.parse({});
let rig: Rig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

test("thingsboard #2579: what is cleared is not shown as active, on the map nor in the list", () => {
  const street = new Street();
  street.reports(3);
  street.reports(2, { powerW: 1.3 });
  street.report();
  expect(street.detection.faultsOf(street.row("1"), street.nowMs)).toEqual([]);
  expect(street.fleet.condition[street.row("1")]).toBe(1);
});

test("false alarms by a fixed power factor: a dimmed lamp has a lower one, and is well", () => {
  const street = new Street();
  for (const [levelPct, powerFactor] of [
    [100, 0.97],
    [50, 0.8],
    [25, 0.7],
    [10, 0.6],
  ] as const) {
    street.decide(levelPct);
    street.reports(6, { powerFactor });
  }
  expect(street.told.filter((each) => each.startsWith("power-factor"))).toEqual([]);
});

test("flapping: power on the threshold with a meter's error is not raised and cleared again and again", () => {
  const street = new Street();
  street.reports(2);
  for (let i = 0; i < 60; i++) street.reports(1, { powerW: i % 2 === 0 ? 50.5 : 51.5 });
  expect(street.told.filter((each) => each.includes("→ active")).length).toBeLessThanOrEqual(1);
  expect(street.told.filter((each) => each.includes("→ cleared"))).toEqual([]);
});

test("a clock put back by hours neither raises nor holds anything", () => {
  const street = new Street();
  street.reports(3);
  street.reports(1, { powerW: 1.3 });
  expect(street.active()).toEqual(["lamp-failure"]);
  street.nowMs -= 5 * hour;
  street.reports(2);
  expect(street.active()).toEqual([]);
});

test("a long jump of the clock looks at what is due, not at all the time between", () => {
  const street = new Street(3);
  for (const id of ["1", "2", "3"]) street.report(id);
  street.nowMs += 400 * 24 * hour;
  street.detection.tick(street.nowMs);
  expect(["1", "2", "3"].map((id) => street.active(id))).toEqual([["communication-failure"], ["communication-failure"], ["communication-failure"]]);
});

test("deaf: a node that holds an old programme for hours while it reports does not follow", () => {
  const street = new Street();
  street.programme = "old";
  street.reports(2);
  street.programme = "new";
  street.reports(14, { programme: "old" });
  expect(street.active()).toEqual(["command-not-followed"]);
  street.reports(1);
  expect(street.active()).toEqual([]);
});

test("thresholds are data: a type that may burn longer and swing further is judged by its own", () => {
  const street = new Street(2, (n) => (n === 1 ? { luminaire: "Ark" } : {}), {
    ...defaults,
    luminaires: { Ark: { powerLowShare: 0.4, lifeHours: 200_000 } },
  });
  for (let i = 0; i < 4; i++) {
    for (const id of ["1", "2"]) street.report(id, { powerW: 42, burningHours: 150_000 });
    street.pass(15 * minute);
  }
  expect([street.active("1"), street.active("2")]).toEqual([[], ["power-low", "end-of-life"]]);
});

test("a restart of the controller neither raises nor clears: what stood is read from the registry, and ends when the light is well", async () => {
  const first = await startRig({ lights: [light("1")] });
  first.hello("1");
  first.report("1");
  first.clock.advance(15 * minute);
  first.report("1", { powerW: 1 });
  first.clock.advance(6 * minute);
  expect(first.desk.light("1")?.faults).toMatchObject([{ name: "lamp failure", since: "2026-11-21T18:15:00.000Z" }]);
  // What was to be saved by then is in the registry: the process ends without a goodbye.
  await expect
    .poll(() => {
      first.clock.advance(2_000);
      return first.registry.faults();
    })
    .toMatchObject([{ light: "1", faults: [{ kind: "lamp-failure", activeAtMs: Date.parse(evening) + 20 * minute }] }]);
  first.desk.close();
  rig = await startRig({ lights: [light("1")], registry: first.registry, store: first.store, at: new Date(Date.parse(evening) + 30 * minute).toISOString() });
  rig.clock.advance(10 * minute);
  expect(rig.desk.light("1")).toMatchObject({ condition: "lamp-failure", faults: [{ since: "2026-11-21T18:15:00.000Z" }] });
  rig.report("1", { boot: 2 });
  rig.clock.advance(15 * minute);
  rig.report("1", { boot: 2 });
  expect(rig.desk.light("1")?.faults).toEqual([]);
  const { registry, clock } = rig;
  await expect
    .poll(() => {
      clock.advance(2_000);
      return registry.faults();
    })
    .toEqual([]);
});
