/** A council from Edinburgh to Unst, for checking designs against. */
import { stockProfiles, stockRegimes } from "#config/profiles";
import { type DemandSourceConfig, DemandSourceConfig as SourceSchema } from "#config/schema";
import { Calendar, type Groups, HolidaySet, Profile } from "#contract/design";
import type { Checked, FindingContext, HeldDesigns } from "#controller/decide/findings/context";
import { findingsFor } from "#controller/decide/findings/findings";
import type { LightRecord } from "#controller/registry/inventory";

export function light(id: string, over: Partial<LightRecord> = {}): LightRecord {
  return {
    id,
    node: id,
    column: id,
    lat: 55.95,
    lon: -3.19,
    street: "High Street",
    area: "Old Town",
    postcode: undefined,
    feeder: undefined,
    regime: "35/18",
    powerW: 60,
    powerAssumed: false,
    minLevelPct: 10,
    minPowerW: 8,
    standbyW: 0.5,
    luminaire: undefined,
    ...over,
  };
}

const lights: readonly LightRecord[] = [
  light("l0"),
  light("l1", { street: "Cockburn Street" }),
  light("l2", { street: "Shore", area: "Leith", lat: 55.977, lon: -3.17 }),
  light("l3", { street: "Baltasound", area: "Unst", lat: 60.757, lon: -0.86, regime: "unst" }),
];

const held = <T>(bodies: Record<string, T>): ReadonlyMap<string, { readonly body: T }> => new Map(Object.entries(bodies).map(([id, body]) => [id, { body }]));

const plain = Calendar.parse({ name: "Plain", defaultProfile: "part-night-35-18" });
const noGroups: Groups = { made: [], calendars: [] };

const designs: HeldDesigns = {
  profiles: held({ ...stockProfiles, "unst-profile": Profile.parse({ name: "Unst", steps: [{ at: { sun: "sunset" }, levelPct: 100 }] }) }),
  calendars: held({ plain }),
  holidays: held({
    bank: HolidaySet.parse({ name: "Bank holidays", days: [{ date: "2027-12-28", name: "Boxing Day" }] }),
    old: HolidaySet.parse({ name: "Old holidays", days: [{ date: "2026-12-28", name: "Boxing Day" }] }),
  }),
  groups: { body: noGroups },
  sections: { body: { sections: [] } },
  regimes: { ...stockRegimes, unst: "unst-profile" },
};

const sources: readonly DemandSourceConfig[] = [
  { id: "bridge", name: "North Bridge", kind: "vehicles", lat: 55.951, lon: -3.189, max: 800 },
  { id: "gate", name: "Gate", kind: "presence", max: 1, lat: 55.95, lon: -3.19 },
  { id: "nowhere", name: "Somewhere", kind: "cycles", max: 400 },
].map((source) => SourceSchema.parse(source));

export const town: FindingContext = { designs, lights, sources, floorPctOf: () => undefined, zone: "Europe/London", today: "2026-11-21" };

/** Findings as lines: "error steps.0.at: …". */
export function told(design: Checked, over: Partial<FindingContext> = {}): string[] {
  return findingsFor(design, { ...town, ...over }).map(({ severity, field, text }) => `${severity} ${field}: ${text}`);
}
