/** Types of luminaire as published: what changes at once for lights that are lit, and what does not. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { InventoryLight } from "#contract/api";
import { openSqliteRegistry } from "#controller/registry/sqlite";
import { light, type Rig, startRig } from "./rig.ts";

const minuteMs = 60_000;
let rig: Rig;
afterEach(() => rig.close());

const type = (more: object) => ({ types: [{ id: "Ark", name: "Ark", minLevelPct: 10, power: { by: "minimum", minPowerPct: 14 }, standbyW: 0.5, ...more }] });
const measured = (powerPctAtHalf: number) => ({
  power: {
    by: "curve",
    points: [
      { levelPct: 10, powerPct: 14 },
      { levelPct: 50, powerPct: powerPctAtHalf },
      { levelPct: 100, powerPct: 100 },
    ],
  },
});
const publish = (kind: "luminaires" | "sections", body: unknown) =>
  rig.controller.publishDesign({ kind, id: "all", body, author: "ailsa", atMs: rig.clock.now(), reason: "a try", rolledBackTo: undefined });
const fitted = (id: string) => rig.controller.situation.geometry.lights.find((each) => each.id === id);

/** The faults of a light that reported the same for some minutes. */
function faultsOf(id: string, levelPct: number, powerW: number, burningHours = 1): string[] {
  for (let passed = 0; passed < 24; passed += 2) {
    rig.report(id, { levelPct, powerW, burningHours });
    rig.clock.advance(2 * minuteMs);
  }
  return rig.desk.light(id)?.faults.flatMap(({ name }) => (name === "command not followed" ? [] : [name])) ?? [];
}

test("power that the type's curve explains is no fault from the moment it is published; other lights are judged as before", async () => {
  rig = await startRig({ lights: [light("1", { luminaire: "Ark" }), light("2")] });
  for (const id of ["1", "2"]) rig.hello(id);
  expect([faultsOf("1", 50, 45), faultsOf("2", 50, 45)]).toEqual([["power high"], ["power high"]]);
  await publish("luminaires", type(measured(75)));
  expect([faultsOf("1", 50, 45), faultsOf("2", 50, 45)]).toEqual([[], ["power high"]]);
  // Back to version 0.
  await publish("luminaires", { types: [] });
  expect(faultsOf("1", 50, 45)).toEqual(["power high"]);
});

test("a driver with constant light output may take more when it is old, not when it is new", async () => {
  rig = await startRig({ lights: [light("1", { luminaire: "Ark" })] });
  rig.hello("1");
  await publish("luminaires", type({ clo: { by: "driver", lossPctAtEnd: 50, endHours: 50_000 } }));
  expect(faultsOf("1", 80, 48, 100)).toEqual(["power high"]);
  expect(faultsOf("1", 80, 48, 49_000)).toEqual([]);
});

test("the energy of a night is calculated with the type's curve, and with the hours that a driver with constant light output has burnt", async () => {
  rig = await startRig({ lights: [light("1", { luminaire: "Ark" })] });
  rig.hello("1");
  rig.report("1", { levelPct: 50, burningHours: 0 });
  rig.clock.advance(60 * minuteMs);
  rig.report("1", { levelPct: 50, burningHours: 0 });
  const flushed = rig.controller.parts.recorder.flush();
  rig.clock.advance(1_000);
  await flushed;
  const calculatedKwh = async (): Promise<number> => (await rig.desk.nightEnergy("2026-11-21")).calculatedKwh;
  await publish("luminaires", type(measured(75)));
  expect(await calculatedKwh()).toBeCloseTo(0.045);
  // New, it is driven at 25 %: between 14 % at a level of 10 and 75 % at 50.
  await publish("luminaires", type({ ...measured(75), clo: { by: "driver", lossPctAtEnd: 50, endHours: 50_000 } }));
  expect(await calculatedKwh()).toBeCloseTo((60 * (0.14 + (0.61 * 15) / 40)) / 1_000);
});

test("a level below the type's minimum is expected as that minimum", async () => {
  rig = await startRig({ lights: [light("1", { luminaire: "Ark" }), light("2")] });
  for (const id of ["1", "2"]) rig.hello(id);
  await publish("luminaires", type({ minLevelPct: 40 }));
  await rig.desk.override(
    { scope: { lights: ["1", "2"] }, levelPct: 20, endsAt: new Date(rig.clock.now() + 60 * minuteMs).toISOString(), reason: "a try" },
    "anna",
  );
  const namesOf = (id: string): string[] => {
    faultsOf(id, 40, id === "1" ? 8.4 : 25.6);
    return rig.desk.light(id)?.faults.map(({ name }) => name) ?? [];
  };
  expect([namesOf("1"), namesOf("2")]).toEqual([[], ["command not followed"]]);
});

test("the inventory stays as it was brought, a new one has the types in force, and so has a restart", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "leerie-luminaires-")), "registry.sqlite");
  const registry = openSqliteRegistry(path);
  rig = await startRig({ lights: [light("1", { luminaire: "Ark" })], registry });
  const { version } = rig.controller.situation.geometry;
  await publish("luminaires", type({ minLevelPct: 40, standbyW: 2 }));
  expect(fitted("1")).toMatchObject({ minLevelPct: 40, standbyW: 2 });
  expect(rig.controller.situation.geometry.version).toBe(version);
  expect(rig.desk.inventory().lights.map((each) => InventoryLight.parse(each))).toMatchObject([{ luminaire: "Ark", minLevelPct: 10, standbyW: 0.5 }]);
  await rig.controller.putLights([light("2", { luminaire: "Ark" }), light("3")]);
  expect([fitted("1"), fitted("2"), fitted("3")].map((each) => each?.minLevelPct)).toEqual([40, 40, 10]);
  await rig.close();
  rig = await startRig({ lights: [], registry: openSqliteRegistry(path) });
  expect(fitted("2")).toMatchObject({ minLevelPct: 40, standbyW: 2 });
});

test("an explanation names the version of the luminaires that held then", async () => {
  rig = await startRig({ lights: [light("1", { luminaire: "Ark" }), light("2")] });
  await publish("luminaires", type({}));
  rig.clock.advance(10 * minuteMs);
  const between = new Date(rig.clock.now()).toISOString();
  rig.clock.advance(10 * minuteMs);
  await publish("luminaires", type({ minLevelPct: 40 }));
  const versions = async (id: string, at?: string) => (await rig.desk.why(id, at))?.designs.filter(({ kind }) => kind === "luminaires");
  expect(await versions("1", between)).toEqual([{ kind: "luminaires", id: "all", version: 1, name: "Ark" }]);
  expect(await versions("1")).toMatchObject([{ version: 2 }]);
  expect(await versions("2")).toEqual([]);
});
