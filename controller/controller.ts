/**
 * The loop, on one screen: drain → apply → decide → dispatch. Messages and people's actions come in by the same door; nothing reacts
 * to its own output. The lights never wait for a database: readings go to the recorder's bounded buffer.
 */
import type { Config } from "#config/schema";
import { type Cancel, type Clock, every } from "#contract/clock";
import type { Refusal } from "#contract/failures";
import type { Demand, Report } from "#contract/messages";
import { broadcastTopic } from "#contract/topics";
import { AlarmKeeping } from "./alarms/alarm-keeping.ts";
import { alarmRules } from "./alarms/alarm-rules.ts";
import { sensitiveStreets } from "./alarms/sensitive.ts";
import type { BusMessage, BusState, MessageBus } from "./bus/port.ts";
import { type DecideInputs, type Decision, decide, decideLevel } from "./decide/decide.ts";
import type { DemandBook } from "./decide/demand/book.ts";
import type { DemandLog } from "./demand-log.ts";
import { type DemandKnown, hearAgain, rulesOf } from "./demand-replay.ts";
import { DesignBook } from "./design/design-book.ts";
import type { WantedTarget } from "./dispatch/dispatch.ts";
import { FaultKeeping } from "./faults/fault-keeping.ts";
import { type RuleName, ruleNames } from "./fleet/fleet.ts";
import { GapKeeping } from "./gaps/gap-keeping.ts";
import { type Event, Ingest } from "./ingest.ts";
import { Lifts } from "./lifts.ts";
import { keptMs } from "./overrides.ts";
import type { Plan } from "./plans.ts";
import type { LightRecord } from "./registry/inventory.ts";
import type { DesignPublication, DesignVersionRecord, DraftHeld, OverrideRecord, Registry } from "./registry/port.ts";
import { buildSituation, type Situation } from "./situation.ts";
import type { TelemetryStore } from "./telemetry/port.ts";
import { readingOf } from "./telemetry/reading.ts";
import type { Recorder } from "./telemetry/recorder.ts";

export interface ControllerParts {
  readonly config: Config;
  /** The clock the lights live by. */
  readonly clock: Clock;
  /** Real time, for ticks and pacing; the same as `clock` but in the demo. */
  readonly pace: Clock;
  readonly bus: MessageBus;
  readonly registry: Registry;
  readonly store: TelemetryStore;
  readonly recorder: Recorder;
  readonly log: (line: string) => void;
  /** How late a healthy report may be on `clock`, ms. */
  readonly latencyMs: () => number;
  /** Between two looks at every light. Demand and people are acted on at once, whatever this is. */
  readonly tickMs: number;
}

/** Nodes answer the controller's greeting spread over this, so that 100,000 of them do not speak at once. */
const greetingSpreadS = 20;
/** Up is quick: a person who comes is not left in the dark. */
const liftFadeMs = 2_000;

export class Controller {
  readonly parts: ControllerParts;
  readonly ingest: Ingest;
  readonly demand: DemandBook;
  /** What was heard of demand: never waited for. */
  readonly demandLog: DemandLog;
  readonly designs: DesignBook;
  /** Incidents and alarms, and what people do with them. */
  readonly alarmKeeping: AlarmKeeping;
  #situation: Situation;
  readonly #gapKeeping: GapKeeping;
  readonly #faultKeeping: FaultKeeping;
  #lifts: Lifts;
  #bus: BusState & { readonly sinceMs: number };
  /** Reused by every decision: a million a second make no garbage. */
  readonly #inputs: { -readonly [K in keyof DecideInputs]: DecideInputs[K] };
  #newestReportAtPaceMs = Number.NaN;
  readonly #timers: Cancel[] = [];
  readonly #onGeometry: (() => void)[] = [];

  private constructor(parts: ControllerParts, designs: DesignBook, known: DemandKnown, situation: Situation, alarmKeeping: AlarmKeeping) {
    this.parts = parts;
    this.designs = designs;
    this.ingest = new Ingest(parts.config.authority.id);
    this.demand = known.demand;
    this.demandLog = known.log;
    this.#situation = situation;
    const { recorder, registry, store, pace, log } = parts;
    this.#gapKeeping = new GapKeeping({ recorder, ledger: registry, store, pace, log, situation: () => this.#situation });
    this.#gapKeeping.checkLater(situation.unchecked);
    this.#faultKeeping = new FaultKeeping({ ledger: registry, pace, log, situation: () => this.#situation });
    this.#faultKeeping.watch(situation);
    this.alarmKeeping = alarmKeeping;
    this.#lifts = this.#makeLifts();
    this.#inputs = { floorPct: 0, dark: false, zone: parts.config.timeZone };
    this.#bus = { connected: false, detail: "connecting", sinceMs: parts.clock.now() };
  }

