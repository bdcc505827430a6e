/** Who is told of a change, by which way, and not before when. */
import type { NotificationsConfig, PersonConfig } from "#config/notifications";
import type { News, Notice } from "#contract/notifications";
import { addDays, formatLocal, localDate, localToUtcMs } from "../decide/local-time.ts";
import type { Duty } from "./rota.ts";

export interface Route extends Pick<Notice, "channel" | "recipient"> {
  readonly dueAtMs: number;
}

/** Everybody who is to be told; each once. `nowMs` is when they would be told. */
export function routesOf(news: News, { people, webhooks }: NotificationsConfig, duties: readonly Duty[], nowMs: number, zone: string): Route[] {
  const byMail = people.flatMap((person): Route[] => {
    const dueAtMs = mailDueMs(news, person, duties, nowMs, zone);
    return dueAtMs === undefined ? [] : [{ channel: "email", recipient: person.id, dueAtMs }];
  });
  const byHook = webhooks.filter(({ priorities }) => priorities.includes(news.priority));
  return [...byMail, ...byHook.map(({ id }): Route => ({ channel: "webhook", recipient: id, dueAtMs: nowMs }))];
}

function mailDueMs({ kind, priority }: News, person: PersonConfig, duties: readonly Duty[], nowMs: number, zone: string): number | undefined {
  // Nobody answered: whoever is next hears it, whatever the hour.
  if (kind === "escalated" && duties.some(({ next }) => next === person.id)) return nowMs;
  if (person.onDutyOnly && !duties.some(({ now }) => now === person.id)) return undefined;
  if (person.now.includes(priority)) return isQuiet(person, priority, nowMs, zone) ? nextMs(person.quietHours?.to ?? "00:00", nowMs, zone) : nowMs;
  return person.digest.includes(priority) ? nextMs(person.digestAt, nowMs, zone) : undefined;
}

/** The hours may pass midnight. */
function isQuiet({ quietHours }: PersonConfig, priority: News["priority"], nowMs: number, zone: string): boolean {
  if (!quietHours || quietHours.except.includes(priority)) return false;
  const time = formatLocal(nowMs, zone);
  const { from, to } = quietHours;
  return from <= to ? time >= from && time < to : time >= from || time < to;
}

/** When the clock next shows this time. */
function nextMs(time: string, nowMs: number, zone: string): number {
  const today = localToUtcMs(localDate(nowMs, zone), time, zone);
  return today > nowMs ? today : localToUtcMs(addDays(localDate(nowMs, zone), 1), time, zone);
}
