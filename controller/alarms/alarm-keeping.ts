/**
 * Joins detection, incidents and alarms, and keeps them in the registry: faults become incidents, incidents alarms; a restart goes on where
 * it was. Saving never holds up the loop; what a person does is saved before it is answered.
 */
import type { AlarmActed, AlarmAction } from "#contract/alarms";
import { type Cancel, type Clock, every } from "#contract/clock";
import { LightingError, messageOf } from "#contract/failures";
import type { Detection } from "../faults/detection.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { OpenIncident } from "../incidents/incident.ts";
import { Incidents } from "../incidents/incidents.ts";
import { incidentOf } from "../incidents/kept.ts";
import { LightPlaces } from "../incidents/places.ts";
import type { AlarmLedger } from "../registry/alarm-ledger.ts";
import { AlarmRecord } from "./alarm.ts";
import type { AlarmRules } from "./alarm-rules.ts";
import { type AlarmChange, Alarms } from "./alarms.ts";
import { newsOf, type Surroundings } from "./incident-news.ts";
import { Unsaved } from "./unsaved.ts";

export interface AlarmKeepingParts {
  readonly ledger: AlarmLedger;
  /** The clock the lights live by. */
  readonly clock: Clock;
  /** Real time: saving. */
  readonly pace: Clock;
  readonly log: (line: string) => void;
  readonly rules: AlarmRules;
  /** A street with a level that it must never fall below. */
  readonly isSensitive: (street: string) => boolean;
}

export interface Watched {
  readonly fleet: Fleet;
  readonly detection: Detection;
}

const saveMs = 2_000;
/** What ended, and what was done, is kept so long: a year and the month in which it is looked at. */
export const keptMs = 400 * 24 * 3_600_000;
/** Nodes by gateway and firmware are counted again after this. */
const recountMs = 60_000;

export class AlarmKeeping {
  readonly incidents: Incidents;
  readonly alarms: Alarms;
  readonly #parts: AlarmKeepingParts;
  readonly #unsaved: Unsaved;
  readonly #cancel: Cancel;
  readonly #firmware = new Map<string, string>();
  readonly #handlers: ((change: AlarmChange, incident: OpenIncident | undefined) => void)[] = [];
  #places: LightPlaces;
  #countedAtMs = Number.NaN;

