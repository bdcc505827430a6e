/** What of an alarm's life is told to people who are not looking at the page. */
import type { Alarm, AlarmEvent } from "#contract/alarms";
import type { News, NewsKind } from "#contract/notifications";

const kinds: Readonly<Partial<Record<AlarmEvent["event"], NewsKind>>> = {
  raised: "raised",
  "raised again": "raised-again",
  "more urgent": "more-urgent",
  escalated: "escalated",
  cleared: "cleared",
};

/** A cause that comes and goes is told once in this long, ms. */
const againMs = 3_600_000;

/** The news of an event, one for the alarm however many lights it has; undefined for what concerns only the page, and while the alarm is shelved, suppressed or out of service. */
export function newsOfAlarm({ id, incident, response }: Pick<Alarm, "id" | "incident" | "response">, event: AlarmEvent): News | undefined {
  const kind = kinds[event.event];
  if (kind === undefined || !event.annunciated) return undefined;
  const often = kind === "raised-again" || kind === "cleared";
  const round = often ? Math.floor(Date.parse(event.at) / againMs) : kind === "more-urgent" ? event.priority : "once";
  const text = kind === "cleared" ? "" : [...incident.evidence, response.whatToDo].join("\n");
  return {
    id: `${id}:${kind}:${round}`,
    kind,
    priority: event.priority,
    subject: id,
    title: incident.title.slice(0, 300),
    text: text.slice(0, 4_000),
    lights: incident.lightsNow,
    at: event.at,
  };
}
