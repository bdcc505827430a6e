/** A street of lights in sub-meters, and readings of their nodes, for tests of settlement. */
import { Settlement } from "#contract/design";
import { buildGroupTree } from "#controller/decide/group-tree";
import type { FittedLight } from "#controller/decide/lamp";
import { divide, type SubMeter } from "#controller/settlement/sub-meters";
import type { Reading } from "#controller/telemetry/port";
import { light } from "#tests/controller/rig";
import { reading } from "#tests/suites/telemetry-store";

export const zone = "Europe/London";

/** 35 W at full and 18.5 W at 50 %, as in lighting-domain.md §5: straight from its minimum. */
export const lamp = (id: string, more: Partial<FittedLight> = {}): FittedLight =>
  light(id, { column: id.toUpperCase(), powerW: 35, minLevelPct: 0, minPowerW: 2, standbyW: 0.5, ...more });

export const settlement = (more: object = {}): Settlement =>
  Settlement.parse({
    subMeters: [{ id: "abc1234", name: "Old Town" }],
    unitReference: { prefix: "EDI" },
    chargeCodes: [{ code: "4200350000100", powerW: 35, circuitW: 35 }],
    ...more,
  });

export function subMeterOf(lights: readonly FittedLight[], body: Settlement): SubMeter {
  const tree = buildGroupTree(lights, { made: [], calendars: [] });
  const [subMeter] = divide(lights, tree, body).subMeters;
  if (!subMeter) throw new Error("expected a sub-meter in the settlement data");
  return subMeter;
}

/** A node that reports at every change and every quarter of an hour between, from the first change to `untilMs`. */
export function readingsOf(lightId: string, changes: readonly (readonly [at: string, levelPct: number])[], until: string): Reading[] {
  const readings: Reading[] = [];
  changes.forEach(([at, levelPct], index) => {
    const endMs = Date.parse(changes[index + 1]?.[0] ?? until);
    for (let atMs = Date.parse(at); atMs < endMs; atMs += 900_000)
      readings.push(reading({ light: lightId, seq: readings.length + 1, atMs, levelPct, energyKwh: 1 }));
  });
  return readings;
}
