/**
 * What engineers design and publish: profiles, calendars, holidays, groups, road sections, demand rules. Each is a body under a kind
 * and an id; a published version never changes. Lighting days run noon to noon and are named after the day they start on.
 */
import { z } from "zod";
import { Day, EarlierMin, FadeMs, Id, Instant, LevelPct } from "./units.ts";

const Name = z.string().trim().min(1).max(80);
/** yyyy-mm-dd, or --mm-dd for every year. */
const DateOrYearly = z.union([z.iso.date(), z.string().regex(/^--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "yyyy-mm-dd, or --mm-dd for every year")]);

/** A step's anchor: local wall time, or a sun event with an offset, or a calculated illuminance. */
export const StepAnchor = z.union([
  z.strictObject({ time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "hh:mm, 24 h, local time") }),
  z.strictObject({ sun: z.enum(["sunset", "sunrise", "civil-dusk", "civil-dawn"]), offsetMin: z.int().min(-720).max(720).default(0) }),
  z.strictObject({ lux: z.number().min(0.1).max(1_000), edge: z.enum(["falling", "rising"]) }),
]);
export type StepAnchor = z.infer<typeof StepAnchor>;

/** Levels over a lighting day. Steps are taken in the order of their instants. */
export const Profile = z.strictObject({
  name: Name,
  fadeMs: FadeMs.default(10_000),
  steps: z
    .array(z.strictObject({ at: StepAnchor, levelPct: LevelPct, fadeMs: FadeMs.optional() }))
    .min(1)
    .max(48),
  /** A photocell on the node may bring light on up to this much before the profile does (storm); it never keeps light off. */
  photocell: z.strictObject({ onLux: z.number().min(1).max(500), earlierMin: EarlierMin }).optional(),
  /** Who answers for levels below the class floor of the roads it is used on, and when that is looked at again. */
  approval: z.strictObject({ approver: Name, reviewBy: z.iso.date(), reference: z.string().max(200).optional() }).optional(),
});
export type Profile = z.infer<typeof Profile>;

/** Which lighting days a rule is about. */
export const When = z.discriminatedUnion("on", [
  /** From one date to another, both included; yearly dates may pass the new year. Both of the same form. */
  z.strictObject({ on: z.literal("dates"), from: DateOrYearly, to: DateOrYearly }),
  /** 1 Monday to 7 Sunday. */
  z.strictObject({ on: z.literal("weekdays"), days: z.array(z.int().min(1).max(7)).min(1).max(7) }),
  /** The nth such weekday of a month (-1 is the last), of one month (1–12) or of every month. */
  z.strictObject({
    on: z.literal("nth-weekday"),
    nth: z.union([z.int().min(1).max(5), z.literal(-1)]),
    weekday: z.int().min(1).max(7),
    month: z.int().min(1).max(12).optional(),
  }),
  z.strictObject({ on: z.literal("holidays"), set: Id }),
  /** A one-off: Hogmanay, a parade, roadworks. */
  z.strictObject({ on: z.literal("event"), from: z.iso.date(), to: z.iso.date(), reason: z.string().trim().min(3).max(200) }),
]);
export type When = z.infer<typeof When>;

/** Ordered rules, the first that matches wins; else the default. */
export const Calendar = z.strictObject({
  name: Name,
  defaultProfile: Id,
  /** All of a rule's conditions must hold. */
  rules: z
    .array(z.strictObject({ name: Name, when: z.array(When).min(1).max(8), profile: Id }))
    .max(100)
    .default([]),
});
export type Calendar = z.infer<typeof Calendar>;

export const HolidaySet = z.strictObject({
  name: Name,
  days: z.array(z.strictObject({ date: z.iso.date(), name: z.string().max(100) })).max(2_000),
});
export type HolidaySet = z.infer<typeof HolidaySet>;

/**
 * The groups people make, and which calendar each group has. Without any, groups are made from the inventory: "all" > area > (area, regime);
 * a made group hangs below one of them. A group without a calendar has its parent's; a light that joins later gets it too.
 */
