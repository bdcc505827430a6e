import type { LightSummary } from "../../contract/api.ts";

/** Faults of one kind that have one cause, or a single fault. */
export interface FaultGroup {
  readonly key: string;
  readonly lights: readonly LightSummary[];
  /** Common feeder of a group of several; absent for a single light. */
  readonly feeder?: string;
}

/** From this many faults of a kind on one feeder, the feeder is the likelier cause than each light by itself. */
const groupMin = 3;

/** Puts faults of one kind on one feeder together: a lost feeder is one line, not forty. Larger groups first, else the order given. */
export function groupFaults(faults: readonly LightSummary[]): FaultGroup[] {
  const byCause = Map.groupBy(faults, (light) => (light.feeder ? `${light.condition} ${light.feeder}` : light.id));
  const groups = [...byCause].flatMap(([key, lights]): FaultGroup[] => {
    const feeder = lights[0]?.feeder;
    if (feeder !== undefined && lights.length >= groupMin) return [{ key, lights, feeder }];
    return lights.map((light) => ({ key: light.id, lights: [light] }));
  });
  return groups.sort((a, b) => b.lights.length - a.lights.length);
}
