/** 100,000 lights of a council under one calendar, compiled as an installation does it: one programme for each distinct place and floor. */
import { stockProfiles } from "#config/profiles";
import { Calendar, Groups } from "#contract/design";
import { type Random, randomBetween, randomInt, seededRandom } from "#contract/random";
import { calendarNights, holidaysOf } from "#controller/decide/calendar";
import { buildGroupTree, rootId } from "#controller/decide/group-tree";
import { compileProgramme } from "#controller/decide/programme";

export interface Recompiled {
  readonly lights: number;
  readonly programmes: number;
  readonly seconds: number;
}

interface CouncilLight {
  readonly id: string;
  readonly area: string;
  readonly regime: string;
  readonly lat: number;
  readonly lon: number;
  readonly floorPct: number;
}

const areas = 150;
const zone = "Europe/London";

/** Builds the tree of groups, finds each light's calendar, place and floor, and compiles 21 nights of each that differs. */
export function recompileCouncil(count: number, seed: number, nowMs: number): Recompiled {
  const lights = councilLights(count, seededRandom(seed).fork("council"));
  const profiles = new Map(Object.entries(stockProfiles).map(([id, profile]) => [id, { profile, version: 1 }]));
  const startMs = performance.now();
  const tree = buildGroupTree(lights, Groups.parse({ calendars: [{ group: rootId, calendar: "council" }] }));
  const profileOn = calendarNights({ calendar, profiles, holidays });
  const versions = new Map<string, string>();
  let served = 0;
  lights.forEach(({ lat, lon, floorPct }, index) => {
    if (tree.calendarOf(index).calendar !== "council") throw new Error("a light is not under the council's calendar");
    // To about 2 km, as the controller does (controller/plans.ts).
    const place = { lat: Math.round(lat / 0.02) * 0.02, lon: Math.round(lon / 0.04) * 0.04 };
    const key = `${place.lat}|${place.lon}|${floorPct}`;
    if (!versions.has(key)) versions.set(key, compileProgramme({ profileOn, place, zone, nowMs, floorPct }).version);
    if (versions.get(key) !== undefined) served++;
  });
  if (served !== count) throw new Error(`expected a programme for each of ${count} lights, found ${served}`);
  return { lights: count, programmes: versions.size, seconds: (performance.now() - startMs) / 1_000 };
}

/** Towns of 2 km across a county of 60 by 60 km; one light in fifty is never below a floor. */
function councilLights(count: number, random: Random): CouncilLight[] {
  const towns = Array.from({ length: areas }, () => ({ lat: randomBetween(random, 55.6, 56.14), lon: randomBetween(random, -3.7, -2.74) }));
  return Array.from({ length: count }, (_, index) => {
    const area = index % areas;
    const town = towns[area];
    if (town === undefined) throw new Error(`there is no town ${area}`);
    return {
      id: `l${index}`,
      area: `Area ${area}`,
      regime: index % 2 === 0 ? "35/18" : "70/35",
      lat: town.lat + randomBetween(random, -0.009, 0.009),
      lon: town.lon + randomBetween(random, -0.016, 0.016),
      floorPct: randomInt(random, 50) === 0 ? 60 : 0,
    };
  });
}

const holidays = holidaysOf([
  [
    "bank",
    {
      name: "Bank holidays",
      days: ["2026-11-30", "2026-12-25", "2026-12-28", "2027-01-01", "2027-01-04", "2027-03-26", "2027-05-03"].map((date) => ({ date, name: date })),
    },
  ],
]);

const calendar = Calendar.parse({
  name: "Council",
  defaultProfile: "part-night-35-18",
  rules: [
    { name: "Hogmanay", when: [{ on: "event", from: "2026-12-31", to: "2026-12-31", reason: "parade" }], profile: "dusk-dawn" },
    { name: "Bank holidays", when: [{ on: "holidays", set: "bank" }], profile: "part-night-70-35" },
    { name: "Festive", when: [{ on: "dates", from: "--12-18", to: "--01-02" }], profile: "part-night-70-35" },
    { name: "Market", when: [{ on: "nth-weekday", nth: 1, weekday: 6 }], profile: "dusk-dawn" },
    { name: "Weekends", when: [{ on: "weekdays", days: [5, 6] }], profile: "part-night-70-35" },
  ],
});