  private constructor(parts: AlarmKeepingParts, fleet: Fleet) {
    this.#parts = parts;
    this.#places = this.#placesOf(fleet);
    this.incidents = new Incidents(this.#places);
    this.alarms = new Alarms(parts.rules);
    this.#unsaved = new Unsaved(parts.ledger, parts.log);
    this.#cancel = every(parts.pace, saveMs, "alarms to be saved", () => void this.#unsaved.save());
  }

  /** Reads what stood, compares it with what detection found of it, and follows detection from there. */
  static async load(parts: AlarmKeepingParts, watched: Watched): Promise<AlarmKeeping> {
    const { ledger, clock, log } = parts;
    await ledger.pruneAlarms(clock.now() - keptMs);
    const [incidents, alarms] = await Promise.all([ledger.incidents(Number.MAX_SAFE_INTEGER), ledger.alarms(Number.MAX_SAFE_INTEGER)]);
    const keeping = new AlarmKeeping(parts, watched.fleet);
    keeping.incidents.restore(readable(incidents, incidentOf, log));
    keeping.alarms.restore(readable(alarms, (body) => AlarmRecord.parse(body), log));
    keeping.#reconcile(watched);
    keeping.alarms.reconcile(new Set(keeping.incidents.list().map(({ id }) => id)), clock.now());
    return keeping;
  }

  /** Other lights: incidents go on, those of lights that are gone end. */
  watch(watched: Watched): void {
    this.#places = this.#placesOf(watched.fleet);
    this.incidents.setPlaces(this.#places);
    this.#reconcile(watched);
  }

  /** A node has said what it runs. */
  hello(light: string, firmware: string): void {
    this.#firmware.set(light, firmware);
  }

  /** Called for what happens to each alarm, in its order, with its incident while that stands or when it has just ended. */
  onAlarm(handler: (change: AlarmChange, incident: OpenIncident | undefined) => void): void {
    this.#handlers.push(handler);
  }

  /** Once a second or so: what changed since, and what time alone changes. */
  tick(nowMs: number): void {
    if (!(Math.abs(nowMs - this.#countedAtMs) < recountMs)) {
      this.#countedAtMs = nowMs;
      this.#places.refresh();
    }
    this.incidents.tick(nowMs);
    const changed = this.incidents.takeChanged();
    const around: Surroundings = { incidents: this.incidents, places: this.#places, isSensitive: this.#parts.isSensitive };
    for (const incident of this.#toLookAt(changed)) this.alarms.incident(newsOf(incident, around), nowMs);
    this.alarms.tick(nowMs);
    for (const incident of changed) this.#unsaved.incident(incident);
    this.#tell(changed);
  }

  /** Does what a person asks; durable when it answers. Throws STORE_OFFLINE when the registry does not take it, and it is then tried again. */
  async act(action: AlarmAction, by: string): Promise<AlarmActed> {
    const acted = this.alarms.act(action, by, this.#parts.clock.now());
    this.#tell([]);
    if (acted.done.length > 0 && !(await this.#unsaved.save()))
      throw new LightingError(
        "STORE_OFFLINE",
        `Done, but not yet saved: ${this.#unsaved.failure ?? "the registry does not answer"}. It is tried again every few seconds.`,
      );
    return acted;
  }

  /** Saves everything that changed, so that what was asked of the registry is what stands. */
  async save(): Promise<void> {
    await this.#unsaved.save();
  }

  /** Records not saved yet, and events that were given up. */
  unsaved(): { readonly waiting: number; readonly dropped: number } {
    const { waiting, dropped } = this.#unsaved;
    return { waiting, dropped };
  }

  async close(): Promise<void> {
    this.#cancel();
    await this.#unsaved.save();
  }

  #placesOf(fleet: Fleet): LightPlaces {
    return new LightPlaces({ fleet, firmwareOf: (light) => this.#firmware.get(light) });
  }

  #reconcile({ fleet, detection }: Watched): void {
    const { lights } = fleet.geometry;
    const standing = lights.flatMap(({ id }, row) =>
      detection.recordsOf(row).flatMap(({ kind, pendingAtMs, activeAtMs }) => (activeAtMs === undefined ? [] : [{ light: id, kind, sinceMs: pendingAtMs }])),
    );
    this.incidents.reconcile(standing, this.#parts.clock.now());
    detection.onChange(({ row, kind, to, atMs }) => {
      const light = lights[row]?.id;
      if (light === undefined || (to !== "active" && to !== "cleared")) return;
      const sinceMs = to === "active" ? detection.recordsOf(row).find((record) => record.kind === kind)?.pendingAtMs : undefined;
      this.incidents.apply({ light, kind, to, sinceMs: sinceMs ?? atMs, atMs });
    });
  }

  /** A supply that is lost or back explains, or no longer, what else stands. */
  #toLookAt(changed: readonly OpenIncident[]): Iterable<OpenIncident> {
    if (!changed.some(({ kind }) => kind === "supply-loss")) return changed;
    return new Set([...changed, ...this.alarms.list().flatMap(({ id }) => this.incidents.find(id) ?? [])]);
  }

  #tell(changed: readonly OpenIncident[]): void {
    const ended = new Map(changed.map((incident) => [incident.id, incident]));
    for (const change of this.alarms.takeChanges()) {
      this.#unsaved.alarm(change);
      for (const handler of this.#handlers) handler(change, this.incidents.find(change.alarm.id) ?? ended.get(change.alarm.id));
    }
  }
}

/** What another version wrote and this one cannot read is left where it is, and told. */
function readable<T>(kept: readonly { readonly id: string; readonly body: unknown }[], read: (body: unknown) => T, log: (line: string) => void): T[] {
  return kept.flatMap(({ id, body }) => {
    try {
      return [read(body)];
    } catch (error) {
      log(`${id} in the registry cannot be read and is left out: ${messageOf(error)}`);
      return [];
    }
  });
}
