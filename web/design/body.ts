import type {
  Calendar,
  Carbon,
  DemandRule,
  DesignKind,
  Groups,
  HolidaySet,
  Luminaires,
  Profile,
  Sections,
  Settlement,
  Tariffs,
} from "../../contract/design.ts";

/** A body as a draft holds it: the API saves any object, so a form looks before it shows one. */
export type Body = Readonly<Record<string, unknown>>;

/** What a new design starts with, so that its first preview shows a night and not a list of mistakes. */
export function blank(kind: DesignKind, profile: string, source: string): Body {
  switch (kind) {
    case "profile":
      return {
        name: "New profile",
        fadeMs: 10_000,
        steps: [
          { at: { sun: "sunset", offsetMin: 0 }, levelPct: 100 },
          { at: { time: "00:00" }, levelPct: 50 },
          { at: { time: "05:00" }, levelPct: 100 },
          { at: { sun: "sunrise", offsetMin: 0 }, levelPct: 0 },
        ],
      } satisfies Profile;
    case "calendar":
      return { name: "New calendar", defaultProfile: profile, rules: [] } satisfies Calendar;
    case "holidays":
      return { name: "New holidays", days: [] } satisfies HolidaySet;
    case "groups":
      return { made: [], calendars: [] } satisfies Groups;
    case "sections":
      return { sections: [] } satisfies Sections;
    case "luminaires":
      return { types: [] } satisfies Luminaires;
    case "demand-rule":
      return {
        name: "New rule",
        sources: source === "" ? [] : [source],
        reach: { by: "groups", groups: [] },
        act: { as: "class", steps: [{ fromPerHour: 0, below: 1 }], holdMin: 10, samplesDown: 2 },
      } satisfies DemandRule;
    case "tariffs":
      return { tariffs: [] } satisfies Tariffs;
    case "carbon":
      return { factors: [] } satisfies Carbon;
    case "settlement":
      return { ...blankSettlement };
  }
}

const blankSettlement = {
  subMeters: [],
  unitReference: { prefix: "", from: "column" },
  regime: "999",
  chargeCodes: [],
  inventory: { name: "draft-inventory{submeter}{day}.csv", columns: ["street", "area", "code", "regime", "items"] },
  events: {
    name: "draft-events{submeter}{day}.log",
    header: "H{submeter:7}{day:8}{version:3}",
    line: "{unit:12}{time:6}{offset:5}{pct:3}{flag:1}",
    trailer: "T{lines:6}",
  },
} satisfies Settlement;

/** Whether the form can show a body. What is wrong with a value inside is the findings' matter. */
export const isProfile = (body: unknown): body is Profile => isObject(body) && isList(body.steps, (step) => isObject(step.at));
export const isCalendar = (body: unknown): body is Calendar =>
  isObject(body) &&
  isList(body.rules, (rule) => isList(rule.when, (when) => typeof when.on === "string" && (when.on !== "weekdays" || Array.isArray(when.days))));
export const isHolidays = (body: unknown): body is HolidaySet => isObject(body) && isList(body.days);
export const isGroups = (body: unknown): body is Groups =>
  isObject(body) && isList(body.made, (group) => Array.isArray(group.lights)) && isList(body.calendars);
export const isSections = (body: unknown): body is Sections => isObject(body) && isList(body.sections, (section) => Array.isArray(section.streets));
export const isLuminaires = (body: unknown): body is Luminaires =>
  isObject(body) && isList(body.types, ({ power }) => isObject(power) && (power.by !== "curve" || isList(power.points)));
export const isDemandRule = (body: unknown): body is DemandRule => isObject(body) && Array.isArray(body.sources) && isReach(body.reach) && isAct(body.act);

/** The defaults of the schema: a draft saved by the API may leave them out. */
export const withDefaults = (kind: DesignKind, body: Body): Body => ({ ...defaults[kind], ...body });

const defaults: Readonly<Record<DesignKind, Body>> = {
  profile: { fadeMs: 10_000 },
  calendar: { rules: [] },
  holidays: {},
  groups: { made: [], calendars: [] },
  sections: { sections: [] },
  luminaires: { types: [] },
  "demand-rule": {},
  tariffs: { tariffs: [] },
  carbon: { factors: [] },
  settlement: blankSettlement,
};

export const isTariffs = (body: unknown): body is Tariffs => isObject(body) && isList(body.tariffs, ({ bands }) => isList(bands, isBand));
const isBand = ({ weekdays, months }: Body): boolean => [weekdays, months].every((days) => days === undefined || Array.isArray(days));
export const isCarbon = (body: unknown): body is Carbon =>
  isObject(body) && isList(body.factors, ({ halfHourGrams }) => halfHourGrams === undefined || Array.isArray(halfHourGrams));
export const isSettlement = (body: unknown): body is Settlement =>
  isObject(body) &&
  isList(body.subMeters, ({ areas, groups }) => [areas, groups].every((names) => names === undefined || Array.isArray(names))) &&
  isList(body.chargeCodes) &&
  isObject(body.unitReference) &&
  isObject(body.inventory) &&
  Array.isArray(body.inventory.columns) &&
  isObject(body.events);

const isReach = (reach: unknown): boolean => isObject(reach) && (reach.by !== "groups" || Array.isArray(reach.groups));
const isAct = (act: unknown): boolean => isObject(act) && (act.as !== "class" || isList(act.steps));

const isList = (value: unknown, holds: (item: Body) => boolean = () => true): boolean =>
  Array.isArray(value) && value.every((item) => isObject(item) && holds(item));

export const isObject = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);
