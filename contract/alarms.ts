/**
 * Incidents and alarms as people work with them. An incident is the faults of one cause; an alarm is an incident that needs a person now
 * (ISA-18.2); every other incident becomes work. Which is which is data (AlarmRules).
 */
import { z } from "zod";
import { FaultKind, Severity } from "./faults.ts";
import { Id, Instant } from "./units.ts";

/** What the lights of an incident have in common. single: one light for itself. */
export const causeKinds = ["feeder", "gateway", "district", "street", "firmware", "single"] as const;
export const CauseKind = z.enum(causeKinds);
export type CauseKind = z.infer<typeof CauseKind>;

export const Incident = z.strictObject({
  id: Id,
  cause: CauseKind,
  /** What it is of: the feeder's or gateway's id, the street, the firmware version, the light. */
  subject: z.string(),
  kind: FaultKind,
  severity: Severity,
  /** "Supply lost: feeder FP-003, 36 lights". */
  title: z.string(),
  /** Why these faults are taken as one, in sentences. */
  evidence: z.array(z.string()),
  startedAt: Instant,
  /** Set when every fault of it has cleared. */
  endedAt: Instant.optional(),
  /** The incident that it turned out to be part of: it has ended then, and its faults are that one's. */
  partOf: Id.optional(),
  /** Lights with an active fault of it now, and all that ever were in it. */
  lightsNow: z.int(),
  lightsEver: z.int(),
  /** Of at most 1,000 of them; `GET /incidents/{id}` gives all. */
  lights: z.array(Id).max(1_000),
});
export type Incident = z.infer<typeof Incident>;

