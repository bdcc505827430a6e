/** Records with every field set, for tests that care about one or two of them. */
import type { LightRecord } from "#controller/registry/inventory";
import type { OverrideRecord } from "#controller/registry/port";

export const exampleLight = (id: string, changes: Partial<LightRecord> = {}): LightRecord => ({
  id,
  node: `node-${id}`,
  column: id.toUpperCase(),
  lat: 56.65512345,
  lon: -2.5198765,
  street: "Kirk Wynd",
  area: "Old Town",
  postcode: "DD11",
  feeder: "FP-001",
  regime: "35/18",
  powerW: 36.5,
  powerAssumed: false,
  minLevelPct: 10,
  minPowerW: 5.11,
  standbyW: 0.5,
  luminaire: "Ark 36 D4i",
  ...changes,
});

export const exampleOverride = (id: string, changes: Partial<OverrideRecord> = {}): OverrideRecord => ({
  id,
  title: "Kirk Wynd",
  levelPct: 62.5,
  fadeMs: 2_000,
  startsAtMs: 1_795_000_000_000,
  endsAtMs: 1_795_003_600_000,
  reason: "Police incident — ’phone 101",
  by: "operator",
  createdAtMs: 1_795_000_000_001,
  releasedAtMs: undefined,
  lights: ["ia-0001", "ia-0002"],
  ...changes,
});