export const Groups = z.strictObject({
  made: z
    .array(z.strictObject({ id: Id, name: Name, parent: Id, lights: z.array(Id).max(100_000) }))
    .max(10_000)
    .default([]),
  calendars: z
    .array(z.strictObject({ group: Id, calendar: Id }))
    .max(10_000)
    .default([]),
});
export type Groups = z.infer<typeof Groups>;

/** Lighting classes of EN 13201-2:2015. */
export const lightingClasses = ["M1", "M2", "M3", "M4", "M5", "M6", "C0", "C1", "C2", "C3", "C4", "C5", "P1", "P2", "P3", "P4", "P5", "P6"] as const;
export const LightingClass = z.enum(lightingClasses);
export type LightingClass = z.infer<typeof LightingClass>;

/** What roads are lit to. A street that is in none has no class: its profile alone decides. */
export const Sections = z.strictObject({
  sections: z
    .array(
      z.strictObject({
        name: Name,
        streets: z.array(z.string().min(1).max(100)).min(1).max(10_000),
        /** The class at full use; what the lanterns were chosen for. */
        designClass: LightingClass,
        /** The lowest class demand and profiles may go to. */
        floorClass: LightingClass,
        /** Full output over what the design class asks for: 1.2 is 20 % more light than needed. */
        designMargin: z.number().min(1).max(3).default(1),
        /** Crossings, underpasses, conflict areas: never below this level while it is dark. */
        neverBelowPct: LevelPct.optional(),
        /** What is lit, for EN 13201-5: its area, m², and its maintained average horizontal illuminance at full output, lx. */
        lit: z.strictObject({ areaM2: z.number().positive().max(10_000_000), luxMaintained: z.number().positive().max(1_000) }).optional(),
      }),
    )
    .max(10_000)
    .default([]),
});
export type Sections = z.infer<typeof Sections>;

/** What luminaires of a type give and take. Shares are of a light's rated power, so that one type serves all its wattages. */
export const LuminaireType = z.strictObject({
  /** As the inventory's luminaire column spells it. */
  id: Name,
  name: Name,
  /** The lowest level it gives, % (0 excepted). */
  minLevelPct: z.number().min(0).max(99),
  power: z.discriminatedUnion("by", [
    /** Measured: ascending in both, up to full power at full level; straight lines between. */
    z.strictObject({
      by: z.literal("curve"),
      points: z
        .array(z.strictObject({ levelPct: LevelPct, powerPct: z.number().min(0).max(100) }))
        .min(1)
        .max(101),
    }),
    /** Straight from its power at the minimum level to full power. */
    z.strictObject({ by: z.literal("minimum"), minPowerPct: z.number().min(0).max(100) }),
  ]),
  /** What node and gear take at level 0, W. */
  standbyW: z.number().min(0).max(100),
  /** Constant light output: the driver gives more as the light fades, by this loss at the end of its rated life. */
  clo: z.strictObject({ by: z.literal("driver"), lossPctAtEnd: z.number().min(0).max(90), endHours: z.int().min(1_000).max(1_000_000) }).optional(),
});
export type LuminaireType = z.infer<typeof LuminaireType>;

/** The types of luminaire. A light whose type is none of them has the figures of its row in the inventory. */
export const Luminaires = z.strictObject({ types: z.array(LuminaireType).max(1_000).default([]) });
export type Luminaires = z.infer<typeof Luminaires>;