/** GET /incidents: those that stand, or those that ended in a period; newest first. */
export const IncidentQuery = z.strictObject({
  state: z.enum(["standing", "ended"]).default("standing"),
  /** Ended at or after this instant; 24 hours ago without one. */
  since: Instant.optional(),
  cause: CauseKind.optional(),
  kind: FaultKind.optional(),
  /** Only those that are no alarms: what becomes work. */
  work: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export type IncidentQuery = z.infer<typeof IncidentQuery>;
export const IncidentList = z.strictObject({ total: z.int(), incidents: z.array(Incident) });
export type IncidentList = z.infer<typeof IncidentList>;

/** 1 is the most urgent. */
export const Priority = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export type Priority = z.infer<typeof Priority>;

/** ISA-18.2: what is asked of the operator. `normal` alarms have left every list. */
export const alarmStates = ["unacknowledged", "acknowledged", "cleared-unacknowledged", "normal"] as const;
export const AlarmState = z.enum(alarmStates);
export type AlarmState = z.infer<typeof AlarmState>;

export const Alarm = z.strictObject({
  /** That of its incident. */
  id: Id,
  incident: Incident,
  priority: Priority,
  state: AlarmState,
  raisedAt: Instant,
  acknowledged: z.strictObject({ at: Instant, by: z.string() }).optional(),
  clearedAt: Instant.optional(),
  /** Out of sight until its end, which comes by itself; then it is shown again if its cause stands. */
  shelved: z.strictObject({ until: Instant, reason: z.string(), by: z.string() }).optional(),
  /** Taken out of service until someone puts it back: works on the feeder, a demounted column. */
  outOfService: z.strictObject({ reason: z.string(), by: z.string(), at: Instant }).optional(),
  /** Why it is not shown though its cause stands, by design: "explained by i-…". */
  suppressed: z.string().optional(),
  owner: z.string().optional(),
  /** When it should have been answered. */
  dueAt: Instant.optional(),
  /** Nobody acknowledged it in time: told to the next in the rota. */
  escalatedAt: Instant.optional(),
  response: z.strictObject({ consequence: z.string(), likelyCause: z.string(), whatToDo: z.string(), timeToRespond: z.string() }),
});
export type Alarm = z.infer<typeof Alarm>;

export const alarmEventNames = [
  "raised",
  "raised again",
  "more urgent",
  "acknowledged",
  "cleared",
  "shelved",
  "unshelved",
  "shelf ended",
  "out of service",
  "in service",
  "suppressed",
  "unsuppressed",
  "escalated",
  "owned",
  "closed",
] as const;
/** What happened to an alarm. Without `by` it happened by itself. */
export const AlarmEvent = z.strictObject({
  alarm: Id,
  at: Instant,
  event: z.enum(alarmEventNames),
  priority: Priority,
  /** What the alarm is of: "feeder supply-loss FP-003". The same for every alarm of the same thing. */
  point: z.string(),
  /** Heard and seen: not while shelved, suppressed or out of service. */
  annunciated: z.boolean(),
  by: z.string().optional(),
  why: z.string().optional(),
});
export type AlarmEvent = z.infer<typeof AlarmEvent>;

/** GET /incidents/{id}: all its lights, its alarm if it is one, and what was done. */
export const IncidentDetail = z.strictObject({
  incident: Incident.extend({ lights: z.array(Id) }),
  alarm: Alarm.optional(),
  history: z.array(AlarmEvent),
});
export type IncidentDetail = z.infer<typeof IncidentDetail>;

/** How many alarms are on each list, and a version that changes with any of them: on the live stream. */
export const AlarmCounts = z.strictObject({ active: z.int(), unacknowledged: z.int(), shelved: z.int(), outOfService: z.int(), suppressed: z.int() });
export type AlarmCounts = z.infer<typeof AlarmCounts>;
export const AlarmNews = z.strictObject({
  version: z.int(),
  counts: AlarmCounts,
  /** The most urgent that nobody has acknowledged: for sound. */
  mostUrgent: Priority.optional(),
  inFlood: z.boolean(),
});
export type AlarmNews = z.infer<typeof AlarmNews>;

/** GET /alarms: one list at a time, with the counts of all; unacknowledged first, then by priority, then by time. */
export const AlarmQuery = z.strictObject({
  /** active: those to be seen, with those that cleared before anybody acknowledged them. */
  list: z.enum(["active", "shelved", "out-of-service", "suppressed"]).default("active"),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export const AlarmList = z.strictObject({
  /** Changes with every change of any list. */
  version: z.int(),
  counts: AlarmCounts,
  /** More than 10 new ones within 10 minutes; ends below 5. Then they are grouped by cause, and `firstOut` is the first of the flood. */
  flood: z
    .strictObject({
      since: Instant,
      firstOut: Id,
      /** The alarms of the list of active ones by cause and kind, the largest group first; `first` was raised first. */
      groups: z.array(z.strictObject({ cause: CauseKind, kind: FaultKind, alarms: z.int(), lights: z.int(), first: Id })),
    })
    .optional(),
  alarms: z.array(Alarm),
});
export type AlarmQuery = z.infer<typeof AlarmQuery>;
export type AlarmList = z.infer<typeof AlarmList>;

/** POST /alarms/act: on those named only; never on alarms unseen. All or nothing is not asked: each is answered for itself. */
export const AlarmAction = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("acknowledge"), ids: z.array(Id).min(1).max(1_000) }),
  z.strictObject({
    do: z.literal("shelve"),
    ids: z.array(Id).min(1).max(1_000),
    minutes: z.int().min(1).max(1_440),
    reason: z.string().trim().min(3).max(200),
  }),
  z.strictObject({ do: z.literal("unshelve"), ids: z.array(Id).min(1).max(1_000) }),
  z.strictObject({ do: z.literal("out-of-service"), ids: z.array(Id).min(1).max(1_000), reason: z.string().trim().min(3).max(200) }),
  z.strictObject({ do: z.literal("in-service"), ids: z.array(Id).min(1).max(1_000) }),
  z.strictObject({ do: z.literal("own"), ids: z.array(Id).min(1).max(1_000), owner: z.string().trim().min(1).max(80) }),
]);
export type AlarmAction = z.infer<typeof AlarmAction>;
export const AlarmActed = z.strictObject({ done: z.array(Id), refused: z.array(z.strictObject({ id: Id, why: z.string() })) });
export type AlarmActed = z.infer<typeof AlarmActed>;

/** The last 30 days without a period; at most 400 days. */
export const AlarmHealthQuery = z.strictObject({ from: Instant.optional(), to: Instant.optional() });
export type AlarmHealthQuery = z.infer<typeof AlarmHealthQuery>;

/** GET /alarms/health: the figures of web.md §5.2 over a period, with the most frequent offenders. */
export const AlarmHealth = z.strictObject({
  from: Instant,
  to: Instant,
  /** More happened than is read at once: figures are of what is newest, from `from`. */
  truncated: z.boolean(),
  figures: z.array(z.strictObject({ name: z.string(), value: z.number(), unit: z.string(), target: z.string(), isMet: z.boolean() })),
  frequent: z.array(z.strictObject({ subject: z.string(), kind: FaultKind, alarms: z.int(), share: z.number() })),
});
export type AlarmHealth = z.infer<typeof AlarmHealth>;
