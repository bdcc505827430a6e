/**
 * node-cron behind two functions. It asks the system for the time and always in UTC: in a zone with summer time it leaves out the hours
 * that a clock change repeats (measured with 4.6.0). That is why it never decides a lamp.
 */
import { createTask, parse, type TaskOptions } from "node-cron";
import type { Cancel } from "#contract/clock";

/**
 * Calls `act` with each instant the expression names, ms since 1970 UTC, until cancelled. An instant is passed over while the promise of
 * the one before is open.
 */
export type Schedule = (cron: string, act: (scheduledAtMs: number) => Promise<void>) => Cancel;

/** The real schedule, by node-cron on the system's time. Of instants that were slept through or stepped over, the last still acts. */
export function nodeCron(log: (line: string) => void): Schedule {
  const tell = (message: string | Error): void => log(`housekeeping: ${message instanceof Error ? message.message : message}`);
  const logger = { info: () => {}, debug: () => {}, warn: tell, error: tell };
  return (cron, act) => {
    const task = createTask(cron, ({ date }) => act(date.getTime()), { ...inUtc, noOverlap: true, logger });
    task.on("execution:missed", ({ date, triggeredAt }) => {
      if (date.getTime() === lastDue(cron, triggeredAt.getTime())) return act(date.getTime());
    });
    void task.start();
    return () => void task.destroy();
  };
}

const inUtc = { timezone: "UTC" } as const satisfies TaskOptions;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A leap year: every expression with a date names an instant in it, but for 29 February. */
const daysBack = 366;

/** The newest instant at or before `nowMs` that an expression of five fields names; undefined when there is none in a year. */
export function lastDue(cron: string, nowMs: number): number | undefined {
  const { hour, minute } = parse(cron);
  const latestFirst = hour.flatMap((h) => minute.map((m) => (h * 60 + m) * minuteMs)).sort((a, b) => b - a);
  const task = createTask(cron, () => {}, inUtc);
  try {
    for (let day = 0; day <= daysBack; day++) {
      const midnightMs = (Math.floor(nowMs / dayMs) - day) * dayMs;
      const time = latestFirst.find((each) => midnightMs + each <= nowMs);
      // Hour and minute fit by themselves: what is left to match is the day.
      if (time !== undefined && task.match(new Date(midnightMs + time))) return midnightMs + time;
    }
    return undefined;
  } finally {
    void task.destroy();
  }
}