  /** Reads what is kept, and starts deciding. Resolves when lights, overrides and stored sequence numbers are loaded. */
  static async start(parts: ControllerParts): Promise<Controller> {
    const designs = await DesignBook.load(parts.registry, parts.config, parts.log);
    const known = await hearAgain(parts, designs);
    const situation = await Controller.#load(parts, designs);
    const { registry: ledger, clock, pace, log } = parts;
    const isSensitive = sensitiveStreets(() => designs.inForce().sections.body);
    const alarmKeeping = await AlarmKeeping.load({ ledger, clock, pace, log, rules: alarmRules, isSensitive }, situation);
    const controller = new Controller(parts, designs, known, situation, alarmKeeping);
    parts.bus.onMessages((batch) => controller.#drain(batch));
    parts.bus.onState((state) => controller.#busState(state));
    parts.bus.start();
    controller.#timers.push(every(parts.pace, parts.tickMs, "controller tick", () => controller.tick()));
    controller.tick();
    return controller;
  }

  get situation(): Situation {
    return this.#situation;
  }

  get bus(): BusState & { readonly sinceMs: number } {
    return this.#bus;
  }

  /** Age of the newest report, ms of real time; NaN before the first. */
  dataAgeMs(): number {
    return this.parts.pace.elapsedMs() - this.#newestReportAtPaceMs;
  }

  onGeometry(handler: () => void): void {
    this.#onGeometry.push(handler);
  }

  /** The whole fleet once: what should be true now is a function of now, so a missed tick loses nothing. */
  tick(): void {
    const nowMs = this.parts.clock.now();
    const { fleet, detection, dispatch } = this.#situation;
    this.#startDeciding(nowMs);
    for (let row = 0; row < fleet.size; row++) this.#decide(row, nowMs);
    detection.tick(nowMs);
    this.alarmKeeping.tick(nowMs);
    for (const { row, ask } of this.#gapKeeping.asks((each) => fleet.connected[each] === 1)) dispatch.ask(row, ask);
  }

  /** Decides these rows at once: a person or a sensor spoke. */
  decideNow(rows: Iterable<number>): void {
    const nowMs = this.parts.clock.now();
    this.#startDeciding(nowMs);
    for (const row of rows) this.#decide(row, nowMs);
  }

  /** Takes a demand reading, from MQTT or HTTP, and acts on it at once; or says why it is refused. */
  applyDemand(reading: Demand): Refusal | undefined {
    const nowMs = this.parts.clock.now();
    const taken = this.demand.apply(reading, nowMs);
    this.demandLog.record(reading, nowMs, taken.ok ? undefined : taken);
    if (!taken.ok) {
      this.ingest.refused(taken.reason);
      return taken;
    }
    this.decideNow(this.#lifts.rowsOf(taken.rules));
    return undefined;
  }

  /**
   * Publishes a checked body: durable first, then in force. What the lights report, their overrides and what is on its way to them stay
   * as they are; the loop then sends the programmes that changed, in its own measure.
   */
  async publishDesign(publication: DesignPublication, revision?: number): Promise<{ readonly ok: true; readonly version: DesignVersionRecord } | DraftHeld> {
    const published = await this.parts.registry.publishDesign(publication, revision);
    if (!published.ok) return published;
    this.designs.add(published.version);
    this.#situation.plans.replace(this.designs.inForce(), this.parts.clock.now());
    this.demand.publish(rulesOf(this.designs.inForce()));
    this.#lifts = this.#makeLifts();
    this.tick();
    return published;
  }

  /** A new or released override: durable first, then in force. */
  async putOverride(override: OverrideRecord): Promise<void> {
    await this.parts.registry.saveOverride(override);
    this.#situation.overrides.put(override);
    this.decideNow(this.#situation.overrides.rows(override.id));
  }

  /** Replaces the inventory; nodes are asked to say hello to the new rows. */
  async putLights(lights: readonly LightRecord[]): Promise<void> {
    await this.parts.registry.saveLights(lights);
    this.#situation = await Controller.#load(this.parts, this.designs, () => this.#situation);
    this.#gapKeeping.checkLater(this.#situation.unchecked);
    this.#faultKeeping.watch(this.#situation);
    this.alarmKeeping.watch(this.#situation);
    this.#situation.detection.setBus(this.#bus.connected, this.parts.clock.now());
    const { plans } = this.#situation;
    // Published between the two lines above.
    if (plans.schedules.designs !== this.designs.inForce()) plans.replace(this.designs.inForce(), this.parts.clock.now());
    this.#lifts = this.#makeLifts();
    this.tick();
    this.#greet();
    for (const handler of this.#onGeometry) handler();
  }

  /** The decision for a light now, with its reasons. */
  explain(row: number): Decision | undefined {
    const nowMs = this.parts.clock.now();
    const inputs = this.inputsOf(row, nowMs);
    return inputs && decide(inputs, nowMs);
  }

  /** What the decision for a light now rests on. */
  inputsOf(row: number, nowMs: number): DecideInputs | undefined {
    const plan = this.#situation.plans.of(row);
    if (!plan) return undefined;
    this.#startDeciding(nowMs);
    this.#setInputs(row, plan, this.#situation.overrides.live(row));
    return { ...this.#inputs };
  }

  async close(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    await this.parts.bus.close();
    await this.demandLog.close();
    await this.parts.recorder.close();
    await this.#gapKeeping.close();
    await this.#faultKeeping.close();
    await this.alarmKeeping.close();
    await this.parts.store.close();
    await this.parts.registry.close();
  }

  static async #load(parts: ControllerParts, designs: DesignBook, before?: () => Situation): Promise<Situation> {
    const [lights, overrides, stored, faults, newest] = await Promise.all([
      parts.registry.lights(),
      parts.registry.overrides(parts.clock.now() - keptMs),
      parts.registry.storedUpTo(),
      parts.registry.faults(),
      // A store that is away must not keep the lights waiting: it is asked again later.
      parts.store.newest().catch(() => undefined),
    ]);
    return buildSituation({
      config: parts.config,
      // As of now: something may have been published while the lights were read.
      designs: designs.inForce(),
      lights,
      overrides,
      stored,
      faults,
      newest,
      // As of now: reports went on arriving meanwhile.
      before: before?.(),
      nowMs: parts.clock.now(),
      publish: (topic, payload) => parts.bus.publish(topic, payload),
      latencyMs: parts.latencyMs,
    });
  }

  #drain(batch: readonly BusMessage[]): void {
    const nowMs = this.parts.clock.now();
    for (const { topic, payload } of batch) {
      const event = this.ingest.parse(topic, payload, nowMs);
      if (!("ok" in event)) this.#apply(event, nowMs);
    }
  }

  #apply(event: Event, nowMs: number): void {
    switch (event.kind) {
      case "report":
        this.#applyReport(event.report, event.atMs, event.connection, nowMs);
        return;
      case "replay":
        for (const report of event.reports) this.#applyReport(report, Date.parse(report.at), event.connection, nowMs);
        return;
      case "hello": {
        const row = this.#rowOf(event.hello.node);
        if (row === undefined) return;
        const rebooted = this.#situation.fleet.hello(row, event.hello, nowMs, event.connection);
        this.#situation.gaps.hello(row, event.hello);
        this.alarmKeeping.hello(this.#situation.geometry.lights[row]?.id ?? "", event.hello.firmware);
        this.#situation.dispatch.hello(row, rebooted);
        this.#decide(row, nowMs);
        this.#situation.detection.heard(row, nowMs);
        return;
      }
      case "lost":
        this.#applyLost(event.lost.connection, nowMs);
        return;
      case "demand":
        this.applyDemand(event.demand);
    }
  }

  #applyReport(report: Report, atMs: number, connection: string, nowMs: number): void {
    const row = this.#rowOf(report.node);
    const light = row === undefined ? undefined : this.#situation.geometry.lights[row];
    if (row === undefined || !light) return;
    const { fleet, gaps, detection } = this.#situation;
    gaps.arrived(row, report.boot, report.seq, atMs);
    this.parts.recorder.record(readingOf(light.id, report, atMs));
    this.#newestReportAtPaceMs = this.parts.pace.elapsedMs();
    const isNews = fleet.report(row, report, atMs, nowMs, connection);
    if (!isNews) {
      detection.heard(row, nowMs);
      return;
    }
    this.#decide(row, nowMs);
    detection.reported(row, atMs, nowMs);
  }

  #applyLost(connection: string, nowMs: number): void {
    const { fleet, geometry, detection } = this.#situation;
    const own = geometry.rowOfNode.get(connection);
    const isOwn = own !== undefined && fleet.connection[own] === connection;
    // A gateway: every node it last carried.
    const rows = isOwn ? [own] : [...geometry.lights.keys()].filter((row) => fleet.connection[row] === connection);
    fleet.lost(rows, nowMs);
    detection.lost(rows, nowMs);
  }

  #rowOf(node: string): number | undefined {
    const row = this.#situation.geometry.rowOfNode.get(node);
    if (row === undefined) this.ingest.refused("unknown-node");
    return row;
  }

  #busState(state: BusState): void {
    if (state.connected === this.#bus.connected && state.detail === this.#bus.detail) return;
    const nowMs = this.parts.clock.now();
    this.#bus = { ...state, sinceMs: state.connected === this.#bus.connected ? this.#bus.sinceMs : nowMs };
    this.#situation.detection.setBus(state.connected, nowMs);
    if (state.connected) this.#greet();
  }

  /** Asks every node what it holds; after a restart, a broker's return or a new inventory. */
  #greet(): void {
    this.parts.bus.publish(broadcastTopic(this.parts.config.authority.id), JSON.stringify({ want: "hello", withinS: greetingSpreadS }));
  }

  #makeLifts(): Lifts {
    const { geometry, plans } = this.#situation;
    const { tree } = plans.schedules;
    return new Lifts({
      lights: geometry.lights,
      rowsOfGroup: (group) => tree.lightsIn(group),
      demand: this.demand,
      sections: this.designs.inForce().sections.body,
    });
  }

  #startDeciding(nowMs: number): void {
    const { plans, overrides, dispatch } = this.#situation;
    plans.startTick(nowMs);
    overrides.startTick(nowMs);
    dispatch.startTick();
    this.#lifts.startTick(nowMs);
  }

