/** What has changed of incidents and alarms and is not in the registry yet. What cannot be saved waits for the next time. */

import type { AlarmEvent, Incident } from "#contract/alarms";
import { messageOf } from "#contract/failures";
import { iso } from "#contract/units";
import type { OpenIncident } from "../incidents/incident.ts";
import type { AlarmEventRecord, AlarmLedger, KeptRecord } from "../registry/alarm-ledger.ts";
import { type AlarmRecord, isOver } from "./alarm.ts";
import type { AlarmChange } from "./alarms.ts";

/** Weeks of events of a bad time; while the registry is away for longer, the oldest are given up. */
const eventsMax = 20_000;

export class Unsaved {
  readonly #ledger: AlarmLedger;
  readonly #log: (line: string) => void;
  readonly #incidents = new Map<Incident["id"], OpenIncident>();
  readonly #alarms = new Map<string, { readonly alarm: AlarmRecord; readonly atMs: number }>();
  #events: AlarmEventRecord[] = [];
  #saving: Promise<boolean> | undefined;
  #failure: string | undefined;
  #dropped = 0;

  constructor(ledger: AlarmLedger, log: (line: string) => void) {
    this.#ledger = ledger;
    this.#log = log;
  }

  /** Records that wait. */
  get waiting(): number {
    return this.#incidents.size + this.#alarms.size + this.#events.length;
  }

  /** Events that were given up since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  incident(incident: OpenIncident): void {
    this.#incidents.set(incident.id, incident);
  }

  alarm(change: AlarmChange): void {
    this.#alarms.set(change.alarm.id, { alarm: change.alarm, atMs: change.atMs });
    this.#events.push({ alarm: change.alarm.id, atMs: change.atMs, nr: change.nr, body: eventOf(change) });
    this.#bound();
  }

  /** Saves all there is. True when the registry has it; one that is on its way is waited for first. */
  async save(): Promise<boolean> {
    await this.#saving;
    this.#saving ??= this.#saveNow().finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  /** Why the last save did not work. */
  get failure(): string | undefined {
    return this.#failure;
  }

  async #saveNow(): Promise<boolean> {
    if (this.waiting === 0) return true;
    const incidents = [...this.#incidents.values()];
    const alarms = [...this.#alarms.values()];
    const events = this.#events;
    this.#incidents.clear();
    this.#alarms.clear();
    this.#events = [];
    const before = this.#failure;
    const changes = { incidents: incidents.map(keptIncident), alarms: alarms.map(keptAlarm), events };
    this.#failure = await this.#ledger.saveAlarms(changes).then(() => undefined, messageOf);
    if (this.#failure !== undefined) this.#keep(incidents, alarms, events);
    if (before === undefined && this.#failure !== undefined) this.#log(`incidents and alarms cannot be saved: ${this.#failure}`);
    else if (before !== undefined && this.#failure === undefined) this.#log("incidents and alarms are saved again");
    return this.#failure === undefined;
  }

  #keep(incidents: readonly OpenIncident[], alarms: readonly { readonly alarm: AlarmRecord; readonly atMs: number }[], events: AlarmEventRecord[]): void {
    for (const incident of incidents) this.#incidents.set(incident.id, incident);
    for (const each of alarms) if (!this.#alarms.has(each.alarm.id)) this.#alarms.set(each.alarm.id, each);
    this.#events = [...events, ...this.#events];
    this.#bound();
  }

  #bound(): void {
    const over = this.#events.length - eventsMax;
    if (over <= 0) return;
    this.#events.splice(0, over);
    this.#dropped += over;
  }
}

const keptIncident = (incident: OpenIncident): KeptRecord => ({ id: incident.id, endedAtMs: incident.endedAtMs, body: incident.record() });

const keptAlarm = ({ alarm, atMs }: { readonly alarm: AlarmRecord; readonly atMs: number }): KeptRecord => ({
  id: alarm.id,
  endedAtMs: isOver(alarm) ? atMs : undefined,
  body: alarm,
});

const eventOf = ({ alarm, event, atMs, annunciated, by, why }: AlarmChange): AlarmEvent => ({
  alarm: alarm.id,
  at: iso(atMs),
  event,
  priority: alarm.priority,
  point: alarm.point,
  annunciated,
  ...(by === undefined ? {} : { by }),
  ...(why === undefined ? {} : { why }),
});
