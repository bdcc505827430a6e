/** Lights that share a calendar. Until people make their own, one group for each area and regime. */
import { slug } from "#contract/slug";
import type { LightRecord } from "./inventory.ts";

export interface Group {
  /** "fortune-green-35-18". */
  readonly id: string;
  /** "Fortune Green · 35/18". */
  readonly name: string;
  readonly area: string;
  readonly regime: string;
  /** Indexes into the lights given, ascending. */
  readonly lights: readonly number[];
}

/**
 * One group per (area, regime), in the order of their ids. Spellings with the same id ("King's Cross", "KINGS CROSS") are one
 * group with the first one's name, so an id is never shared and never depends on the order of the list.
 */
export function groupsOf(lights: readonly Pick<LightRecord, "area" | "regime">[]): Group[] {
  const groups = new Map<string, { id: string; name: string; area: string; regime: string; lights: number[] }>();
  const ids = new Map<string, string>();
  lights.forEach(({ area, regime }, index) => {
    const key = `${area}\n${regime}`;
    const id = ids.get(key) ?? groupId(area, regime);
    ids.set(key, id);
    const group = groups.get(id);
    if (group) group.lights.push(index);
    else groups.set(id, { id, name: groupName(area, regime), area, regime, lights: [index] });
  });
  return [...groups.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The id of an area's lights with one regime: always an Id (contract/units.ts), the regime never cut off. */
export function groupId(area: string, regime: string): string {
  const suffix = regime === "" ? "" : `-${part(regime, 24)}`;
  return (area === "" ? "no-area" : part(area, 63 - suffix.length)) + suffix;
}

const groupName = (area: string, regime: string): string => [area === "" ? "No area" : area, regime].filter((text) => text !== "").join(" · ");

/** A slug; for a name without a Latin letter or too long to tell from others, with a hash of the whole name. */
function part(text: string, charactersMax: number): string {
  const whole = slug(text, Number.POSITIVE_INFINITY);
  if (whole !== "" && whole.length <= charactersMax) return whole;
  return [slug(text, charactersMax - 8), hash(text)].filter((piece) => piece !== "").join("-");
}

/** FNV-1a, 32 bits, base 36: at most 7 characters. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return (h >>> 0).toString(36);
}
