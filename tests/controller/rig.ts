/** A controller with in-memory parts, a clock one advances, and a street of lights whose nodes the test plays by hand. */
import { loadConfig } from "#config/load";
import type { DemandSourceConfig } from "#config/schema";
import { ManualClock } from "#contract/clock";
import type { Report, Target } from "#contract/messages";
import { downTopic, parseDownTopic, upTopic } from "#contract/topics";
import { MemoryBus } from "#controller/bus/memory";
import { Controller } from "#controller/controller";
import { ControllerDesk } from "#controller/desk/desk";
import { InventoryDesk } from "#controller/desk/inventory";
import type { Accounts } from "#controller/energy/accounts";
import type { LightRecord } from "#controller/registry/inventory";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { Registry } from "#controller/registry/port";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import type { TelemetryStore } from "#controller/telemetry/port";
import { Recorder } from "#controller/telemetry/recorder";
import { MemoryAccounts } from "./memory-accounts.ts";

export const authority = "testburgh";

/** A winter evening in Edinburgh: dark from about 16:00 UTC. */
export const evening = "2026-11-21T18:00:00.000Z";

export function light(id: string, overrides: Partial<LightRecord> = {}): LightRecord {
  const index = Number(id.replace(/\D/g, "")) || 0;
  return {
    id,
    node: id,
    column: `C${id}`,
    lat: 55.95 + index * 0.0003,
    lon: -3.19,
    street: "High Street",
    area: "Old Town",
    postcode: undefined,
    feeder: "fp-1",
    regime: "35/18",
    powerW: 60,
    powerAssumed: false,
    minLevelPct: 10,
    minPowerW: 8.4,
    standbyW: 0.5,
    luminaire: undefined,
    ...overrides,
  };
}

/** What a node whose light burns at full output says, when nothing is wrong. */
export const soundReport = (node: string, { boot, seq }: Pick<Report, "boot" | "seq">, atMs: number): Report => ({
  node,
  boot,
  seq,
  at: new Date(atMs).toISOString(),
  levelPct: 100,
  powerW: 60,
  voltageV: 230,
  currentA: 0.27,
  powerFactor: 0.97,
  energyKwh: 1,
  temperatureC: 20,
  burningHours: 1,
  faultBits: 0,
  following: "programme",
  command: 0,
});

export interface Rig {
  readonly clock: ManualClock;
  readonly bus: MemoryBus;
  readonly registry: Registry;
  readonly store: TelemetryStore;
  readonly controller: Controller;
  readonly desk: ControllerDesk;
  /** Messages sent down to a node, oldest first, of one kind. */
  sent(node: string, kind: "programme" | "target" | "ask"): Record<string, unknown>[];
  lastTarget(node: string): Target | undefined;
  hello(node: string, more?: Record<string, unknown>): void;
  report(node: string, more?: Partial<Report>): void;
  close(): Promise<void>;
}

export async function startRig(options: {
  lights: LightRecord[];
  demand?: DemandSourceConfig[];
  at?: string;
  registry?: Registry;
  store?: TelemetryStore;
  accounts?: Accounts;
}): Promise<Rig> {
  const config = loadConfig({ overrides: { authority: { id: authority, name: "Testburgh" }, demand: options.demand ?? [] } });
  const clock = new ManualClock(options.at ?? evening);
  const registry = options.registry ?? openMemoryRegistry();
  await registry.saveLights(options.lights);
  const store = options.store ?? new MemoryTelemetry();
  const recorder = new Recorder({ store, clock, pace: clock, ...config.telemetryBuffer });
  const bus = new MemoryBus();
  const controller = await Controller.start({
    config,
    clock,
    pace: clock,
    bus,
    registry,
    store,
    recorder,
    log: () => {},
    latencyMs: () => 1_500,
    tickMs: 1_000,
  });
  const inventory = new InventoryDesk(controller, { defaultPowerW: 60, mapping: undefined, last: undefined });
  const desk = new ControllerDesk({
    controller,
    inventory,
    basemap: () => ({ source: "none", streets: [] }),
    demo: undefined,
    accounts: options.accounts ?? new MemoryAccounts(),
  });
  const seqs = new Map<string, number>();
  const route = (node: string) => ({ authority, connection: node, subject: node });
  const rig: Rig = {
    clock,
    bus,
    registry,
    store,
    controller,
    desk,
    sent: (node, kind) => bus.sent.filter(({ topic }) => topic === downTopic(route(node), kind)).map(({ payload }) => JSON.parse(payload)),
    lastTarget: (node) =>
      bus.sent
        .filter(({ topic }) => parseDownTopic(topic)?.kind === "target" && topic === downTopic(route(node), "target"))
        .map(({ payload }) => JSON.parse(payload) as Target)
        .at(-1),
    hello: (node, more = {}) => {
      const seq = seqs.get(node) ?? 0;
      const log = seq === 0 ? [] : [{ boot: 1, from: 1, to: seq }];
      bus.deliver(
        upTopic(route(node), "hello"),
        JSON.stringify({ node, boot: 1, at: new Date(clock.now()).toISOString(), firmware: "test", command: 0, seq, log, ...more }),
      );
    },
    report: (node, more = {}) => {
      const seq = (seqs.get(node) ?? 0) + 1;
      seqs.set(node, seq);
      bus.deliver(upTopic(route(node), "report"), JSON.stringify({ ...soundReport(node, { boot: 1, seq }, clock.now()), ...more }));
    },
    close: async () => {
      desk.close();
      await controller.close();
    },
  };
  return rig;
}
