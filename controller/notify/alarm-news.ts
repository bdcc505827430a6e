/** What of an alarm's life is told to people who are not looking at the page. */
import type { AlarmEvent, Incident } from "#contract/alarms";
import type { News, NewsKind } from "#contract/notifications";
import { iso } from "#contract/units";
import type { AlarmChange } from "../alarms/alarms.ts";
import { responses } from "../faults/responses.ts";

const kinds: Readonly<Partial<Record<AlarmEvent["event"], NewsKind>>> = {
  raised: "raised",
  "raised again": "raised-again",
  "more urgent": "more-urgent",
  escalated: "escalated",
  cleared: "cleared",
};

/** A cause that comes and goes is told once in this long, ms. */
const againMs = 3_600_000;

/** Whether anything of this may be told at all: not while the alarm is shelved, suppressed or out of service. */
export const isNews = ({ event, annunciated }: Pick<AlarmChange, "event" | "annunciated">): boolean => annunciated && kinds[event] !== undefined;

/** As much of a change as is told. */
type Happened = Pick<AlarmChange, "event" | "annunciated" | "atMs"> & { readonly alarm: Pick<AlarmChange["alarm"], "id" | "priority"> };

/** The news of a change, one for the alarm however many lights it has; undefined for what concerns only the page. */
export function newsOfAlarm(incident: Incident, change: Happened): News | undefined {
  const kind = kinds[change.event];
  if (kind === undefined || !isNews(change)) return undefined;
  const { id, priority } = change.alarm;
  const isOften = kind === "raised-again" || kind === "cleared";
  const round = isOften ? Math.floor(change.atMs / againMs) : kind === "more-urgent" ? priority : "once";
  const text = kind === "cleared" ? "" : [...incident.evidence, responses[incident.kind].action].join("\n");
  return {
    id: `${id}:${kind}:${round}`,
    kind,
    priority,
    subject: id,
    title: incident.title.slice(0, 300),
    text: text.slice(0, 4_000),
    lights: incident.lightsNow,
    at: iso(change.atMs),
  };
}
