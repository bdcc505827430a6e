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
import { profilesTonight, rowsInEnergyScope, rowsOfRule, type Town } from "./scope.ts";

export interface Member {
  readonly id: string;
  readonly name: string;
  /** In the inventory, with readings or without. */
  lights: number;
}

export interface Division {
  readonly members: readonly Member[];
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
  return { members: { of, count: 1 }, lights: rows.length };
}

interface Keys {
  /** The member a row is in; undefined is none. */
  readonly idOf: (row: number) => string | undefined;
  readonly nameOf: (id: string, row: number) => string;
}

function keysBy(town: Town, by: Exclude<EnergyBy, "demand-rule">): Keys {
  const { geometry, plans } = town.situation;
  const { tree, designs } = plans.schedules;
  const { lights } = geometry;
  switch (by) {
    case "authority": {
      const { id, name } = town.parts.config.authority;
      return { idOf: () => id, nameOf: () => name };
    }
    case "area":
    case "street":
      return { idOf: (row) => lights[row]?.[by], nameOf: (id) => (id === "" ? `No ${by}` : id) };
    case "feeder":
      return { idOf: (row) => lights[row]?.feeder, nameOf: (id) => id };
    case "group":
      return { idOf: (row) => tree.leafOf(row).id, nameOf: (_, row) => tree.leafOf(row).name };
    case "profile":
      return { idOf: profilesTonight(town), nameOf: (id) => designs.profiles.get(id)?.body.name ?? id };
    case "section": {
      const sectionOf = sectionsByStreet(designs.sections.body);
      return { idOf: (row) => sectionOf.get(lights[row]?.street ?? "")?.name, nameOf: (id) => id };
    }
    case "light":
      return { idOf: (row) => lights[row]?.id, nameOf: (_, row) => `${lights[row]?.column}, ${lights[row]?.street}` };
  }
}

function divideByKey({ situation }: Town, rows: readonly number[], { idOf, nameOf }: Keys): Division {
  const of = new Int32Array(situation.geometry.lights.length).fill(-1);
  const numbers = new Map<string, number>();
  const members: Member[] = [];
  const none: number[] = [];
  for (const row of rows) {
    const id = idOf(row);
    if (id === undefined) {
      none.push(row);
      continue;
    }
    const number = numbers.get(id) ?? members.push({ id, name: nameOf(id, row).slice(0, nameLengthMax), lights: 0 }) - 1;
    numbers.set(id, number);
    const member = members[number];
    if (member) member.lights++;
    of[row] = number;
  }
  for (const row of none) of[row] = members.length;
  return { members, layers: [{ of, count: members.length + 1 }], lights: rows.length };
}

/** Each rule goes into the first layer in which none of its lights is taken. */
function divideByRule(town: Town, rows: readonly number[]): Division {
  const size = town.situation.geometry.lights.length;
  const inScope = new Uint8Array(size);
  for (const row of rows) inScope[row] = 1;
  const names = new Map(town.demand.rules.map(({ id, rule }) => [id, rule.name]));
  const reached = [...names].map(([id, name]) => ({ id, name, rows: rowsOfRule(town, id).filter((row) => inScope[row] === 1) }));
  const present = reached.filter((rule) => rule.rows.length > 0);
  const layers: Int32Array[] = [new Int32Array(size).fill(-1)];
  present.forEach((rule, number) => {
    const free = layers.find((of) => rule.rows.every((row) => of[row] === -1));
    const layer = free ?? new Int32Array(size).fill(-1);
    if (!free) layers.push(layer);
    for (const row of rule.rows) layer[row] = number;
  });
  for (const of of layers) for (const row of rows) if (of[row] === -1) of[row] = present.length;
  const members = present.map((rule) => ({ id: rule.id, name: rule.name.slice(0, nameLengthMax), lights: rule.rows.length }));
  return { members, layers: layers.map((of) => ({ of, count: present.length + 1 })), lights: rows.length };
}
