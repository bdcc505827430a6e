/**
 * The controller's side without sockets: what controller.ts does with a report, a hello and a lost connection, called in the same order.
 * Nothing here knows of the faults that are played.
 */
import type { Config } from "#config/schema";
import type { Hello, Report } from "#contract/messages";
import { parseDownTopic } from "#contract/topics";
import { decideLevel } from "#controller/decide/decide";
import { DesignBook } from "#controller/design/design-book";
import type { DesignsInForce } from "#controller/design/in-force";
import { Dispatch } from "#controller/dispatch/dispatch";
import { Detection } from "#controller/faults/detection";
import { Fleet, ruleNames } from "#controller/fleet/fleet";
import { buildGeometry, type Geometry } from "#controller/fleet/geometry";
import { OverrideBook } from "#controller/overrides";
import { type Plan, Plans } from "#controller/plans";
import type { LightRecord } from "#controller/registry/inventory";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { OverrideRecord } from "#controller/registry/port";
import { Dusks } from "./dusks.ts";

/** A healthy report's way here, ms. */
export const latencyMs = 1_500;

/** Longer than commands wait to be sent again (dispatch.ts). */
const toldAgainMs = 10 * 60_000;

/** One report in so many is timed: to look at the clock for each would cost as much as what is timed. */
const sampledEach = 16;

/** What this thread took of a core so far: others on the machine don't count, as they would by the wall. */
function cpuUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

const looks = 10_000;
function meanLookUs(): number {
  const startUs = cpuUs();
  for (let i = 0; i < looks; i++) cpuUs();
  return (cpuUs() - startUs) / looks;
}

/** What detection takes of a core. */
export interface Cost {
  readonly perReportUs: number;
  readonly perLightTickUs: number;
}

export interface WatchOptions {
  readonly config: Config;
  readonly lights: readonly LightRecord[];
  readonly nowMs: number;
}

export class Watch {
  readonly geometry: Geometry;
  readonly plans: Plans;
  readonly detection: Detection;
  readonly dusks: Dusks;
  readonly #fleet: Fleet;
  readonly #overrides: OverrideBook;
  readonly #dispatch: Dispatch;
  readonly #zone: string;
  /** As of the last tick. */
  readonly #heldPct = new Map<Plan, number>();
  /** What looking at the processor's clock takes by itself, µs. */
  readonly #lookUs = meanLookUs();
  #send: (topic: string, payload: string) => void = () => {};
  /** When each light that may still have to be told again was last told. */
  readonly #toldAtMs = new Map<number, number>();
  #nowMs = 0;
  #reports = 0;
  #sampledUs = 0;
  #ticks = 0;
  #tickedUs = 0;

  private constructor({ config, lights, nowMs }: WatchOptions, designs: DesignsInForce) {
    this.geometry = buildGeometry(lights);
    this.plans = new Plans(config, this.geometry, designs, nowMs);
    this.#fleet = new Fleet(this.geometry);
    this.#overrides = new OverrideBook(lights.length, (light) => this.geometry.rowOfLight.get(light));
    this.#dispatch = new Dispatch(this.#fleet, config.authority.id, (topic, payload) => {
      const row = this.geometry.rowOfNode.get(parseDownTopic(topic)?.subject ?? "");
      if (row !== undefined) this.#toldAtMs.set(row, this.#nowMs);
      this.#send(topic, payload);
      return true;
    });
    this.detection = new Detection({
      fleet: this.#fleet,
      latencyMs: () => latencyMs,
      daylight: (row) => this.plans.of(row)?.daylight ?? false,
      programme: (row) => this.plans.of(row)?.programme.version,
    });
    this.dusks = new Dusks(this.geometry);
    this.#zone = config.timeZone;
  }

  /** Who carries what is sent down. */
  onCommand(send: (topic: string, payload: string) => void): void {
    this.#send = send;
  }

  static async start(options: WatchOptions): Promise<Watch> {
    const designs = await DesignBook.load(openMemoryRegistry(), options.config, () => {});
    return new Watch(options, designs.inForce());
  }

  report(row: number, report: Report, atMs: number, nowMs: number, connection: string): void {
    if (!this.#fleet.report(row, report, atMs, nowMs, connection)) {
      this.detection.heard(row, nowMs);
      return;
    }
    this.#decide(row, nowMs);
    if (report.following === "local") this.dusks.note(row, atMs);
    if (this.#reports++ % sampledEach !== 0) {
      this.detection.reported(row, atMs, nowMs);
      return;
    }
    const startUs = cpuUs();
    this.detection.reported(row, atMs, nowMs);
    this.#sampledUs += cpuUs() - startUs - this.#lookUs;
  }

  hello(row: number, hello: Hello, nowMs: number, connection: string): void {
    this.#dispatch.hello(row, this.#fleet.hello(row, hello, nowMs, connection));
    this.detection.heard(row, nowMs);
    this.#decide(row, nowMs);
  }

  lost(rows: readonly number[], nowMs: number): void {
    this.#fleet.lost(rows, nowMs);
    this.detection.lost(rows, nowMs);
  }

  override(override: OverrideRecord, nowMs: number): void {
    this.#overrides.put(override);
    this.#startDeciding(nowMs);
    for (const row of this.#overrides.rows(override.id)) this.#decide(row, nowMs);
  }

  /** Decides every light anew, and repeats what was not taken: `isWhole`, else only those whose plan gives another level than at the last tick. */
  tick(nowMs: number, isWhole: boolean): void {
    this.#startDeciding(nowMs);
    const changed = new Set(this.plans.all().filter((plan) => this.#heldPct.get(plan) !== plan.heldPct));
    for (const plan of changed) this.#heldPct.set(plan, plan.heldPct);
    for (let row = 0; (isWhole || changed.size > 0) && row < this.#fleet.size; row++) {
      const plan = this.plans.of(row);
      if (isWhole || (plan && changed.has(plan))) this.#decide(row, nowMs);
    }
    this.#tellAgain(nowMs);
    const startUs = cpuUs();
    this.detection.tick(nowMs);
    this.#tickedUs += cpuUs() - startUs - this.#lookUs;
    this.#ticks++;
  }

  cost(): Cost {
    return {
      perReportUs: (this.#sampledUs * sampledEach) / this.#reports,
      perLightTickUs: this.#tickedUs / (this.#ticks * this.#fleet.size),
    };
  }

  /** What was told lately is looked at each tick, as the controller looks at every light each second: a lost command is sent again. */
  #tellAgain(nowMs: number): void {
    for (const [row, toldAtMs] of this.#toldAtMs) {
      if (nowMs - toldAtMs > toldAgainMs) this.#toldAtMs.delete(row);
      else this.#decide(row, nowMs);
    }
  }

  #startDeciding(nowMs: number): void {
    this.plans.startTick(nowMs);
    this.#overrides.startTick(nowMs);
    this.#dispatch.startTick();
  }

  #decide(row: number, nowMs: number): void {
    this.#nowMs = nowMs;
    const plan = this.plans.of(row);
    if (!plan) return;
    const override = this.#overrides.live(row);
    const { floorPct, dark, programme } = plan;
    const levelPct = decideLevel({ plan: programme.plan, floorPct, dark, override, zone: this.#zone }, nowMs);
    const rule = ruleNames.indexOf(override ? "override" : "profile");
    if (this.#fleet.decided(row, levelPct, plan.levelPct, rule, nowMs)) this.detection.decided(row, nowMs);
    const wanted = override && { levelPct, fadeMs: override.fadeMs, untilMs: override.endsAtMs, because: "override" as const };
    this.#dispatch.reconcile(row, wanted, programme, nowMs);
  }
}