  #decide(row: number, nowMs: number): void {
    const { fleet, plans, overrides, dispatch, detection } = this.#situation;
    const plan = plans.of(row);
    if (!plan) return;
    const override = overrides.live(row);
    this.#setInputs(row, plan, override);
    const levelPct = decideLevel(this.#inputs, nowMs);
    const rule = override ? "override" : levelPct > plan.heldPct ? "demand" : "profile";
    if (fleet.decided(row, levelPct, plan.levelPct, ruleNames.indexOf(rule), nowMs)) detection.decided(row, nowMs);
    dispatch.reconcile(row, this.#wanted(row, rule, levelPct, override, nowMs), plan.programme, nowMs);
  }

  /** What the node must be told beyond its programme; nothing in steady state. */
  #wanted(row: number, rule: RuleName, levelPct: number, override: OverrideRecord | undefined, nowMs: number): WantedTarget | undefined {
    if (override) return { levelPct, fadeMs: override.fadeMs, untilMs: override.endsAtMs, because: "override" };
    if (rule !== "demand") return undefined;
    let untilMs = nowMs;
    for (const lift of this.#lifts.of(row) ?? []) if (lift.levelPct >= levelPct && lift.untilMs > untilMs) untilMs = lift.untilMs;
    // Never past the programme's next step: a node that is then cut off must not burn on beyond dawn.
    return { levelPct, fadeMs: liftFadeMs, untilMs: Math.min(untilMs, this.#situation.plans.of(row)?.untilMs ?? untilMs), because: "demand" };
  }

  #setInputs(row: number, plan: Plan, override: OverrideRecord | undefined): void {
    this.#inputs.plan = plan.programme.plan;
    this.#inputs.floorPct = plan.floorPct;
    this.#inputs.dark = plan.dark;
    this.#inputs.override = override;
    this.#inputs.demand = this.#lifts.of(row);
  }
}
