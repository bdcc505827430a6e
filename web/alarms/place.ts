/** Where on the page Alarms a person is: all of it stands in the link. */

import type { z } from "zod";
import type { Alarm, AlarmQuery, Priority } from "../../contract/alarms.ts";

export type ListName = z.infer<typeof AlarmQuery>["list"];

export type AlarmPlace =
  /** Of the last so many days. */
  | { readonly at: "health"; readonly days: HealthDays }
  /** Without priorities, all of them. */
  | { readonly at: "list"; readonly list: ListName; readonly priorities: readonly Priority[] };

/** Constants of the contract, checked against its types: its schemas stay out of the browser. */
export const listNames = {
  active: "Active",
  shelved: "Shelved",
  "out-of-service": "Out of service",
  suppressed: "Suppressed",
} as const satisfies Readonly<Record<ListName, string>>;
export const lists = ["active", "shelved", "out-of-service", "suppressed"] as const satisfies readonly ListName[];
export const priorities = [1, 2, 3, 4] as const satisfies readonly Priority[];

export const healthDays = [7, 30, 90] as const;
export type HealthDays = (typeof healthDays)[number];
/** A month, as the targets of the figures are meant. */
export const usualDays = 30 satisfies HealthDays;

/** Reads "shelved", "active/12" (priorities 1 and 2) or "health/7" (of 7 days). What cannot be read is the list of active alarms, whole. */
export function readPlace(text: string | undefined): AlarmPlace {
  const [first, digits = ""] = (text ?? "").split("/");
  if (first === "health") return { at: "health", days: healthDays.find((days) => String(days) === digits) ?? usualDays };
  const list = lists.find((name) => name === first) ?? "active";
  return { at: "list", list, priorities: priorities.filter((priority) => digits.includes(String(priority))) };
}

/** How a link says it; undefined for the list of active alarms, whole. */
export function writePlace(place: AlarmPlace): string | undefined {
  if (place.at === "health") return place.days === usualDays ? "health" : `health/${place.days}`;
  if (place.priorities.length > 0) return `${place.list}/${place.priorities.join("")}`;
  return place.list === "active" ? undefined : place.list;
}

/** The alarms of the priorities asked for; no priority asks for all. */
export const ofPriorities = (alarms: readonly Alarm[], asked: readonly Priority[]): readonly Alarm[] =>
  asked.length === 0 ? alarms : alarms.filter(({ priority }) => asked.includes(priority));
