/** How well alarms serve the people who answer them, over a period: the figures and targets of ISA-18.2 and EEMUA 191 (as widely published). */
import type { AlarmEvent, AlarmHealth } from "#contract/alarms";
import { FaultKind } from "#contract/faults";
import { iso } from "#contract/units";
import { floodAbove } from "./flood.ts";

const tenMinMs = 10 * 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Raised so often within ten minutes it chatters; gone again within this it was fleeting. */
const chatterTimes = 3;
const fleetingMs = 2 * 60_000;
const frequentShown = 20;
const manyAnHour = 30;

type Figure = AlarmHealth["figures"][number];

export interface HealthInputs {
  /** What happened in the period, oldest first. */
  readonly events: readonly AlarmEvent[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly truncated: boolean;
  /** When each alarm that stands at the end of the period was raised, ms. */
  readonly activeSinceMs: readonly number[];
}

export function alarmHealth({ events, fromMs, toMs, truncated, activeSinceMs }: HealthInputs): AlarmHealth {
  const raised = events.filter(({ event, annunciated }) => annunciated && (event === "raised" || event === "raised again"));
  const times = raised.map(({ at }) => Date.parse(at));
  const spanMs = Math.max(1, toMs - fromMs);
  const byTenMin = countsBy(times, fromMs, tenMinMs);
  const floods = byTenMin.filter((count) => count > floodAbove).length;
  const byHour = countsBy(times, fromMs, hourMs);
  const frequent = frequentOf(raised);
  const topTen = frequent.slice(0, 10).reduce((sum, { alarms }) => sum + alarms, 0);
  const figures = [
    atMost("alarms a day", (raised.length * dayMs) / spanMs, "alarms", 150),
    atMost("alarms an hour", (raised.length * hourMs) / spanMs, "alarms", 6),
    atMost("alarms in 10 minutes", (raised.length * tenMinMs) / spanMs, "alarms", 1),
    atMost("most in 10 minutes", Math.max(0, ...distinct(byTenMin)), "alarms", floodAbove),
    below("10-minute periods in flood", percent(floods, Math.ceil(spanMs / tenMinMs)), "%", 1),
    below("hours with more than 30 alarms", percent(byHour.filter((count) => count > manyAnHour).length, Math.ceil(spanMs / hourMs)), "%", 1),
    atMost("share of the 10 most frequent", percent(topTen, raised.length), "%", 5),
    atMost("chattering", chattering(raised), "points", 0),
    atMost("fleeting", fleeting(events), "alarms", 0),
    below("stale, active for more than 24 h", activeSinceMs.filter((sinceMs) => toMs - sinceMs > dayMs).length, "alarms", 5),
    ...priorities(raised),
    atMost("median time to acknowledge", medianAnswerMin(events), "min", 10),
    atMost("escalated", events.filter(({ event }) => event === "escalated").length, "alarms", 0),
  ];
  return { from: iso(fromMs), to: iso(toMs), truncated, figures, frequent: frequent.slice(0, frequentShown) };
}

const atMost = (name: string, value: number, unit: string, most: number): Figure => ({
  name,
  value: tidy(value),
  unit,
  target: `≤ ${most}`,
  isMet: value <= most,
});
const below = (name: string, value: number, unit: string, limit: number): Figure => ({
  name,
  value: tidy(value),
  unit,
  target: `< ${limit}`,
  isMet: value < limit,
});
const tidy = (value: number): number => Math.round(value * 1_000) / 1_000;
const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
const distinct = (counts: readonly number[]): number[] => [...new Set(counts)];

/** How many in each period that has any. */
function countsBy(times: readonly number[], fromMs: number, periodMs: number): number[] {
  const counts = new Map<number, number>();
  for (const time of times) {
    const period = Math.floor((time - fromMs) / periodMs);
    counts.set(period, (counts.get(period) ?? 0) + 1);
  }
  return [...counts.values()];
}

/** 80 % low, 15 % medium, 5 % high of which few are critical: priorities 4, 3, and 2 with 1. A handful of alarms shows no mix. */
function priorities(raised: readonly AlarmEvent[]): Figure[] {
  const share = (...of: readonly number[]): number => percent(raised.filter(({ priority }) => of.includes(priority)).length, raised.length);
  return [
    { name: "low priority (4)", value: tidy(share(4)), unit: "%", target: "about 80", isMet: raised.length === 0 || share(4) >= 70 },
    { name: "medium priority (3)", value: tidy(share(3)), unit: "%", target: "about 15", isMet: share(3) <= 25 },
    { name: "high priority (1 and 2)", value: tidy(share(1, 2)), unit: "%", target: "about 5", isMet: share(1, 2) <= 10 },
    { name: "critical priority (1)", value: tidy(share(1)), unit: "%", target: "< 1", isMet: share(1) < 1 },
  ];
}

/** Points that were raised three times within ten minutes. */
function chattering(raised: readonly AlarmEvent[]): number {
  const times = new Map<string, number[]>();
  for (const { point, at } of raised) times.set(point, [...(times.get(point) ?? []), Date.parse(at)]);
  const chatters = (of: readonly number[]): boolean => of.some((time, i) => (of[i + chatterTimes - 1] ?? Number.POSITIVE_INFINITY) - time <= tenMinMs);
  return [...times.values()].filter(chatters).length;
}

/** Alarms that cleared by themselves before anybody could have answered. */
function fleeting(events: readonly AlarmEvent[]): number {
  const raisedAt = new Map<string, number>();
  let count = 0;
  for (const { alarm, event, at, annunciated } of events) {
    if (annunciated && (event === "raised" || event === "raised again")) raisedAt.set(alarm, Date.parse(at));
    else if (event === "acknowledged") raisedAt.delete(alarm);
    else if (event === "cleared" && Date.parse(at) - (raisedAt.get(alarm) ?? Number.NEGATIVE_INFINITY) < fleetingMs) count += 1;
  }
  return count;
}

function medianAnswerMin(events: readonly AlarmEvent[]): number {
  const asked = new Map<string, number>();
  const waits: number[] = [];
  for (const { alarm, event, at } of events) {
    const askedAtMs = asked.get(alarm);
    if (event === "raised" || event === "raised again") asked.set(alarm, Date.parse(at));
    else if (event === "acknowledged" && askedAtMs !== undefined) waits.push((Date.parse(at) - askedAtMs) / 60_000);
  }
  waits.sort((a, b) => a - b);
  return waits[Math.floor(waits.length / 2)] ?? 0;
}

/** The points that are raised most: "feeder supply-loss FP-003". */
function frequentOf(raised: readonly AlarmEvent[]): AlarmHealth["frequent"] {
  const counts = new Map<string, number>();
  for (const { point } of raised) counts.set(point, (counts.get(point) ?? 0) + 1);
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .flatMap(([point, alarms]) => {
      const [cause, kind, ...subject] = point.split(" ");
      const known = FaultKind.safeParse(kind);
      return known.success ? [{ subject: `${cause} ${subject.join(" ")}`, kind: known.data, alarms, share: alarms / raised.length }] : [];
    });
}
