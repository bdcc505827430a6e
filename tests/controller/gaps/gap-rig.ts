/** A controller with a registry, a store and nodes that keep their reports in a log; each can be killed, cut off, or started again. */

import { loadConfig } from "#config/load";
import { ManualClock } from "#contract/clock";
import { type Ask, Ask as AskSchema, type Report } from "#contract/messages";
import { downTopic, upTopic } from "#contract/topics";
import { MemoryBus } from "#controller/bus/memory";
import { Controller } from "#controller/controller";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { Registry } from "#controller/registry/port";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { Recorder } from "#controller/telemetry/recorder";
import { authority, light, soundReport } from "../rig.ts";

const route = (node: string) => ({ authority, connection: node, subject: node });

/** A node as the protocol knows it: it counts, keeps a log, says hello and replays. Messages it sends go where `send` says. */
class LoggingNode {
  readonly id: string;
  readonly #logMax: number;
  readonly #send: (kind: "hello" | "report" | "replay", body: unknown) => void;
  readonly #log: Report[] = [];
  #boot: number;
  #seq = 0;

  constructor(id: string, boot: number, logMax: number, send: (kind: "hello" | "report" | "replay", body: unknown) => void) {
    this.id = id;
    this.#boot = boot;
    this.#logMax = logMax;
    this.#send = send;
  }

  /** Names of the reports its log holds, oldest first; with their instants, for a replaced node uses its numbers again. */
  get held(): string[] {
    return this.#log.map(({ boot, seq, at }) => `${this.id} ${boot} ${seq} ${Date.parse(at)}`);
  }

