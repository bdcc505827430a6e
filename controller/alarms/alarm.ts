/** One alarm: its states by ISA-18.2 and who did what. Instants are ms since 1970 UTC. */
import { z } from "zod";
import { type AlarmEvent, AlarmState, Priority } from "#contract/alarms";

const At = z.number();

/** As it is kept. It has the id of its incident. */
export const AlarmRecord = z.strictObject({
  id: z.string(),
  /** What it is of: the same for every alarm of the same thing, so that a shelf outlives one that comes and goes. */
  point: z.string(),
  priority: Priority,
  state: AlarmState,
  raisedAtMs: At,
  /** When its state last became unacknowledged: from here its time to escalate runs. */
  askedAtMs: At,
  escalateMs: z.number(),
  acknowledged: z.strictObject({ atMs: At, by: z.string() }).optional(),
  clearedAtMs: At.optional(),
  shelved: z.strictObject({ untilMs: At, reason: z.string(), by: z.string() }).optional(),
  outOfService: z.strictObject({ atMs: At, reason: z.string(), by: z.string() }).optional(),
  suppressed: z.string().optional(),
  owner: z.string().optional(),
  dueAtMs: At.optional(),
  escalatedAtMs: At.optional(),
  /** Since when no rule asks for it any more though its incident stands. */
  unfitSinceMs: At.optional(),
  /** Events so far: the next one's number. */
  events: z.int(),
});
export type AlarmRecord = z.infer<typeof AlarmRecord>;

export type AlarmHappening = AlarmEvent["event"];
export type ListName = "active" | "shelved" | "out-of-service" | "suppressed";

/** Its cause stands. */
export const isActive = ({ state }: AlarmRecord): boolean => state === "unacknowledged" || state === "acknowledged";

/** Nobody has answered, whether its cause stands or not. */
export const isUnanswered = ({ state }: AlarmRecord): boolean => state === "unacknowledged" || state === "cleared-unacknowledged";

/** The list it is on; undefined when it is on none: all is well and answered. What a person took away comes before what the system explains. */
export function listOf(alarm: AlarmRecord): ListName | undefined {
  if (alarm.outOfService) return "out-of-service";
  if (alarm.shelved) return "shelved";
  if (alarm.state === "normal") return undefined;
  return alarm.suppressed === undefined ? "active" : "suppressed";
}

/** Over: nothing is asked of anybody, and nobody has put it aside. */
export const isOver = (alarm: AlarmRecord): boolean => listOf(alarm) === undefined;

/** Seen and heard by people: on the list of active alarms. */
export const isAnnunciated = (alarm: AlarmRecord): boolean => listOf(alarm) === "active";
