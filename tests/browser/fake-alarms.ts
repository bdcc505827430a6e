import type * as contract from "#contract/alarms";
import type { FaultKind } from "#contract/faults";
import { conditions } from "#contract/live";
import type { FakeTown } from "./fake-town.ts";

const minuteMs = 60_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const dueMinutes = { 1: 10, 2: 30, 3: 120, 4: 480 } as const;

/** What a made-up alarm is made of. */
export interface FakeCause {
  readonly cause: contract.CauseKind;
  readonly subject: string;
  readonly kind: FaultKind;
  readonly title: string;
  readonly priority: contract.Priority;
  readonly lights: readonly string[];
  /** How long ago, min. */
  readonly minutesAgo?: number;
}

/** Alarms of the made-up town: what its conditions would raise, and whatever a test raises or ends. */
export class FakeAlarms {
  /** Whether the API is there at all. */
  isPresent = true;
  /** Told for every alarm of the ids instead of doing it. */
  readonly refusals = new Map<string, string>();
  readonly #now: () => number;
  readonly #alarms = new Map<string, contract.Alarm>();
  #flood: contract.AlarmList["flood"];
  #made = 0;
  #version = 0;

  constructor(town: FakeTown, now: () => number) {
    this.#now = now;
    for (const cause of causesIn(town)) this.raise(cause);
  }

  /** Raises an alarm; returns its id. */
  raise(cause: FakeCause): string {
    this.#made++;
    this.#version++;
    const id = `i-${this.#made}`;
    const raisedMs = this.#now() - (cause.minutesAgo ?? 0) * minuteMs;
    const { priority, title, kind, subject, lights } = cause;
    const incident: contract.Incident = {
      id,
      cause: cause.cause,
      subject,
      kind,
      severity: priority === 1 ? "emergency" : priority === 2 ? "high" : "medium",
      title,
      evidence: [`${lights.length} of ${lights.length} lights are affected.`, "The first was seen within a minute of the last."],
      startedAt: iso(raisedMs - 2 * minuteMs),
      lightsNow: lights.length,
      lightsEver: lights.length,
      lights: [...lights],
    };
    const dueAt = iso(raisedMs + dueMinutes[priority] * minuteMs);
    this.#alarms.set(id, { id, incident, priority, state: "unacknowledged", raisedAt: iso(raisedMs), dueAt, response: responseOf(kind) });
    return id;
  }

  /** Takes every alarm away. */
  forget(): void {
    this.#alarms.clear();
    this.#flood = undefined;
    this.#version++;
  }