  report(atMs: number): void {
    const report = soundReport(this.id, { boot: this.#boot, seq: ++this.#seq }, atMs);
    this.#log.push(report);
    if (this.#log.length > this.#logMax) this.#log.shift();
    this.#send("report", report);
  }

  reboot(): void {
    this.#boot++;
    this.#seq = 0;
  }

  /** Another node under the same name, which has started less often. One that has started as often, and made as many reports, cannot be told apart. */
  replace(): void {
    this.#boot = Math.floor(this.#boot / 2);
    this.#seq = 0;
    this.#log.length = 0;
  }

  hello(atMs: number): void {
    const log: { boot: number; from: number; to: number }[] = [];
    for (const { boot, seq } of this.#log) {
      const last = log.at(-1);
      if (last?.boot === boot) last.to = seq;
      else log.push({ boot, from: seq, to: seq });
    }
    const at = new Date(atMs).toISOString();
    this.#send("hello", { node: this.id, boot: this.#boot, at, firmware: "test", command: 0, seq: this.#seq, log: log.slice(-16) });
  }

  answer(ask: Ask, atMs: number): void {
    if (ask.want === "hello") {
      this.hello(atMs);
      return;
    }
    const reports = this.#log.filter(({ boot, seq }) => boot === ask.boot && seq >= ask.from && seq <= ask.to);
    for (let from = 0; from < reports.length; from += 25) this.#send("replay", { reports: reports.slice(from, from + 25) });
  }
}

interface GapRigOptions {
  readonly nodes: number;
  /** Which start of the nodes this is; 1 when absent. */
  readonly boot?: number;
  readonly logMax?: number;
  /** Opens the registry, at every start of the controller; by default one that lives in memory and outlives it. */
  readonly openRegistry?: () => Registry;
  readonly readingsMax?: number;
  readonly batchMs?: number;
  /** What happens to a message on its way up: 0 lost, 2 doubled. */
  readonly copies?: () => number;
}

/** Begins with the controller running and every node connected. */
export async function startGapRig(options: GapRigOptions) {
  const inMemory: Registry = { ...openMemoryRegistry(), close: async () => {} };
  const openRegistry = options.openRegistry ?? (() => inMemory);
  const buffer = { batchReadings: 5_000, batchMs: options.batchMs ?? 1_000, readingsMax: options.readingsMax ?? 500_000 };
  const config = loadConfig({ overrides: { authority: { id: authority, name: "Testburgh" } } });
  const lights = Array.from({ length: options.nodes }, (_, i) => light(String(i + 1), { area: i % 2 === 0 ? "Old Town" : "West End" }));
  /** The controller has a clock of its own: when it is killed, that stands still, and nothing of it happens any more. */
  let run: { readonly clock: ManualClock; readonly bus: MemoryBus; readonly controller: Controller } | undefined;
  let isLinked = true;
  let nowMs = Date.parse("2026-11-21T18:00:00.000Z");
  const copies = options.copies ?? (() => 1);
  const nodes = Array.from({ length: options.nodes }, (_, i) => {
    const id = String(i + 1);
    return new LoggingNode(id, options.boot ?? 1, options.logMax ?? 4_000, (kind, body) => {
      if (!isLinked) return;
      for (let copy = copies(); copy > 0; copy--) run?.bus.deliver(upTopic(route(id), kind), JSON.stringify(body));
    });
  });
  const asked: { node: string; ask: Ask }[] = [];

  /** Hands the nodes what was sent to them since. */
  function answerAsks(): void {
    for (const { topic, payload } of run?.bus.sent.splice(0) ?? []) {
      const node = nodes.find(({ id }) => topic === downTopic(route(id), "ask"));
      if (!node) continue;
      const ask = AskSchema.parse(JSON.parse(payload));
      asked.push({ node: node.id, ask });
      if (isLinked) node.answer(ask, nowMs);
    }
  }

  const rig = {
    /** Writes go here; it can be taken away (`offline`), or replaced by another one before a start. */
    store: new MemoryTelemetry(),
    nodes,
    get nowMs(): number {
      return nowMs;
    },
    /** Every ask a node has got, in order. */
    asked,
    get controller(): Controller {
      if (!run) throw new Error("no controller is running");
      return run.controller;
    },
    async start(): Promise<void> {
      const { store } = rig;
      const [clock, bus, registry] = [new ManualClock(nowMs), new MemoryBus(), openRegistry()];
      await registry.saveLights(lights);
      const recorder = new Recorder({ store, clock, pace: clock, log: () => {}, ...buffer });
      const parts = { config, clock, pace: clock, bus, registry, store, recorder, log: () => {}, latencyMs: () => 1_500, tickMs: 1_000 };
      run = { clock, bus, controller: await Controller.start(parts) };
      for (const node of nodes) node.hello(nowMs);
    },
    /** Ends it as SIGKILL does: nothing is flushed. */
    kill(): void {
      run = undefined;
    },
    /** Ends it as a person does. */
    async stop(): Promise<void> {
      const closing = run?.controller.close();
      await settled();
      run?.clock.advance(60_000);
      await closing;
      run = undefined;
    },
    /** Cuts every node off; what they send is lost. */
    cut(): void {
      isLinked = false;
    },
    reconnect(): void {
      isLinked = true;
      for (const node of nodes) node.hello(nowMs);
    },
    /** Lets time pass second by second, with everything that then happens in the registry and the store. */
    async pass(seconds: number): Promise<void> {
      for (let second = 0; second < seconds; second++) {
        nowMs += 1_000;
        run?.clock.advance(1_000);
        answerAsks();
        await settled();
      }
    },
    /** Every node makes a report, or those asked for. */
    report(...which: LoggingNode[]): void {
      for (const node of which.length > 0 ? which : nodes) node.report(nowMs);
    },
    /** What is in the store and not in the nodes' logs, and the other way round: by name. */
    async difference(): Promise<{ lost: string[]; unknown: string[] }> {
      const stored = new Set((await Promise.all(nodes.map(rig.stored))).flat());
      const held = new Set(nodes.flatMap((node) => node.held));
      return { lost: [...held].filter((name) => !stored.has(name)), unknown: [...stored].filter((name) => !held.has(name)) };
    },
    /** Names of all that the store holds of a node. */
    async stored(node: LoggingNode): Promise<string[]> {
      const readings = await rig.store.history(node.id, 0, Number.MAX_SAFE_INTEGER, 1_000_000);
      return readings.map(({ boot, seq, atMs }) => `${node.id} ${boot} ${seq} ${atMs}`);
    },
  };
  await rig.start();
  await rig.pass(1);
  asked.length = 0;
  return rig;
}

/** Lets promises that wait for nothing outside run to their end. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