/** What demand does. Sources are those of the configuration. */
export const DemandRule = z.strictObject({
  name: Name,
  sources: z.array(Id).min(1).max(100),
  /** Whom it acts on: groups, lights within a distance of the source, or the next lights along its street. */
  reach: z.discriminatedUnion("by", [
    z.strictObject({ by: z.literal("groups"), groups: z.array(Id).min(1).max(1_000) }),
    z.strictObject({ by: z.literal("distance"), withinM: z.number().min(1).max(5_000) }),
    z.strictObject({ by: z.literal("street"), street: z.string().min(1).max(100), lights: z.int().min(1).max(1_000) }),
  ]),
  act: z.discriminatedUnion("as", [
    /**
     * EN 13201 classes by flow: with at least `fromPerHour` the class is this many steps below the design class. Of the steps that hold the
     * brightest counts, whatever their order, so that more flow never means less light; below all of them it is the dimmest.
     */
    z.strictObject({
      as: z.literal("class"),
      steps: z
        .array(z.strictObject({ fromPerHour: z.number().min(0), below: z.int().min(0).max(5) }))
        .min(1)
        .max(6),
      /** A class that was asked for, or a brighter one, is kept at least this long (UNI 11248: 10 minutes). */
      holdMin: z.int().min(10).max(120).default(10),
      /** It steps down only after this many samples in a row ask for less (UNI 11248: two). */
      samplesDown: z.int().min(2).max(10).default(2),
    }),
    /** Up to a level while someone is there, and for a time after. */
    z.strictObject({ as: z.literal("presence"), from: z.number().min(0), levelPct: LevelPct, holdS: z.int().min(10).max(14_400) }),
  ]),
});
export type DemandRule = z.infer<typeof DemandRule>;

const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "hh:mm, 24 h, local time");

/** What a kilowatt-hour costs. A tariff is in force from its first day until the next one's; of its bands the first that fits counts. */
export const Tariffs = z.strictObject({
  tariffs: z
    .array(
      z.strictObject({
        name: Name,
        from: Day,
        standingPencePerDay: z.number().min(0).max(1_000_000).default(0),
        /** Rate of all times that no band names, p/kWh. */
        pencePerKwh: z.number().min(-1_000).max(1_000),
        bands: z
          .array(
            z.strictObject({
              name: Name,
              pencePerKwh: z.number().min(-1_000).max(1_000),
              /** Local wall time; a band may pass midnight. Both equal is the whole day. */
              from: LocalTime,
              to: LocalTime,
              /** 1 Monday to 7 Sunday, of the day a half hour lies in; absent is every day. */
              weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
              /** 1–12; absent is every month. */
              months: z.array(z.int().min(1).max(12)).min(1).max(12).optional(),
            }),
          )
          .max(24)
          .default([]),
      }),
    )
    .max(200)
    .default([]),
});
export type Tariffs = z.infer<typeof Tariffs>;

/** What a kilowatt-hour emits, g CO₂e/kWh. A factor is in force from its first day until the next one's. */
export const Carbon = z.strictObject({
  factors: z
    .array(
      z.strictObject({
        from: Day,
        source: z.string().trim().min(1).max(200),
        gramsPerKwh: z.number().min(0).max(5_000),
        /** For half hours of which it is known: consecutive ones from 00:00 UTC of `from`; the factor above holds after the last. */
        halfHourGrams: z.array(z.number().min(0).max(5_000)).max(17_568).optional(),
      }),
    )
    .max(200)
    .default([]),
});
export type Carbon = z.infer<typeof Carbon>;

/** What the inventory file can say of lights. */
export const inventoryColumns = ["unit", "column", "street", "area", "postcode", "lat", "lon", "luminaire", "code", "watts", "regime", "items"] as const;

