/**
 * Into whom figures are divided: each light of the scope in one member, and in several by demand rule only. The accounts take one member a
 * light, so members that share lights are laid into layers in which none do; each layer is a question of its own.
 *
 * By group, a light is in the group that it is in itself and in none below it: an area's regime or a group people made. So the rows add up;
 * a group with others below it is asked for as a scope. Membership is that of today's inventory and designs, for past days too.
 */
import type { EnergyBy, EnergyScope } from "#contract/energy";
import { sectionsByStreet } from "../../decide/classes.ts";
import type { Members } from "../../energy/accounts.ts";
import { placesBy } from "./places.ts";
import { profilesTonight, rowsInEnergyScope, rowsOfRule, type Town } from "./scope.ts";

export interface Member {
  readonly id: string;
  /** A light of it. */
  readonly row: number;
  /** In the inventory, with readings or without. */
  lights: number;
}

export interface Division {
  readonly members: readonly Member[];
  readonly nameOf: (member: Member) => string;
  /** Of each layer the last member, numbered `members.length`, is those lights of the scope that no member has in it. */
  readonly layers: readonly Members[];
  /** Lights of the scope. */
  readonly lights: number;
}

/** As the contract's names are. */
const nameLengthMax = 120;

/** Members in the order of the inventory; only those with lights in the scope. 100,000 lights take some 20 ms. */
export function divide(town: Town, scope: EnergyScope, by: EnergyBy): Division {
  const rows = rowsInEnergyScope(town, scope);
  return by === "demand-rule" ? divideByRule(town, rows) : divideByKey(town, rows, keysBy(town, by));
}

/** All lights of the scope as one member, for questions that are not divided. */
export function undivided(town: Town, scope: EnergyScope): { readonly members: Members; readonly lights: number } {
  const rows = rowsInEnergyScope(town, scope);
  const of = new Int32Array(town.situation.geometry.lights.length).fill(-1);
  for (const row of rows) of[row] = 0;
  return { members: membersOf(town, of, 1), lights: rows.length };
}

/** A member is a number until it is named: numbers are equal for the same one, −1 is none. */
interface Keys {
  readonly numberOf: (row: number) => number;
  readonly idOf: (row: number) => string;
  readonly nameOf: (member: Member) => string;
}

function keysBy(town: Town, by: Exclude<EnergyBy, "demand-rule">): Keys {
  const { geometry, plans } = town.situation;
  const { tree, designs } = plans.schedules;
  const { lights } = geometry;
  switch (by) {
    case "authority": {
      const { id, name } = town.parts.config.authority;
      return { numberOf: () => 0, idOf: () => id, nameOf: () => name };
    }
    case "area":
    case "street":
    case "feeder": {
      const { names, of } = placesBy(geometry, by);
      return { numberOf: (row) => of[row] ?? -1, idOf: (row) => names[of[row] ?? -1] ?? "", nameOf: ({ id }) => (id === "" ? `No ${by}` : id) };
    }
    case "group":
      return { ...numbered(tree.leafOf), idOf: (row) => tree.leafOf(row).id, nameOf: ({ row }) => tree.leafOf(row).name };
    case "profile": {
      const profileOf = profilesTonight(town);
      return { ...numbered(profileOf), idOf: profileOf, nameOf: ({ id }) => designs.profiles.get(id)?.body.name ?? id };
    }
    case "section": {
      const { names, of } = placesBy(geometry, "street");
      const byStreet = sectionsByStreet(designs.sections.body);
      const sectionOf = names.map((street) => byStreet.get(street)?.name);
      const nameAt = (row: number): string | undefined => sectionOf[of[row] ?? -1];
      return { ...numbered(nameAt), idOf: (row) => nameAt(row) ?? "", nameOf: ({ id }) => id };
    }
    case "light":
      return { numberOf: (row) => row, idOf: (row) => lights[row]?.id ?? "", nameOf: ({ row }) => `${lights[row]?.column}, ${lights[row]?.street}` };
  }
}

/** Numbers for what rows share, as they are met. */
function numbered<T>(sharedBy: (row: number) => T | undefined): Pick<Keys, "numberOf"> {
  const numbers = new Map<T, number>();
  return {
    numberOf: (row) => {
      const shared = sharedBy(row);
      if (shared === undefined) return -1;
      const number = numbers.get(shared) ?? numbers.size;
      numbers.set(shared, number);
      return number;
    },
  };
}

/** With the version of the inventory whose rows these are: the accounts may be told another one before they are asked. */
const membersOf = ({ situation }: Town, of: Int32Array, count: number): Members => ({ inventory: situation.geometry.version, of, count });

function divideByKey(town: Town, rows: readonly number[], { numberOf, idOf, nameOf }: Keys): Division {
  const size = town.situation.geometry.lights.length;
  const of = new Int32Array(size).fill(-1);
  // Never more numbers than lights.
  const memberOf = new Int32Array(size).fill(-1);
  const members: Member[] = [];
  const none: number[] = [];
  for (const row of rows) {
    const number = numberOf(row);
    if (number === -1) {
      none.push(row);
      continue;
    }
    if (memberOf[number] === -1) memberOf[number] = members.push({ id: idOf(row), row, lights: 0 }) - 1;
    of[row] = memberOf[number] ?? -1;
    const member = members[of[row] ?? -1];
    if (member) member.lights++;
  }
  for (const row of none) of[row] = members.length;
  return { members, nameOf: cut(nameOf), layers: [membersOf(town, of, members.length + 1)], lights: rows.length };
}

const cut =
  (nameOf: Division["nameOf"]): Division["nameOf"] =>
  (member) =>
    nameOf(member).slice(0, nameLengthMax);

/** Each rule goes into the first layer in which none of its lights is taken. */
function divideByRule(town: Town, rows: readonly number[]): Division {
  const size = town.situation.geometry.lights.length;
  const inScope = new Uint8Array(size);
  for (const row of rows) inScope[row] = 1;
  const names = new Map(town.demand.rules.map(({ id, rule }) => [id, rule.name]));
  const reached = [...names.keys()].map((id) => ({ id, rows: rowsOfRule(town, id).filter((row) => inScope[row] === 1) }));
  const present = reached.filter((rule) => rule.rows.length > 0);
  const layers: Int32Array[] = [new Int32Array(size).fill(-1)];
  present.forEach((rule, number) => {
    const free = layers.find((of) => rule.rows.every((row) => of[row] === -1));
    const layer = free ?? new Int32Array(size).fill(-1);
    if (!free) layers.push(layer);
    for (const row of rule.rows) layer[row] = number;
  });
  for (const of of layers) for (const row of rows) if (of[row] === -1) of[row] = present.length;
  const members = present.map(({ id, rows: own }) => ({ id, row: own[0] ?? 0, lights: own.length }));
  return {
    members,
    nameOf: cut(({ id }) => names.get(id) ?? id),
    layers: layers.map((of) => membersOf(town, of, present.length + 1)),
    lights: rows.length,
  };
}
