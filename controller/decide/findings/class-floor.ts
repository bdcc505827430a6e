/** Levels below what the lighting class of a road asks for at least: allowed only when someone answers for them, and until a date. */
import type { Finding, Profile } from "#contract/design";
import type { LightRecord } from "../../registry/inventory.ts";
import { listWords } from "../dates.ts";
import { error, type FindingContext } from "./context.ts";
import { darkSteps } from "./dark-steps.ts";
import { extremes, yearFrom } from "./year.ts";

export interface FloorAsked {
  readonly profile: Profile;
  /** Those that the profile lights. */
  readonly lights: readonly LightRecord[];
  /** Where the finding is shown. */
  readonly field: (step: number) => string;
}

/** An error for each step below the floor class of a street it lights, unless the profile has an approval that has not run out. */
export function floorFindings({ profile, lights, field }: FloorAsked, { floorPctOf, zone, today }: FindingContext): Finding[] {
  const { approval } = profile;
  if (approval !== undefined && approval.reviewBy > today) return [];
  const floors = streetFloors(lights, floorPctOf);
  const highestPct = Math.max(0, ...floors.map(({ floorPct }) => floorPct));
  // The nights are looked through only when some level is low enough to matter.
  if (profile.steps.every(({ levelPct }) => levelPct >= highestPct)) return [];
  return darkSteps(profile, { places: extremes(lights), zone, fromDay: yearFrom(today) }).flatMap((step) => {
    const levelPct = profile.steps[step]?.levelPct ?? 100;
    const under = floors.filter(({ floorPct }) => levelPct < floorPct);
    if (under.length === 0) return [];
    return [error(field(step), `${levelPct} % of ${profile.name} is below the floor class of ${streetsWords(under)}: ${remedy(profile, today)}`)];
  });
}

interface StreetFloor {
  readonly street: string;
  readonly floorPct: number;
}

/** Highest floors first. */
function streetFloors(lights: readonly LightRecord[], floorPctOf: FindingContext["floorPctOf"]): StreetFloor[] {
  const floors = [...new Set(lights.map((light) => light.street))].map((street) => ({ street, floorPct: floorPctOf(street) ?? 0 }));
  return floors.sort((a, b) => b.floorPct - a.floorPct || (a.street < b.street ? -1 : 1));
}

const namedMax = 3;

function streetsWords(floors: readonly StreetFloor[]): string {
  const named = floors.slice(0, namedMax).map(({ street, floorPct }) => `${street} (${floorPct} %)`);
  const more = floors.length - named.length;
  return listWords(more > 0 ? [...named, `${more} more street${more === 1 ? "" : "s"}`] : named);
}

function remedy({ approval }: Profile, today: string): string {
  if (approval === undefined) return "raise it, or name an approver and a date of review on the profile";
  return `the approval of ${approval.approver} was to be reviewed by ${approval.reviewBy}: review it and set a date after ${today}, or raise the level`;
}
