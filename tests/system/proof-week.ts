/**
 * Days of a town in which everything goes wrong: messages are lost and doubled, nodes start again, the broker goes away, the controller is
 * killed, the store is taken from it in the middle of a batch. All of it seeded.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Inventory, type InventoryLight } from "#contract/api";
import { type Random, randomInt, seededRandom } from "#contract/random";
import { importInventory } from "#controller/registry/import";
import { generateTown } from "#firmware-sim/town/town";
import { ProofController } from "./proof-controller.ts";
import type { Message, ProofStart, ProofStore } from "./proof-messages.ts";
import { ProofStreet } from "./proof-street.ts";

export interface WeekOptions {
  readonly lights: number;
  readonly days: number;
  /** At a full half hour. */
  readonly at: string;
  readonly seed: number;
  readonly store: ProofStore;
  /** A database of its own, to be killed and started again; the embedded store dies with its thread. */
  readonly database?: { kill(): Promise<void>; restart(): Promise<void> };
  /** How often each of broker, controller and store is killed. */
  readonly kills: number;
}

/** The controller hears and decides this often in one go; between two, the nodes work at their own instants. */
export const stepMs = 600_000;
const dayMs = 86_400_000;
const halfHourMs = 1_800_000;
/** Each node starts again about twice a week. */
const rebootShare = 2 / 1_008;
/** After the last day, without loss: asks that went unanswered are repeated, and nodes rest 15 minutes after the fifth. */
const healSteps = 24;

type Part = "broker" | "controller" | "store";

export class ProofWeek {
  readonly street: ProofStreet;
  readonly inventory: readonly InventoryLight[];
  /** How often each part was killed. */
  readonly killed = { broker: 0, controller: 0, store: 0 };
  readonly reboots: Random;
  readonly folder = mkdtempSync(join(tmpdir(), "leerie-proof-"));
  /** Of every node at every half hour, kWh: element `half hour × nodes + node`. */
  readonly meterKwh: number[] = [];
  readonly #options: WeekOptions;
  readonly #random: Random;
  #controller: ProofController | undefined;
  /** Steps after which a part that was killed is back. */
  readonly #backAt = new Map<Part, number>();
  #step = 0;
  #pending: Promise<readonly Message[]> = Promise.resolve([]);

  constructor(options: WeekOptions) {
    this.#options = options;
    this.#random = seededRandom(`proof/${options.seed}`);
    this.reboots = this.#random.fork("reboots");
    const { csv } = generateTown({ seed: options.seed, lights: options.lights });
    writeFileSync(join(this.folder, "inventory.csv"), csv);
    this.inventory = Inventory.parse({ lights: importInventory(csv, { defaultPowerW: 60, existing: [] }).lights }).lights;
    this.street = new ProofStreet({
      inventory: this.inventory,
      atMs: Date.parse(options.at),
      random: this.#random.fork("street"),
      lostShare: 0.05,
      doubledShare: 0.01,
    });
  }

  get nowMs(): number {
    return Date.parse(this.#options.at) + this.#step * stepMs;
  }

  get controller(): ProofController {
    if (!this.#controller) throw new Error("the controller of the proof is not running");
    return this.#controller;
  }

  /** The inventory as the controller imports it. */
  inventoryText(): Promise<Buffer> {
    return readFile(join(this.folder, "inventory.csv"));
  }

  /** Runs the days, and then without loss until everything should be whole. */
  async run(): Promise<void> {
    const steps = (this.#options.days * dayMs) / stepMs;
    const kills = this.#plan(steps);
    this.#controller = await ProofController.start(this.#start());
    this.street.greet();
    while (this.#step < steps) await this.#go(kills.get(this.#step) ?? []);
    while (this.#backAt.size > 0) await this.#go([]);
    this.street.isLossy = false;
    for (let step = 0; step < healSteps; step++) await this.#go([]);
    await this.#pending;
  }

  async close(): Promise<void> {
    await this.#controller?.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What is killed at which step: each part as often as asked, all over the days; the controller at first while the store is away. */
  #plan(steps: number): Map<number, Part[]> {
    const random = this.#random.fork("kills");
    const plan = new Map<number, Part[]>();
    let storeAway = 0;
    for (const part of ["store", "broker", "controller"] as const) {
      for (let kill = 0; kill < this.#options.kills; kill++) {
        const seeded = 6 + Math.floor(((kill + random.next()) * (steps - 20)) / this.#options.kills);
        if (part === "store" && kill === 0) storeAway = seeded;
        const step = part === "controller" && kill === 0 ? storeAway + 2 : seeded;
        plan.set(step, [...(plan.get(step) ?? []), part]);
      }
    }
    return plan;
  }

  /** One step of everybody: while the controller works at one, the nodes are at the next. */
  async #go(kills: readonly Part[]): Promise<void> {
    await this.#comeBack();
    this.#step++;
    if (this.street.isLossy) this.street.reboot(rebootShare, this.reboots);
    const up = this.street.run(this.nowMs);
    if (this.nowMs % halfHourMs === 0) for (const node of this.street.nodes) this.meterKwh.push(node.energyKwh(this.nowMs));
    this.street.obey(await this.#pending);
    this.#pending = this.#handOver(up, kills);
    // Told when it is waited for, one step later.
    this.#pending.catch(() => {});
    if (kills.length > 0) await this.#pending;
  }

  async #handOver(up: Message[], kills: readonly Part[]): Promise<readonly Message[]> {
    for (const part of kills) {
      this.killed[part]++;
      this.#backAt.set(part, this.#step + (part === "store" ? 4 : 1) + randomInt(this.#random, 6));
    }
    if (kills.includes("broker")) this.street.isLinked = false;
    const isDatabase = this.#options.database !== undefined;
    const request = { do: "step", toMs: this.nowMs, up, isReachable: this.street.isLinked, endThreads: kills.includes("store") && !isDatabase } as const;
    const asked = this.#controller?.ask(request);
    asked?.catch(() => {});
    if (kills.includes("store")) await this.#options.database?.kill();
    if (!kills.includes("controller")) return (await asked)?.down ?? [];
    // While it has readings in its memory, on their way and in its spool.
    await this.#controller?.kill();
    this.#controller = undefined;
    return [];
  }

  async #comeBack(): Promise<void> {
    for (const [part, at] of this.#backAt) {
      if (at > this.#step) continue;
      this.#backAt.delete(part);
      if (part === "store") await this.#options.database?.restart();
      if (part === "controller") this.#controller ??= await ProofController.start(this.#start());
      if (part === "broker") {
        this.street.isLinked = true;
        this.street.greet();
      }
    }
  }

  #start(): ProofStart {
    return { folder: this.folder, atMs: this.nowMs, store: this.#options.store };
  }
}
