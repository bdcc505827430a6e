/** How alarms are said: state, place, and the time left to answer. */
import type { Alarm, AlarmState, CauseKind, Priority } from "../../contract/alarms.ts";
import type { FaultKind } from "../../contract/faults.ts";
import type { Condition } from "../../contract/live.ts";
import * as format from "../format.ts";
import { classOfName, type LightClass } from "../store/light-class.ts";

export const stateWords = {
  unacknowledged: "Unacknowledged",
  acknowledged: "Acknowledged",
  "cleared-unacknowledged": "Cleared, unacknowledged",
  normal: "Over",
} as const satisfies Readonly<Record<AlarmState, string>>;

export const causeWords = {
  feeder: "Feeder",
  gateway: "Gateway",
  district: "District",
  street: "Street",
  firmware: "Firmware",
  single: "Light",
} as const satisfies Readonly<Record<CauseKind, string>>;

/** Names of groups of rows in a flood. */
export const causesWords = {
  feeder: "Feeders",
  gateway: "Gateways",
  district: "Districts",
  street: "Streets",
  firmware: "Firmware versions",
  single: "Single lights",
} as const satisfies Readonly<Record<CauseKind, string>>;

/** A shape for each priority: colour is never alone. */
export const priorityShapes = { 1: "▲", 2: "■", 3: "◆", 4: "●" } as const satisfies Readonly<Record<Priority, string>>;

/** What lights with a fault are shown as on the map; a kind that is not here is another fault. */
const conditionOf: Readonly<Partial<Record<FaultKind, Condition>>> = {
  "supply-loss": "no-supply",
  "communication-failure": "comms-lost",
  "lamp-failure": "lamp-failure",
  "day-burning": "day-burning",
  cycling: "cycling",
  "dimming-failure": "mismatch",
  "command-not-followed": "mismatch",
};

export const classOfKind = (kind: FaultKind): LightClass => classOfName(conditionOf[kind] ?? "other-fault");

/** "Feeder FP-003", "High Street". */
export const whereOf = ({ incident }: Alarm): string => (incident.cause === "street" ? incident.subject : `${causeWords[incident.cause]} ${incident.subject}`);

export const needsAnswer = (alarm: Alarm): boolean => alarm.state === "unacknowledged" || alarm.state === "cleared-unacknowledged";

/** The time left to answer an alarm, how late that is, or how long it took. */
export function clockOf(alarm: Alarm, nowMs: number): { readonly text: string; readonly isLate: boolean } {
  const raisedMs = Date.parse(alarm.raisedAt);
  if (alarm.acknowledged) return { text: `answered in ${format.duration(Date.parse(alarm.acknowledged.at) - raisedMs)}`, isLate: false };
  if (alarm.dueAt === undefined) return { text: `${format.duration(nowMs - raisedMs)} old`, isLate: false };
  const leftMs = Date.parse(alarm.dueAt) - nowMs;
  const escalated = alarm.escalatedAt === undefined ? "" : ", escalated";
  return leftMs < 0
    ? { text: `late ${format.duration(-leftMs)}${escalated}`, isLate: true }
    : { text: `${format.duration(leftMs)} left${escalated}`, isLate: false };
}
