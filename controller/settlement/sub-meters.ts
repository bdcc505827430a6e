/** Which lights each sub-meter has, as units; and everything that stands in the way of its files. */
import type { Settlement } from "#contract/design";
import type { GroupTree } from "../decide/group-tree.ts";
import type { FittedLight } from "../decide/lamp.ts";
import type { SettlementProblem } from "./problem.ts";
import { type Unit, unitOf } from "./unit.ts";

export interface SubMeter {
  readonly id: string;
  readonly name: string;
  readonly lights: readonly FittedLight[];
  /** By reference. Fewer than the lights when some have problems. */
  readonly units: readonly Unit[];
  /** Of its own lights. */
  readonly problems: readonly SettlementProblem[];
}

export interface SubMeters {
  readonly subMeters: readonly SubMeter[];
  /** Those of sub-meters, and those of lights that are in none or in two. */
  readonly problems: readonly SettlementProblem[];
}

/** Divides the lights, in row order of `tree`. A light in two sub-meters is in the first of them, and told. */
export function divide(lights: readonly FittedLight[], tree: Pick<GroupTree, "lightsIn">, settlement: Settlement): SubMeters {
  const owners = ownersOf(lights, tree, settlement);
  const outside = lights.flatMap((light, row) => membershipProblem(light, owners[row] ?? [], settlement));
  const read = lights.map((light) => ({ light, unit: unitOf(light, settlement) }));
  const shared = sharedReferences(read);
  const members = settlement.subMeters.map((): Read[] => []);
  read.forEach((each, row) => void members[owners[row]?.[0] ?? -1]?.push(each));
  const subMeters = settlement.subMeters.map(({ id, name }, index) => subMeterOf(id, name, members[index] ?? [], shared));
  return { subMeters, problems: [...outside, ...subMeters.flatMap(({ problems }) => problems)] };
}

interface Read {
  readonly light: FittedLight;
  readonly unit: ReturnType<typeof unitOf>;
}

/** Indexes of the sub-meters that claim each light; of several that take the rest the first does. */
function ownersOf(lights: readonly FittedLight[], tree: Pick<GroupTree, "lightsIn">, { subMeters }: Settlement): number[][] {
  const owners = lights.map((): number[] => []);
  subMeters.forEach(({ areas, groups }, index) => {
    const named = new Set(areas);
    const rows = new Set(groups?.flatMap((group) => tree.lightsIn(group)));
    lights.forEach(({ area }, row) => {
      if (named.has(area) || rows.has(row)) owners[row]?.push(index);
    });
  });
  const rest = subMeters.findIndex(takesRest);
  if (rest >= 0) for (const each of owners) if (each.length === 0) each.push(rest);
  return owners;
}

export const takesRest = ({ areas, groups }: Settlement["subMeters"][number]): boolean => areas === undefined && groups === undefined;

function membershipProblem({ id, area }: FittedLight, owners: readonly number[], { subMeters }: Settlement): SettlementProblem[] {
  if (owners.length === 1 || subMeters.length === 0) return [];
  const found = owners.length === 0 ? `none, in ${area || "no area"}` : owners.map((index) => subMeters[index]?.id).join(" and ");
  return [{ light: id, field: "subMeters", found, expected: "exactly one sub-meter" }];
}

/** Lights by a reference that is not theirs alone, in any sub-meter. */
function sharedReferences(read: readonly Read[]): ReadonlyMap<string, readonly string[]> {
  const byReference = new Map<string, string[]>();
  for (const { light, unit } of read) {
    if (!("reference" in unit)) continue;
    const known = byReference.get(unit.reference);
    if (known) known.push(light.id);
    else byReference.set(unit.reference, [light.id]);
  }
  return new Map([...byReference].filter(([, ids]) => ids.length > 1));
}

function subMeterOf(id: string, name: string, members: readonly Read[], shared: ReadonlyMap<string, readonly string[]>): SubMeter {
  const units: Unit[] = [];
  const problems: SettlementProblem[] = [];
  for (const { unit } of members) {
    if (!("reference" in unit)) problems.push(...unit);
    else if (shared.has(unit.reference)) problems.push(notUnique(unit, shared.get(unit.reference) ?? []));
    else units.push(unit);
  }
  units.sort((a, b) => (a.reference < b.reference ? -1 : 1));
  return { id, name, lights: members.map(({ light }) => light), units, problems };
}

/** Others named in one problem: enough to find them. */
const othersMax = 3;

function notUnique({ light, reference }: Unit, ids: readonly string[]): SettlementProblem {
  const others = ids.filter((id) => id !== light.id);
  const more = others.length > othersMax ? ` and ${others.length - othersMax} more` : "";
  return {
    light: light.id,
    field: "unitReference",
    found: `${reference}, which is also that of ${others.slice(0, othersMax).join(", ")}${more}`,
    expected: "a reference of its own",
  };
}
