/** What to know before a demand rule is published. */
import type { DemandSourceConfig } from "#config/schema";
import type { DemandRule, Finding, Sections } from "#contract/design";
import type { LightRecord } from "../../registry/inventory.ts";
import { rowsReached } from "../demand/reach.ts";
import { buildGroupTree, type GroupTree } from "../group-tree.ts";
import { error, type FindingContext, warning } from "./context.ts";

export function demandRuleFindings(rule: DemandRule, context: FindingContext): Finding[] {
  const tree = buildGroupTree(context.lights, context.designs.groups.body);
  const sources = rule.sources.flatMap((id) => context.sources.filter((source) => source.id === id));
  const reached = reachedLights(rule, sources, { lights: context.lights, tree });
  return [
    ...sourceFindings(rule, context.sources),
    ...reachFindings(rule, sources, { lights: context.lights, tree, reached }),
    ...(rule.act.as === "class" ? classFindings(rule.act, { sources, reached, sections: context.designs.sections.body }) : []),
    ...(rule.act.as === "presence" ? presenceFindings(rule.act, { sources, reached, context }) : []),
  ];
}

type Act<As extends DemandRule["act"]["as"]> = Extract<DemandRule["act"], { as: As }>;

interface Around {
  readonly lights: readonly LightRecord[];
  readonly tree: GroupTree;
}

function reachedLights({ reach }: DemandRule, sources: readonly DemandSourceConfig[], { lights, tree }: Around): LightRecord[] {
  const from = sources.flatMap(({ lat, lon }) => (lat === undefined || lon === undefined ? [] : [{ lat, lon }]));
  const rows = rowsReached({ reach, from }, { lights, rowsOfGroup: tree.lightsIn });
  return [...rows].flatMap((row) => lights[row] ?? []);
}

const counted: ReadonlySet<string> = new Set(["vehicles", "pedestrians", "cycles"]);

function sourceFindings({ sources: ids, reach, act }: DemandRule, known: readonly DemandSourceConfig[]): Finding[] {
  return ids.flatMap((id, index) => {
    const field = `sources.${index}`;
    const source = known.find((each) => each.id === id);
    if (source === undefined) return [error(field, `there is no source ${id} in the configuration: add it there, or name another`)];
    if (ids.indexOf(id) < index) return [error(field, `${id} is named already: name it once`)];
    return [
      ...(reach.by !== "groups" && (source.lat === undefined || source.lon === undefined)
        ? [error(field, `it is not known where ${id} stands, so nothing is near it: give it lat and lon in the configuration, or reach by groups`)]
        : []),
      ...(act.as === "class" && !counted.has(source.kind)
        ? [error(field, `${id} reports ${source.kind}, and classes go by vehicles, pedestrians or cycles an hour: name such a source, or act by presence`)]
        : []),
    ];
  });
}

function reachFindings(
  { reach }: DemandRule,
  sources: readonly DemandSourceConfig[],
  { lights, tree, reached }: Around & { reached: readonly LightRecord[] },
): Finding[] {
  if (reach.by === "groups") {
    const known = new Set(tree.groups.map(({ id }) => id));
    const unknown = reach.groups.flatMap((group, index) =>
      known.has(group) ? [] : [error(`reach.groups.${index}`, `there is no group ${group}: name one that exists`)],
    );
    if (unknown.length > 0) return unknown;
  }
  if (reach.by === "street" && !lights.some(({ street }) => street === reach.street)) {
    return [error("reach.street", `no light stands in ${reach.street}: spell it as the inventory does`)];
  }
  const placed = reach.by === "groups" || sources.some(({ lat, lon }) => lat !== undefined && lon !== undefined);
  return placed && reached.length === 0 ? [error("reach", "it reaches no light: widen it")] : [];
}

interface ClassAsked {
  readonly sources: readonly DemandSourceConfig[];
  readonly reached: readonly LightRecord[];
  readonly sections: Sections;
}

