/** Which lights a design acts on. */
import type { Sections } from "#contract/design";
import { type Position, rowsReached } from "../decide/demand/reach.ts";
import type { LightRecord } from "../registry/inventory.ts";
import type { DesignName } from "../registry/port.ts";
import type { Schedule, Schedules } from "./schedules.ts";

export interface Estate {
  readonly schedules: Schedules;
  /** In row order. */
  readonly lights: readonly LightRecord[];
  /** Where a demand source stands, when that is known. */
  readonly positionOf: (source: string) => Position | undefined;
}

/** Rows, ascending. A profile acts on every light whose calendar names it, on whatever night. */
export function rowsServed({ kind, id }: DesignName, { schedules, lights, positionOf }: Estate): readonly number[] {
  const { tree, designs } = schedules;
  switch (kind) {
    case "profile":
    case "calendar":
    case "holidays":
      return rowsWhere(lights, (_, row) => names(schedules.of(row), { kind, id }));
    case "groups":
      return ascending([...designs.groups.body.calendars.map(({ group }) => group), ...designs.groups.body.made.map((made) => made.id)].map(tree.lightsIn));
    case "sections": {
      const streets = streetsOf(designs.sections.body);
      return rowsWhere(lights, ({ street }) => streets.has(street));
    }
    case "luminaires": {
      const types = new Set(designs.luminaires.body.types.map((type) => type.id));
      return rowsWhere(lights, ({ luminaire }) => luminaire !== undefined && types.has(luminaire));
    }
    case "demand-rule": {
      const rule = designs.demandRules.find((each) => each.id === id)?.body;
      if (!rule) return [];
      const from = rule.sources.flatMap((source) => positionOf(source) ?? []);
      return [...rowsReached({ reach: rule.reach, from }, { lights, rowsOfGroup: tree.lightsIn })];
    }
    // They change what is told of lights, and act on none.
    case "tariffs":
    case "carbon":
    case "settlement":
      return [];
  }
}

/** How many lights `rowsServed` answers, without going through all of them where their calendars are enough. */
export function countServed(name: DesignName, estate: Estate): number {
  if (name.kind !== "profile" && name.kind !== "calendar" && name.kind !== "holidays") return rowsServed(name, estate).length;
  let count = 0;
  for (const [schedule, lights] of estate.schedules.counted()) if (names(schedule, name)) count += lights;
  return count;
}

function names({ calendarId, version, calendar }: Schedule, { kind, id }: DesignName): boolean {
  if (kind === "calendar") return version > 0 && calendarId === id;
  if (kind === "profile") return calendar.defaultProfile === id || calendar.rules.some((rule) => rule.profile === id);
  return calendar.rules.some((rule) => rule.when.some((when) => when.on === "holidays" && when.set === id));
}

const rowsWhere = (lights: readonly LightRecord[], holds: (light: LightRecord, row: number) => boolean): number[] =>
  lights.flatMap((light, row) => (holds(light, row) ? [row] : []));

const ascending = (lists: readonly (readonly number[])[]): number[] => [...new Set(lists.flat())].sort((a, b) => a - b);

const streetsOf = ({ sections }: Sections): Set<string> => new Set(sections.flatMap(({ streets }) => streets));
