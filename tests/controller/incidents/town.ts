/** Incidents alone, on a town whose lights' places are made up: the test plays detection by plain calls. */
import type { CauseKind } from "#contract/alarms";
import type { FaultKind } from "#contract/faults";
import type { OpenIncident } from "#controller/incidents/incident";
import { Incidents } from "#controller/incidents/incidents";
import { incidentOf } from "#controller/incidents/kept";
import type { LightPlace, Places } from "#controller/incidents/places";

export const minute = 60_000;
export const startMs = Date.parse("2026-11-21T18:00:00.000Z");

/** Lights "l-0" on: 10 in each street, 20 on each feeder, 40 on each gateway, in the order of their numbers. */
export class Town {
  nowMs = startMs;
  incidents: Incidents;
  readonly places: Places;
  readonly ended: OpenIncident[] = [];
  readonly lights: readonly string[];

  constructor(count: number, more: (n: number) => Partial<LightPlace> = () => ({})) {
    const all = Array.from({ length: count }, (_, n) => placeOf(n, more(n)));
    const byId = new Map(all.map((place) => [place.light, place]));
    this.lights = all.map(({ light }) => light);
    this.places = {
      of: (light) => byId.get(light),
      sizeOf: (cause: CauseKind, subject) => (cause === "single" || cause === "district" ? 0 : all.filter((place) => place[cause] === subject).length),
      size: count,
      onFeeder: (feeder) => all.filter((place) => place.feeder === feeder).map(({ light }) => light),
      run: (light, holds) => runOf(all, light, holds),
    };
    this.incidents = new Incidents(this.places);
  }

  /** Faults of these lights are believed now, with their cause first seen `agoMs` before. */
  fail(kind: FaultKind, lights: readonly string[], agoMs = 0): void {
    for (const light of lights) this.incidents.apply({ light, kind, to: "active", sinceMs: this.nowMs - agoMs, atMs: this.nowMs });
  }

  clear(kind: FaultKind, lights: readonly string[]): void {
    for (const light of lights) this.incidents.apply({ light, kind, to: "cleared", sinceMs: this.nowMs, atMs: this.nowMs });
  }

  /** Lets time pass, a look every 10 seconds. */
  pass(ms: number): void {
    const untilMs = this.nowMs + ms;
    do {
      this.nowMs = Math.min(untilMs, this.nowMs + 10_000);
      this.incidents.tick(this.nowMs);
      this.ended.push(...this.incidents.takeChanged().filter(({ endedAtMs }) => endedAtMs !== undefined));
    } while (this.nowMs < untilMs);
  }

  /** Only what was saved is left. */
  restart(): void {
    const saved = this.incidents.list().map((incident) => JSON.parse(JSON.stringify(incident.record())));
    this.incidents = new Incidents(this.places);
    this.incidents.restore(saved.map(incidentOf));
  }

  /** What stands, as "cause subject kind: lights", in order. */
  standing(): string[] {
    return this.incidents
      .list()
      .map(({ cause, subject, kind, lightsNow }) => `${cause} ${subject} ${kind}: ${lightsNow}`)
      .sort();
  }

  from(first: number, count: number): string[] {
    return this.lights.slice(first, first + count);
  }
}

function placeOf(n: number, more: Partial<LightPlace>): LightPlace {
  const nth = (size: number): number => Math.floor(n / size);
  return {
    light: `l-${n}`,
    column: `C${n}`,
    street: `Street ${nth(10)}`,
    area: "Old Town",
    feeder: `fp-${nth(20)}`,
    gateway: `gw-${nth(40)}`,
    firmware: "1.0.0",
    ...more,
  };
}

function runOf(all: readonly LightPlace[], light: string, holds: (light: string) => boolean): string[] {
  const at = all.findIndex((place) => place.light === light);
  const street = all[at]?.street;
  const goesOn = (index: number): boolean => all[index]?.street === street && holds(all[index]?.light ?? "");
  let from = at;
  let to = at;
  while (goesOn(from - 1)) from -= 1;
  while (goesOn(to + 1)) to += 1;
  return all.slice(from, to + 1).map((place) => place.light);
}
