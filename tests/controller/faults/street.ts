/** A street of lights, detection, and a clock, without sockets: the test plays the nodes by plain calls. */
import type { FaultKind } from "#contract/faults";
import type { Report } from "#contract/messages";
import { Detection } from "#controller/faults/detection";
import type { EvidenceParts } from "#controller/faults/evidence";
import { Fleet } from "#controller/fleet/fleet";
import { buildGeometry } from "#controller/fleet/geometry";
import type { LightRecord } from "#controller/registry/inventory";
import { light } from "../rig.ts";

export const minute = 60_000;
export const hour = 60 * minute;
const startMs = Date.parse("2026-11-21T18:00:00.000Z");

/** What a healthy light of 60 W reports at full level, by 230 V. */
const healthy = { levelPct: 100, powerW: 60, voltageV: 230, currentA: 0.27, powerFactor: 0.97, temperatureC: 30, burningHours: 100, faultBits: 0 } as const;
/** Power of a healthy light of the rig at a level, W: 8.4 W at 10 %, 60 W at 100 %. */
export const powerAt = (levelPct: number): number => (levelPct <= 0 ? 0.5 : 8.4 + ((60 - 8.4) * (Math.max(10, levelPct) - 10)) / 90);

export type Said = Partial<Report> & { readonly ageMs?: number };

export class Street {
  nowMs = startMs;
  daylight = false;
  targetPct = 100;
  programme: string | undefined;
  detection: Detection;
  /** Changes as "kind: from → to" of any light, oldest first. */
  readonly told: string[] = [];
  readonly lights: readonly LightRecord[];
  #fleet: Fleet;
  readonly #settings: EvidenceParts["settings"];
  #boot = 1;
  readonly #seq = new Map<number, number>();
  #energyKwh = 1;

  /** Lights "1" to `count` on one feeder, connected, heard once, deciding full level. */
  constructor(count = 1, more: (n: number) => Partial<LightRecord> = () => ({}), settings?: EvidenceParts["settings"]) {
    this.lights = Array.from({ length: count }, (_, i) => light(`${i + 1}`, more(i + 1)));
    this.#settings = settings;
    this.#fleet = new Fleet(buildGeometry(this.lights));
    this.detection = this.#detection();
    this.decide(100);
  }

  get fleet(): Fleet {
    return this.#fleet;
  }

  row(id: string): number {
    return this.#fleet.geometry.rowOfLight.get(id) ?? -1;
  }

  decide(levelPct: number): void {
    this.targetPct = levelPct;
    for (let row = 0; row < this.#fleet.size; row++) {
      this.#fleet.decided(row, levelPct, levelPct, 1, this.nowMs);
      this.detection.decided(row, this.nowMs);
    }
  }

  /** Lets time pass, a look a minute. */
  pass(ms: number): void {
    const untilMs = this.nowMs + ms;
    while (this.nowMs < untilMs) {
      this.nowMs = Math.min(untilMs, this.nowMs + minute);
      this.detection.tick(this.nowMs);
    }
  }

  /** A light reports: what the decided level should give, but for what is said. */
  report(id = "1", said: Said = {}): Report {
    const levelPct = said.levelPct ?? this.targetPct;
    const seq = (this.#seq.get(this.row(id)) ?? 0) + 1;
    this.#seq.set(this.row(id), seq);
    const { ageMs = 0, ...given } = said;
    const report: Report = {
      node: id,
      boot: this.#boot,
      seq,
      at: new Date(this.nowMs - ageMs).toISOString(),
      ...healthy,
      levelPct,
      powerW: powerAt(levelPct),
      powerFactor: levelPct > 50 ? 0.97 : 0.85,
      energyKwh: this.#energyKwh,
      following: "programme",
      command: 0,
      ...(this.programme === undefined ? {} : { programme: this.programme }),
      ...given,
    };
    this.deliver(id, report);
    return report;
  }

  /** As the controller does: a report that is no news is a sign of life only. */
  deliver(id: string, report: Report): void {
    const row = this.row(id);
    this.#seq.set(row, Math.max(report.seq, this.#seq.get(row) ?? 0));
    const atMs = Date.parse(report.at);
    if (this.#fleet.report(row, report, atMs, this.nowMs, id)) this.detection.reported(row, atMs, this.nowMs);
    else this.detection.heard(row, this.nowMs);
  }

  /** Reports every quarter of an hour, the first at once. */
  reports(count: number, said: Said = {}, id = "1"): void {
    for (let i = 0; i < count; i++) {
      this.report(id, said);
      this.pass(15 * minute);
    }
  }

  lose(...ids: string[]): void {
    const rows = ids.map((id) => this.row(id));
    this.#fleet.lost(rows, this.nowMs);
    this.detection.lost(rows, this.nowMs);
  }

  hello(id: string): void {
    const { nowMs } = this;
    const hello = { node: id, boot: this.#boot, at: new Date(nowMs).toISOString(), firmware: "test", command: 0, seq: 0, log: [] };
    this.#fleet.hello(this.row(id), hello, nowMs, id);
    this.detection.heard(this.row(id), nowMs);
  }

  /** The controller starts again: only what was saved is left. */
  restart(): void {
    const saved = this.#fleet.geometry.lights.map(({ id }, row) => ({ id, faults: this.detection.recordsOf(row) }));
    this.#fleet = new Fleet(buildGeometry(this.lights));
    this.detection = this.#detection();
    for (const { id, faults } of saved) this.detection.restore(this.row(id), faults, this.nowMs);
    this.decide(this.targetPct);
  }

  /** Kinds of a light's active faults. */
  active(id = "1"): FaultKind[] {
    return this.detection
      .faultsOf(this.row(id), this.nowMs)
      .filter(({ state }) => state === "active")
      .map(({ kind }) => kind);
  }

  text(id = "1"): string | undefined {
    return this.detection.faultsOf(this.row(id), this.nowMs)[0]?.text;
  }

  #detection(): Detection {
    const detection = new Detection({
      fleet: this.#fleet,
      latencyMs: () => 1_500,
      daylight: () => this.daylight,
      programme: () => this.programme,
      ...(this.#settings === undefined ? {} : { settings: this.#settings }),
    });
    detection.onChange(({ kind, from, to }) => this.told.push(`${kind}: ${from ?? "nothing"} → ${to ?? "nothing"}`));
    return detection;
  }
}
