/** Everything that hangs on one inventory: built whole when the lights change, so that nothing half-old remains. */
import type { Config } from "#config/schema";
import type { DesignsInForce } from "./design/in-force.ts";
import { Dispatch } from "./dispatch/dispatch.ts";
import { Detection } from "./faults/detection.ts";
import { restoreFaults } from "./faults/fault-keeping.ts";
import { Fleet } from "./fleet/fleet.ts";
import { buildGeometry, type Geometry } from "./fleet/geometry.ts";
import type { Gaps } from "./gaps/gaps.ts";
import { type Newest, restoreGaps } from "./gaps/restore.ts";
import { OverrideBook } from "./overrides.ts";
import { Plans } from "./plans.ts";
import type { LightRecord } from "./registry/inventory.ts";
import type { LightFaults, OverrideRecord, StoredRecord } from "./registry/port.ts";

export interface Situation {
  readonly geometry: Geometry;
  readonly fleet: Fleet;
  readonly plans: Plans;
  readonly overrides: OverrideBook;
  readonly dispatch: Dispatch;
  readonly detection: Detection;
  readonly gaps: Gaps;
  /** What the registry says of stored readings, where the store was away and could not be asked. */
  readonly unchecked: readonly StoredRecord[];
}

export interface SituationInputs {
  readonly config: Config;
  readonly designs: DesignsInForce;
  readonly lights: readonly LightRecord[];
  readonly overrides: readonly OverrideRecord[];
  /** How far readings are stored, from the registry: nothing older is asked for again. */
  readonly stored: readonly StoredRecord[];
  /** What stood of each light when it was last saved. */
  readonly faults: readonly LightFaults[];
  /** Newest stored reading by light; undefined while the store is away. */
  readonly newest: Newest | undefined;
  /** What there was before, when only the lights change. */
  readonly before: Situation | undefined;
  readonly nowMs: number;
  readonly publish: (topic: string, payload: string) => boolean;
  readonly latencyMs: () => number;
}

export function buildSituation(inputs: SituationInputs): Situation {
  const { config, nowMs } = inputs;
  const geometry = buildGeometry(inputs.lights);
  const fleet = new Fleet(geometry);
  const overrides = new OverrideBook(fleet.size, (light) => geometry.rowOfLight.get(light));
  for (const override of inputs.overrides) overrides.put(override);
  const plans = new Plans(config, geometry, inputs.designs, nowMs);
  const detection = new Detection({
    fleet,
    latencyMs: inputs.latencyMs,
    daylight: (row) => plans.of(row)?.daylight ?? false,
    programme: (row) => plans.of(row)?.programme.version,
  });
  restoreFaults({ geometry, detection }, faultsBefore(inputs), nowMs);
  // A light whose readings are stored was there once: if it now keeps silent from the start, that is a fault too.
  const known = inputs.stored.flatMap(({ light }) => geometry.rowOfLight.get(light) ?? []);
  detection.await(known, nowMs);
  return {
    geometry,
    fleet,
    plans,
    overrides,
    dispatch: new Dispatch(fleet, config.authority.id, inputs.publish),
    detection,
    ...restoreGaps({ geometry, stored: inputs.stored, newest: inputs.newest, before: inputs.before }),
  };
}

/** What stands now, when only the lights change; else what was saved. */
function faultsBefore({ before, faults }: SituationInputs): readonly LightFaults[] {
  if (!before) return faults;
  return before.geometry.lights.map(({ id }, row) => ({ light: id, faults: before.detection.recordsOf(row) })).filter((each) => each.faults.length > 0);
}