function classFindings({ steps }: Act<"class">, { sources, reached, sections }: ClassAsked): Finding[] {
  const highest = Math.max(...sources.map(({ max }) => max));
  const idle = steps.flatMap(({ fromPerHour, below }, index) => {
    const field = `act.steps.${index}`;
    const twin = steps.findIndex((step) => step.fromPerHour === fromPerHour);
    if (twin < index) return [error(`${field}.fromPerHour`, `step ${twin + 1} begins at ${fromPerHour} an hour too: only one can count`)];
    const brighter = steps.findIndex((step) => step.fromPerHour < fromPerHour && step.below <= below);
    if (brighter >= 0)
      return [
        error(
          `${field}.below`,
          `it never counts: from ${steps[brighter]?.fromPerHour} an hour step ${brighter + 1} asks for as much light or more. More use needs fewer classes below`,
        ),
      ];
    if (sources.length > 0 && fromPerHour > highest)
      return [error(`${field}.fromPerHour`, `its sources report at most ${highest} an hour: it can never be reached`)];
    return [];
  });
  return [...idle, ...withoutClass(reached, sections), ...beyondFloor(steps, reached, sections)];
}

function withoutClass(reached: readonly LightRecord[], { sections }: Sections): Finding[] {
  const classed = new Set(sections.flatMap(({ streets }) => streets));
  const without = reached.filter(({ street }) => !classed.has(street));
  if (without.length === 0) return [];
  const streets = [...new Set(without.map(({ street }) => street))];
  const text = `${without.length} of ${reached.length} lights it reaches are in no road section (${streets.slice(0, 3).join(", ")}${streets.length > 3 ? ", …" : ""}) and have no class to step: put their streets in a section`;
  return [without.length === reached.length ? error("reach", text) : warning("reach", text)];
}

function beyondFloor(steps: Act<"class">["steps"], reached: readonly LightRecord[], { sections }: Sections): Finding[] {
  const streets = new Set(reached.map(({ street }) => street));
  const deepest = Math.max(...steps.map(({ below }) => below));
  return sections
    .filter((section) => section.streets.some((street) => streets.has(street)))
    .filter(({ designClass, floorClass }) => Number(designClass[1]) + deepest > Number(floorClass[1]))
    .map(({ name, designClass, floorClass }) =>
      warning("act.steps", `${deepest} below ${designClass} goes under the floor class of ${name}: it stops at ${floorClass}`),
    );
}

interface PresenceAsked {
  readonly sources: readonly DemandSourceConfig[];
  readonly reached: readonly LightRecord[];
  readonly context: FindingContext;
}

function presenceFindings({ from, levelPct }: Act<"presence">, { sources, reached, context }: PresenceAsked): Finding[] {
  const field = "act.levelPct";
  const leastPct = Math.max(0, ...reached.map(({ minLevelPct }) => minLevelPct));
  const floorsPct = reached.map(({ street }) => context.floorPctOf(street) ?? 0);
  const level = (): Finding[] => {
    if (levelPct === 0) return [error(field, "0 % lifts nothing: presence only ever brings more light")];
    if (levelPct < leastPct) return [warning(field, `luminaires it reaches cannot go below ${leastPct} %: set ${leastPct} % or more`)];
    if (floorsPct.length > 0 && floorsPct.every((floorPct) => levelPct <= floorPct)) {
      return [warning(field, `no light it reaches is ever below ${Math.min(...floorsPct)} %, the level of its floor class: set more, or it lifts nothing`)];
    }
    return [];
  };
  return [...level(), ...sources.flatMap((source) => rangeFindings(from, source))];
}

function rangeFindings(from: number, { id, min, max }: DemandSourceConfig): Finding[] {
  if (from > max) return [error("act.from", `${id} reports at most ${max}: ${from} can never be reached`)];
  return from <= min ? [warning("act.from", `${id} reports ${min} when there is nobody, which is enough for the lift to last for ever: set more`)] : [];
}
