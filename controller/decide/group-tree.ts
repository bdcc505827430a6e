/**
 * The tree of groups and the leaf each light is in: all > area > (area, regime), with the groups people made hung below any of them. A
 * light that a made group lists is in that one; every other falls in by its area and regime, so one that joins later does too.
 */
import type { Calendar, Finding, Groups } from "#contract/design";
import { slug } from "#contract/slug";
import { groupId, groupsOf } from "../registry/groups.ts";
import type { LightRecord } from "../registry/inventory.ts";

export interface TreeGroup {
  readonly id: string;
  readonly name: string;
  readonly kind: "all" | "area" | "regime" | "made";
  /** Id of the group it hangs below; only the root has none. */
  readonly parent: string | undefined;
  /** Indexes of the lights that are in this group and in none below it, ascending. */
  readonly lights: readonly number[];
  /** The calendar given to this group itself. */
  readonly calendar: string | undefined;
}

/** Where a group's calendar comes from: the group itself or its nearest ancestor that has one. */
export interface GivenCalendar {
  readonly calendar: string;
  readonly group: string;
  readonly groupName: string;
}

/** A light's calendar: given to a group, or else that of its regime. */
export type LightCalendar = GivenCalendar | { readonly calendar: string; readonly regime: string };

export interface GroupTree {
  /** Parents before their children; areas by id, then made groups in their own order. */
  readonly groups: readonly TreeGroup[];
  /** The calendar given to a group or above it; undefined when its lights have those of their regimes, or there is no such group. */
  readonly given: (group: string) => GivenCalendar | undefined;
  /** The leaf a light is in, by the light's index. */
  readonly leafOf: (light: number) => TreeGroup;
  /** By the light's index. */
  readonly calendarOf: (light: number) => LightCalendar;
  /** All lights in a group and below it, ascending; empty for an unknown group. */
  readonly lightsIn: (group: string) => readonly number[];
  /** What is wrong with the groups people made. The tree stands anyway: what cannot be followed is left out. */
  readonly findings: readonly Finding[];
}

export const rootId = "all";

type Light = Pick<LightRecord, "id" | "area" | "regime">;

/** Builds the tree in one pass over the lights and one over the made groups. */
export function buildGroupTree(lights: readonly Light[], groups: Groups): GroupTree {
  const findings: Finding[] = [];
  const nodes = new Map<string, Node>([[rootId, node(rootId, "All lights", "all", undefined)]]);
  const leaves = addAreas(nodes, lights);
  addMade(nodes, groups.made, findings);
  moveListed(nodes, leaves, { lights, made: groups.made, findings });
  leaves.forEach((leaf, light) => {
    leaf.lights.push(light);
  });
  giveCalendars(nodes, groups.calendars, findings);
  const ordered = parentsFirst(nodes);
  const given = inherit(ordered);
  return {
    groups: ordered,
    given: (group) => given.get(group),
    leafOf: (light) => at(leaves, light),
    calendarOf: (light) => given.get(at(leaves, light).id) ?? { calendar: regimeCalendarId(at(lights, light).regime), regime: at(lights, light).regime },
    lightsIn: (group) => lightsBelow(ordered, group),
    findings,
  };
}

/** "regime-35-18": the calendar a light has when no group gives it one. A published calendar of this id takes its place. */
export const regimeCalendarId = (regime: string): string => `regime-${slug(regime, 55) || "none"}`;

/** What a regime's calendar is until someone publishes one: its profile every night. */
export const regimeCalendar = (regime: string, profile: string): Calendar => ({
  name: regime === "" ? "Lights without a regime" : `Regime ${regime}`,
  defaultProfile: profile,
  rules: [],
});

interface Node extends Omit<TreeGroup, "lights" | "calendar" | "parent"> {
  parent: string | undefined;
  calendar: string | undefined;
  readonly lights: number[];
}

const node = (id: string, name: string, kind: TreeGroup["kind"], parent: string | undefined): Node => ({
  id,
  name,
  kind,
  parent,
  calendar: undefined,
  lights: [],
});

/** Adds areas and their regimes; answers the leaf of each light. Lights without a regime are in their area itself. */
function addAreas(nodes: Map<string, Node>, lights: readonly Light[]): Node[] {
  const regimes = groupsOf(lights);
  const taken = new Set([rootId, ...regimes.filter(({ regime }) => regime !== "").map(({ id }) => id)]);
  const leaves = new Array<Node>(lights.length);
  for (const { id, name, area, regime, lights: members } of regimes) {
    const areaNode = areaOf(nodes, area, taken);
    const leaf = regime === "" ? areaNode : node(id, name, "regime", areaNode.id);
    nodes.set(leaf.id, leaf);
    for (const light of members) leaves[light] = leaf;
  }
  return leaves;
}

function areaOf(nodes: Map<string, Node>, area: string, taken: ReadonlySet<string>): Node {
  const plain = groupId(area, "");
  // An area called "All", or "Leith 35/18", must not have the id of another group.
  const id = taken.has(plain) ? `area-${plain}`.slice(0, 63) : plain;
  const known = nodes.get(id);
  if (known !== undefined) return known;
  const made = node(id, area === "" ? "No area" : area, "area", rootId);
  nodes.set(id, made);
  return made;
}