/** Unmetered supplies (GB): which lights a sub-meter has, and what the settlement files say of them (lighting-domain: BSCP520). */
export const Settlement = z.strictObject({
  subMeters: z
    .array(
      z.strictObject({
        /** 7 characters in the files, lower case. */
        id: z.string().regex(/^[a-z0-9]{7}$/, "7 lower-case letters or digits"),
        name: Name,
        /** Its lights: those of these areas or groups; neither is every light that no other sub-meter has. */
        areas: z.array(z.string().min(1).max(100)).max(1_000).optional(),
        groups: z.array(Id).max(1_000).optional(),
      }),
    )
    .max(1_000)
    .default([]),
  /** The 12 characters of a CMS unit: prefix, then the light's column number or id, upper case, without signs, filled from the left with zeros. */
  unitReference: z
    .strictObject({
      prefix: z
        .string()
        .regex(/^[A-Z0-9]{0,6}$/, "at most 6 capital letters or digits")
        .default(""),
      from: z.enum(["column", "id"]).default("column"),
    })
    .prefault({}),
  regime: z.enum(["998", "999"]).default("999"),
  /** First that fits counts: by type of luminaire, by rated power, or both. */
  chargeCodes: z
    .array(
      z.strictObject({
        code: z.string().regex(/^\d{13}$/, "13 digits"),
        luminaire: z.string().max(80).optional(),
        powerW: z.number().min(0).max(5_000).optional(),
        /** Circuit watts of the code at full. */
        circuitW: z.number().min(0).max(5_000),
      }),
    )
    .max(5_000)
    .default([]),
  /**
   * The file that tells the network operator what is installed, as CSV: a row for each different combination of these columns, with how many
   * items it has. A draft: no published list of columns could be confirmed.
   */
  inventory: z
    .strictObject({
      name: z.string().max(100).default("draft-inventory{submeter}{day}.csv"),
      columns: z.array(z.enum(inventoryColumns)).min(1).max(inventoryColumns.length).default(["street", "area", "code", "regime", "items"]),
    })
    .prefault({}),
  /**
   * The daily event file: fixed text and fields of a fixed width. A draft: its layout is to be confirmed with the meter administrator.
   * Fields of all lines: {submeter:7} {day:8} {version:3}; of a line: {unit:12} {time:6} {offset:5} {pct:3} {load:3} {watts:6} {regime:3}
   * {code:13} {flag:1}; of the trailer: {lines:6} (header and trailer included) and {events:6}.
   */
  events: z
    .strictObject({
      name: z.string().max(100).default("draft-events{submeter}{day}.log"),
      header: z.string().max(200).default("H{submeter:7}{day:8}{version:3}"),
      line: z.string().max(300).default("{unit:12}{time:6}{offset:5}{pct:3}{flag:1}"),
      trailer: z.string().max(200).default("T{lines:6}"),
    })
    .prefault({}),
});
export type Settlement = z.infer<typeof Settlement>;

/** Kinds of design with their bodies. Kinds of which there is one object have it under the id "all". */
export const designBodies = {
  profile: Profile,
  calendar: Calendar,
  holidays: HolidaySet,
  groups: Groups,
  sections: Sections,
  luminaires: Luminaires,
  "demand-rule": DemandRule,
  tariffs: Tariffs,
  carbon: Carbon,
  settlement: Settlement,
} as const;
export type DesignKind = keyof typeof designBodies;
export const designKinds = [
  "profile",
  "calendar",
  "holidays",
  "groups",
  "sections",
  "luminaires",
  "demand-rule",
  "tariffs",
  "carbon",
  "settlement",
] as const satisfies readonly DesignKind[];
export type DesignBody<K extends DesignKind = DesignKind> = z.infer<(typeof designBodies)[K]>;

/** A published version. `version` counts from 1 for each (kind, id); "roll back" publishes an older body as a new version. */
export const DesignVersion = z.strictObject({
  kind: z.enum(designKinds),
  id: Id,
  version: z.int().min(1),
  body: z.unknown(),
  author: z.string(),
  at: Instant,
  reason: z.string(),
  /** Set when it was a roll back. */
  rolledBackTo: z.int().optional(),
});
export type DesignVersion = z.infer<typeof DesignVersion>;

/** What someone works on. `revision` rises with every save; saving against an old one is refused with both bodies. */
export const Draft = z.strictObject({ kind: z.enum(designKinds), id: Id, revision: z.int().min(1), body: z.unknown(), author: z.string(), at: Instant });
export type Draft = z.infer<typeof Draft>;

/** Something a person should know before publishing; "error" forbids it. */
export const Finding = z.strictObject({
  severity: z.enum(["error", "warning"]),
  /** Where in the body: "steps.2.at". */
  field: z.string(),
  text: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** How far a publication has reached: a light's node holds the programme in force, is waiting for it, or failed to take it. */
export const Rollout = z.strictObject({
  lights: z.int(),
  inForce: z.int(),
  pending: z.int(),
  failed: z.int(),
  /** Some that failed or wait, with why: "not connected since …". */
  examples: z.array(z.strictObject({ light: Id, state: z.enum(["pending", "failed"]), why: z.string() })).max(50),
});
export type Rollout = z.infer<typeof Rollout>;
