/** Where the burgh counts its use, and what that lifts. */
import type { DemandSourceConfig } from "#config/schema";
import { slug } from "#contract/slug";

/** A group of the town: the lights of a ward with one regime. Its id is the one the registry gives (area and regime as a slug). */
export const groupId = (ward: string, regime: string): string => slug(`${ward} ${regime}`);

type Draft = Omit<DemandSourceConfig, "lat" | "lon" | "intervalS" | "min" | "rules"> & {
  readonly street: string;
  readonly lifts: readonly {
    readonly wards: readonly string[];
    readonly regimes: readonly string[];
    readonly from: number;
    readonly levelPct: number;
    readonly holdS: number;
  }[];
};

const both = ["35/18", "70/35"] as const;
const drafts: readonly Draft[] = [
  {
    id: "high-street-footfall",
    name: "High Street footfall",
    kind: "pedestrians",
    max: 3_000,
    street: "High Street",
    lifts: [{ wards: ["Old Town"], regimes: both, from: 250, levelPct: 100, holdS: 1_200 }],
  },
  {
    id: "dundee-road-traffic",
    name: "Dundee Road traffic",
    kind: "vehicles",
    max: 2_400,
    street: "Dundee Road",
    lifts: [{ wards: ["Ladywell", "Westfield"], regimes: ["70/35"], from: 400, levelPct: 100, holdS: 900 }],
  },
  {
    id: "bridge-street-traffic",
    name: "Bridge Street traffic",
    kind: "vehicles",
    max: 2_400,
    street: "Bridge Street",
    lifts: [{ wards: ["Northbank", "Kirkton"], regimes: ["70/35"], from: 350, levelPct: 100, holdS: 900 }],
  },
  {
    id: "riverside-cycles",
    name: "Riverside Walk cycles",
    kind: "cycles",
    max: 600,
    street: "Riverside Walk",
    lifts: [{ wards: ["Westfield"], regimes: ["35/18"], from: 20, levelPct: 80, holdS: 900 }],
  },
  {
    id: "esplanade-footfall",
    name: "Esplanade footfall",
    kind: "pedestrians",
    max: 2_000,
    street: "Esplanade",
    lifts: [{ wards: ["Harbour"], regimes: both, from: 80, levelPct: 90, holdS: 900 }],
  },
  {
    id: "southmuir-presence",
    name: "Southmuir Road presence",
    kind: "presence",
    max: 1,
    street: "Southmuir Road",
    lifts: [{ wards: ["Southmuir"], regimes: ["35/18"], from: 1, levelPct: 70, holdS: 600 }],
  },
];

/** A reading is expected every five minutes. */
const intervalS = 300;

/** The sources of the streets that exist, each lifting only groups that exist; one with nothing to lift is left out. */
export function demandSources(placeOf: (street: string) => { lat: number; lon: number } | undefined, groups: ReadonlySet<string>): DemandSourceConfig[] {
  return drafts.flatMap(({ street, lifts, ...source }) => {
    const place = placeOf(street);
    const rules = lifts.flatMap(({ wards, regimes, ...rule }) => {
      const lifted = wards.flatMap((ward) => regimes.map((regime) => groupId(ward, regime))).filter((id) => groups.has(id));
      return lifted.length > 0 ? [{ ...rule, groups: lifted }] : [];
    });
    return place && rules.length > 0 ? [{ ...source, ...place, intervalS, min: 0, rules }] : [];
  });
}