function addMade(nodes: Map<string, Node>, made: Groups["made"], findings: Finding[]): void {
  made.forEach(({ id, name, parent }, index) => {
    const known = nodes.get(id);
    if (known === undefined) nodes.set(id, node(id, name, "made", parent));
    else findings.push(error(`made.${index}.id`, `${id} is the id of ${known.kind === "made" ? "an earlier" : "the"} group ${known.name}: choose another`));
  });
  made.forEach(({ id, parent }, index) => {
    const own = nodes.get(id);
    if (own?.kind !== "made" || own.parent !== parent) return;
    const fault = nodes.has(parent) ? cycleFrom(nodes, own) : `there is no group ${parent}: name one that exists, such as ${rootId}`;
    if (fault === undefined) return;
    own.parent = rootId;
    findings.push(error(`made.${index}.parent`, fault));
  });
}

/** In words, when a group is below itself. */
function cycleFrom(nodes: ReadonlyMap<string, Node>, start: Node): string | undefined {
  const path = [start.id];
  const seen = new Set<string>();
  let parent = start.parent;
  while (parent !== undefined && parent !== start.id) {
    // Someone else's circle; that group has its own finding.
    if (seen.has(parent)) return undefined;
    seen.add(parent);
    path.push(parent);
    parent = nodes.get(parent)?.parent;
  }
  return parent === undefined ? undefined : `${[...path, start.id].join(" is below ")}: hang one of them below another group`;
}

interface Listed {
  readonly lights: readonly Light[];
  readonly made: Groups["made"];
  readonly findings: Finding[];
}

/** Moves the lights that made groups list; the first group that lists a light has it. */
function moveListed(nodes: ReadonlyMap<string, Node>, leaves: Node[], { lights, made, findings }: Listed): void {
  if (made.length === 0) return;
  const indexOf = new Map(lights.map(({ id }, index) => [id, index]));
  const ownerOf = new Map<string, string>();
  made.forEach(({ id, lights: listed }, index) => {
    const own = nodes.get(id);
    const unknown: string[] = [];
    listed.forEach((light, place) => {
      const owner = ownerOf.get(light);
      const row = indexOf.get(light);
      if (owner !== undefined) findings.push(error(`made.${index}.lights.${place}`, `${light} is listed in ${owner} already: list it once`));
      else if (row === undefined) unknown.push(light);
      else if (own?.kind === "made") leaves[row] = own;
      ownerOf.set(light, owner ?? id);
    });
    if (unknown.length > 0) findings.push({ severity: "warning", field: `made.${index}.lights`, text: unknownWords(unknown) });
  });
}

/** Names at most this many lights in one sentence. */
const namedMax = 5;

function unknownWords(unknown: readonly string[]): string {
  const more = unknown.length > namedMax ? ` and ${unknown.length - namedMax} more` : "";
  const names = unknown.slice(0, namedMax).join(", ") + more;
  return `the inventory has no light ${names}: check the spelling, or take ${unknown.length === 1 ? "it" : "them"} out`;
}

function giveCalendars(nodes: ReadonlyMap<string, Node>, calendars: Groups["calendars"], findings: Finding[]): void {
  calendars.forEach(({ group, calendar }, index) => {
    const known = nodes.get(group);
    if (known === undefined) findings.push(error(`calendars.${index}.group`, `there is no group ${group}: name one that exists`));
    else if (known.calendar !== undefined)
      findings.push(error(`calendars.${index}.group`, `${known.name} has the calendar ${known.calendar} already: keep one`));
    else known.calendar = calendar;
  });
}

/** Every chain ends at the root: addMade saw to it. */
function parentsFirst(nodes: ReadonlyMap<string, Node>): Node[] {
  const ordered = new Set<Node>();
  for (const start of nodes.values()) {
    const chain: Node[] = [];
    for (let next: Node | undefined = start; next !== undefined && !ordered.has(next); next = next.parent === undefined ? undefined : nodes.get(next.parent)) {
      chain.push(next);
    }
    for (const each of chain.reverse()) ordered.add(each);
  }
  return [...ordered];
}

function inherit(ordered: readonly Node[]): Map<string, GivenCalendar> {
  const given = new Map<string, GivenCalendar>();
  for (const { id, name, parent, calendar } of ordered) {
    const nearest = calendar === undefined ? given.get(parent ?? "") : { calendar, group: id, groupName: name };
    if (nearest !== undefined) given.set(id, nearest);
  }
  return given;
}

function lightsBelow(ordered: readonly Node[], group: string): number[] {
  const inside = new Set([group]);
  const lights: number[] = [];
  for (const { id, parent, lights: own } of ordered) {
    if (parent !== undefined && inside.has(parent)) inside.add(id);
    if (inside.has(id)) for (const light of own) lights.push(light);
  }
  return lights.sort((a, b) => a - b);
}

const error = (field: string, text: string): Finding => ({ severity: "error", field, text });

/** Lights are asked for by their own index; another is a bug. */
function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`there is no light ${index} of ${list.length}`);
  return found;
}
