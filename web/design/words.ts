/** Bodies, and what differs between two of them, as an engineer says it. */
import type { DesignKind, StepAnchor } from "../../contract/design.ts";
import type { Change } from "../../contract/design-api.ts";
import { isObject } from "./body.ts";

export const kindNames: Readonly<Record<DesignKind, { readonly one: string; readonly many: string; readonly does: string }>> = {
  profile: { one: "profile", many: "Profiles", does: "The levels of a night." },
  calendar: { one: "calendar", many: "Calendars", does: "Which profile each night has." },
  holidays: { one: "set of holidays", many: "Holidays", does: "Dates that calendars name together." },
  groups: { one: "groups", many: "Groups", does: "Which lights have which calendar." },
  sections: { one: "road sections", many: "Road sections", does: "The lighting classes of the streets." },
  luminaires: { one: "luminaires", many: "Luminaires", does: "What types of luminaire give and take." },
  "demand-rule": { one: "demand rule", many: "Demand rules", does: "What traffic and presence do." },
  tariffs: { one: "tariffs", many: "Tariffs", does: "What a kilowatt-hour costs." },
  carbon: { one: "carbon factors", many: "Carbon factors", does: "What a kilowatt-hour emits." },
  settlement: { one: "settlement", many: "Settlement", does: "Sub-meters, charge codes and files of unmetered supplies." },
};

export const sunNames = { sunset: "sunset", sunrise: "sunrise", "civil-dusk": "civil dusk", "civil-dawn": "civil dawn" } as const;
export const weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
export const monthNames = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"] as const;
export const nthNames: Readonly<Record<string, string>> = { 1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", "-1": "last" };

/** "sunset − 10 min", "22:30", "35 lx falling". */
export function anchorWords(at: StepAnchor): string {
  if ("time" in at) return at.time;
  if ("lux" in at) return `${at.lux} lx ${at.edge}`;
  const offset = at.offsetMin ?? 0;
  return `${sunNames[at.sun]}${offset === 0 ? "" : ` ${offset > 0 ? "+" : "−"} ${Math.abs(offset)} min`}`;
}

const isIndex = (part: string): boolean => /^\d+$/.test(part);

const rowNames: Readonly<Record<string, string>> = {
  steps: "step",
  rules: "rule",
  when: "condition",
  days: "day",
  made: "made group",
  calendars: "calendar",
  sections: "section",
  types: "type",
  points: "point",
  sources: "source",
  groups: "group",
  streets: "street",
  lights: "light",
  tariffs: "tariff",
  bands: "band",
  factors: "factor",
  halfHourGrams: "half hour",
  subMeters: "sub-meter",
  chargeCodes: "charge code",
  areas: "area",
};

const partNames: Readonly<Record<string, string>> = {
  made: "made groups",
  when: "conditions",
  levelPct: "level, %",
  fadeMs: "fade, ms",
  at: "when",
  offsetMin: "offset, min",
  defaultProfile: "default profile",
  photocell: "photocell",
  approval: "approval",
  designClass: "design class",
  floorClass: "floor class",
  designMargin: "design margin",
  neverBelowPct: "never below, %",
  fromPerHour: "from, an hour",
  below: "classes below",
  minLevelPct: "minimum level, %",
  minPowerPct: "power at the minimum, % of rated",
  powerPct: "power, % of rated",
  standbyW: "standby, W",
  clo: "constant light output",
  lossPctAtEnd: "loss at the end of life, %",
  endHours: "rated life, h",
  holdMin: "held, min",
  holdS: "held, s",
  samplesDown: "samples before a step down",
  lit: "what is lit",
  areaM2: "lit area, m²",
  luxMaintained: "maintained illuminance, lx",
  pencePerKwh: "rate, p/kWh",
  standingPencePerDay: "standing charge, p/day",
  gramsPerKwh: "factor, g/kWh",
  halfHourGrams: "half hours, g/kWh",
  subMeters: "sub-meters",
  chargeCodes: "charge codes",
  unitReference: "unit reference",
  circuitW: "circuit watts, W",
  powerW: "rated power, W",
};

/** "step 3, level, %" for steps.2.levelPct: rows are counted from 1, as on the page. */
export function pathWords(path: string): string {
  return path
    .split(".")
    .map((part, i, parts) => {
      if (isIndex(part)) return String(Number(part) + 1);
      // The list itself has the name of its many; a row of it, that of one.
      return rowNames[part] !== undefined && isIndex(parts[i + 1] ?? "") ? rowNames[part] : (partNames[part] ?? part);
    })
    .join(" · ")
    .replace(/ · (\d+)/g, " $1");
}

/** A value of a body in a few words. */
function valueWords(value: unknown): string {
  if (value === undefined) return "–";
  if (Array.isArray(value)) return value.length > 6 ? `${value.length} entries` : value.map(valueWords).join("; ") || "none";
  if (!isObject(value)) return String(value);
  const named = Object.entries(value).map(([key, part]) => `${partNames[key] ?? key} ${valueWords(part)}`);
  return named.join(", ");
}

export const changeWords = ({ path, before, after }: Change): { what: string; before: string; after: string } => ({
  what: path === "" ? "everything" : pathWords(path),
  before: valueWords(before),
  after: valueWords(after),
});