  /** Ends the cause of an alarm. */
  clear(id: string): void {
    this.#change(id, (alarm) => ({
      ...alarm,
      state: alarm.state === "acknowledged" ? "normal" : "cleared-unacknowledged",
      clearedAt: iso(this.#now()),
    }));
  }

  list(name: string, limit: number): contract.AlarmList {
    const standing = [...this.#alarms.values()].filter(({ state }) => state !== "normal").map((alarm) => this.#unshelvedInTime(alarm));
    const inList = (list: string): contract.Alarm[] => standing.filter((alarm) => listOf(alarm) === list);
    const active = inList("active");
    const answer = {
      version: this.#version,
      counts: {
        active: active.length,
        unacknowledged: active.filter(({ acknowledged }) => !acknowledged).length,
        shelved: inList("shelved").length,
        outOfService: inList("out-of-service").length,
        suppressed: inList("suppressed").length,
      },
      ...(this.#flood && { flood: this.#flood }),
      alarms: inList(name).sort(inOrder).slice(0, limit),
    };
    return answer;
  }

  /** As the live stream tells it. */
  news(): contract.AlarmNews {
    return { version: this.#version, counts: this.list("active", 1).counts, inFlood: this.#flood !== undefined };
  }

  /** Says that there is a flood, with its first alarm; undefined ends it. */
  setFlood(firstOut: string | undefined): void {
    const flood = { since: iso(this.#now() - 5 * minuteMs), firstOut: firstOut ?? "", groups: [] };
    this.#flood = firstOut === undefined ? undefined : flood;
    this.#version++;
  }

  act(action: contract.AlarmAction): contract.AlarmActed {
    const refused = action.ids.flatMap((id) => {
      const why = this.refusals.get(id) ?? (this.#alarms.has(id) ? undefined : "There is no such alarm.");
      return why === undefined ? [] : [{ id, why }];
    });
    const done = action.ids.filter((id) => !refused.some((refusal) => refusal.id === id));
    for (const id of done) this.#change(id, (alarm) => this.#after(alarm, action));
    return { done, refused };
  }

  incident(id: string): contract.IncidentDetail | undefined {
    const alarm = this.#alarms.get(id);
    return alarm && { incident: alarm.incident, alarm, history: historyOf(alarm) };
  }

  health(from: string | undefined): contract.AlarmHealth {
    const figure = (name: string, value: number, unit: string, target: string, isMet: boolean) => ({ name, value, unit, target, isMet });
    return {
      from: from ?? iso(this.#now() - 30 * 24 * 60 * minuteMs),
      to: iso(this.#now()),
      truncated: false,
      figures: [
        figure("Alarms per day", 41.3, "a day", "about 150, at most 300", true),
        figure("Alarms per 10 minutes", 0.3, "on average", "about 1, at most 2", true),
        figure("Time in flood", 1.4, "%", "below 1 %", false),
        figure("Stale alarms (active for more than 24 h)", 2, "alarms", "below 5 on any day", true),
      ],
      frequent: [
        { subject: "FP-003A", kind: "supply-loss", alarms: 12, share: 0.11 },
        { subject: "Glebe Street", kind: "day-burning", alarms: 7, share: 0.06 },
      ],
    };
  }

  #after(alarm: contract.Alarm, action: contract.AlarmAction): contract.Alarm {
    const by = "operator";
    const at = iso(this.#now());
    switch (action.do) {
      case "acknowledge":
        return { ...alarm, state: alarm.state === "unacknowledged" ? "acknowledged" : "normal", acknowledged: { at, by } };
      case "shelve":
        return { ...alarm, shelved: { until: iso(this.#now() + action.minutes * minuteMs), reason: action.reason, by } };
      case "out-of-service":
        return { ...alarm, outOfService: { reason: action.reason, by, at } };
      case "own":
        return { ...alarm, owner: action.owner };
      case "unshelve": {
        const { shelved: _, ...rest } = alarm;
        return rest;
      }
      case "in-service": {
        const { outOfService: _, ...rest } = alarm;
        return rest;
      }
    }
  }

  #unshelvedInTime(alarm: contract.Alarm): contract.Alarm {
    if (!alarm.shelved || Date.parse(alarm.shelved.until) > this.#now()) return alarm;
    const { shelved: _, ...rest } = alarm;
    return rest;
  }

  #change(id: string, how: (alarm: contract.Alarm) => contract.Alarm): void {
    const alarm = this.#alarms.get(id);
    if (alarm) this.#alarms.set(id, how(alarm));
    this.#version++;
  }
}

function listOf(alarm: contract.Alarm): string {
  if (alarm.shelved) return "shelved";
  if (alarm.outOfService) return "out-of-service";
  return alarm.suppressed === undefined ? "active" : "suppressed";
}

function historyOf(alarm: contract.Alarm): contract.AlarmEvent[] {
  const { id, priority, incident, acknowledged, shelved } = alarm;
  const event = { alarm: id, priority, point: `${incident.cause} ${incident.kind} ${incident.subject}`, annunciated: true } as const;
  return [
    { ...event, at: alarm.raisedAt, event: "raised" },
    ...(acknowledged ? [{ ...event, at: acknowledged.at, event: "acknowledged", by: acknowledged.by } as const] : []),
    ...(shelved ? [{ ...event, at: alarm.raisedAt, event: "shelved", by: shelved.by, why: shelved.reason } as const] : []),
  ];
}

const isUnanswered = ({ acknowledged }: contract.Alarm): number => (acknowledged ? 1 : 0);
const inOrder = (a: contract.Alarm, b: contract.Alarm): number =>
  isUnanswered(a) - isUnanswered(b) || a.priority - b.priority || Date.parse(b.raisedAt) - Date.parse(a.raisedAt);

/** A lost feeder where the town has one, a silent gateway, a street that burns by day, an open door. */
function causesIn(town: FakeTown): FakeCause[] {
  const { lights } = town;
  const idsOf = (holds: (light: (typeof lights)[number], row: number) => boolean): string[] => lights.filter(holds).map(({ id }) => id);
  const noSupply = conditions.indexOf("no-supply");
  const feeder = lights.find((_, row) => town.condition[row] === noSupply)?.feeder ?? "";
  const dead = idsOf((light) => light.feeder === feeder);
  const street = lights.at(-1)?.street ?? "";
  const burning = idsOf((light) => light.street === street).slice(0, 11);
  const silent = idsOf((_, row) => row > lights.length / 2 && row <= lights.length / 2 + 18);
  const open = idsOf((_, row) => row === Math.floor(lights.length / 3));
  return [
    { ...of("feeder", feeder, "supply-loss", dead), title: `Supply lost: feeder ${feeder}, ${dead.length} lights`, priority: 1, minutesAgo: 14 },
    { ...of("gateway", "gw-7", "communication-failure", silent), title: `Not heard from: gateway gw-7, ${silent.length} lights`, priority: 2, minutesAgo: 9 },
    { ...of("street", street, "day-burning", burning), title: `Day burning: ${street}, ${burning.length} lights`, priority: 2, minutesAgo: 6 },
    { ...of("single", open[0] ?? "", "door-open", open), title: `Door open: ${open[0]}`, priority: 3, minutesAgo: 3 },
  ];
}

const of = (cause: contract.CauseKind, subject: string, kind: FaultKind, lights: readonly string[]) => ({ cause, subject, kind, lights });

function responseOf(kind: FaultKind): contract.Alarm["response"] {
  return {
    consequence: kind === "supply-loss" ? "The street is dark." : "The street may be lit wrongly, or nobody knows.",
    likelyCause: kind === "supply-loss" ? "A fuse in the pillar, or a cut of the network operator." : "A failed part in the column.",
    whatToDo: "Ask the network operator whether there is a cut; send the emergency crew to the pillar.",
    timeToRespond: "4 hours",
  };
}
