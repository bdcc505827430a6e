/** Simulated nodes on virtual time: they follow the programmes that the controller's own plans compile, as far as anyone advances them. */
import type { Config } from "#config/schema";
import type { Report } from "#contract/messages";
import type { Random } from "#contract/random";
import { DesignBook } from "#controller/design/design-book";
import { buildGeometry, type Geometry } from "#controller/fleet/geometry";
import { Plans } from "#controller/plans";
import type { LightRecord } from "#controller/registry/inventory";
import type { Trace } from "#controller/telemetry/port";
import { capabilitiesOf } from "#firmware-sim/capabilities";
import { SimulatedNode } from "#firmware-sim/node";

/** Nobody asks these nodes for old reports. */
const logCapacity = 8;

interface Model {
  readonly light: LightRecord;
  readonly row: number;
  readonly node: SimulatedNode;
  readonly atMs: number[];
  readonly levelPct: number[];
  readonly energyKwh: number[];
  programme: string;
}

export type OnReport = (light: string, report: Report, atMs: number) => void;

export class ModelTown {
  readonly geometry: Geometry;
  readonly plans: Plans;
  readonly #models: readonly Model[];
  readonly #onReport: OnReport;
  #command = 0;
  #reports = 0;

  constructor(lights: readonly LightRecord[], config: Config, { fromMs, random, onReport }: { fromMs: number; random: Random; onReport: OnReport }) {
    this.geometry = buildGeometry(lights);
    this.plans = new Plans(config, this.geometry, new DesignBook(config).inForce(), fromMs);
    const capabilities = capabilitiesOf(lights, random.fork("capabilities"), logCapacity);
    this.#models = lights.flatMap((light, index): Model[] => {
      const own = capabilities[index];
      const row = this.geometry.rowOfLight.get(light.id);
      if (own === undefined || row === undefined) return [];
      const node = new SimulatedNode(own, { atMs: fromMs, boot: 1, random: random.fork(light.id), energyKwh: 1_000 });
      return [{ light, row, node, atMs: [], levelPct: [], energyKwh: [], programme: "" }];
    });
    this.#onReport = onReport;
  }

  /** Reports made so far. */
  get reports(): number {
    return this.#reports;
  }

  /** Runs every node up to an instant, then hands out the programmes that are due. */
  advanceTo(toMs: number): void {
    for (const model of this.#models) this.#take(model, model.node.advanceTo(toMs));
    this.plans.startTick(toMs);
    this.#command++;
    for (const model of this.#models) {
      const programme = this.plans.of(model.row)?.programme;
      if (programme === undefined || programme.version === model.programme) continue;
      model.programme = programme.version;
      this.#take(model, model.node.receive({ ...programme.message, seq: this.#command }, toMs));
    }
  }

  /** What is known of each light from the last reading before an instant; earlier ones are forgotten. */
  *traces(fromMs: number): Generator<{ readonly light: LightRecord; readonly row: number; readonly trace: Trace }> {
    for (const model of this.#models) {
      const { light, row, atMs, levelPct, energyKwh } = model;
      const first = Math.max(0, atMs.findIndex((each) => each >= fromMs) - 1);
      for (const column of [atMs, levelPct, energyKwh]) column.splice(0, first);
      const trace = { light: light.id, atMs: Float64Array.from(atMs), levelPct: Float64Array.from(levelPct), energyKwh: Float64Array.from(energyKwh) };
      yield { light, row, trace };
    }
  }

  #take({ light, atMs, levelPct, energyKwh }: Model, reports: readonly Report[]): void {
    this.#reports += reports.length;
    for (const report of reports) {
      const instantMs = Date.parse(report.at);
      atMs.push(instantMs);
      levelPct.push(report.levelPct);
      energyKwh.push(report.energyKwh);
      this.#onReport(light.id, report, instantMs);
    }
  }
}
