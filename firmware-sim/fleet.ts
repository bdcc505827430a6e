/**
 * Many simulated nodes on one clock: one timer, a heap of due instants, and the connections that carry them. Nodes are run only as fast
 * as their messages leave; a node that is behind catches up at its own instants, so the nodes themselves are the queue.
 */
import type { FaultCommand } from "#contract/api";
import type { Clock } from "#contract/clock";
import type { Report } from "#contract/messages";
import { randomInt } from "#contract/random";
import { type UpKind, type UpMessage, upTopic } from "#contract/topics";
import { Carriers, connectsPerSecondDefault, planCarriers } from "./carriers.ts";
import type { Link } from "./connection.ts";
import { DueHeap } from "./due-heap.ts";
import { type DownCommand, readDown } from "./inbox.ts";
import type { SimulatedNode } from "./node.ts";
import { type Population, populate } from "./population.ts";
import { Replays } from "./replays.ts";
import { Sender, type SentCounts } from "./sender.ts";
import { WakeUp } from "./wake-up.ts";

export interface FleetOptions extends Population {
  /** The clock the nodes run on, demo or real. */
  readonly clock: Clock;
  readonly link: Link;
  /** Secrets by connection id. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Nodes to a gateway; 0: each has its own connection. */
  readonly perGateway?: number;
  readonly connectsPerSecond?: number;
}

export interface FleetCounts extends SentCounts {
  /** Messages received, and those among them that did not follow the contract. */
  readonly received: number;
  readonly refused: number;
  readonly replaysDropped: number;
  readonly connected: number;
}

/** Nodes run in one turn before sockets and timers get theirs. */
const nodesPerTurn = 250;
/** More reports than this due at once, after a jump, go as replays with the newest as itself: a twentieth of the packets. */
const singlyMax = 4;
export class SimulatedFleet {
  readonly nodes: ReadonlyMap<string, SimulatedNode>;
  readonly #nodes: readonly SimulatedNode[];
  readonly #numbers = new Map<string, number>();
  readonly #carriers: Carriers;
  readonly #nodeOfLight = new Map<string, number>();
  readonly #options: FleetOptions;
  readonly #clock: Clock;
  readonly #due: DueHeap;
  readonly #hellos: DueHeap;
  readonly #replays = new Replays();
  readonly #sender: Sender;
  readonly #wakeUp: WakeUp;
  #received = 0;
  #refused = 0;
  #ranToMs = Number.NEGATIVE_INFINITY;
  #running = false;
  /** A turn is being taken, waits its turn, or neither: whatever happens during one is seen by it. */
  #turn: "none" | "now" | "next" = "none";
  #waiting: { readonly until: () => boolean; readonly resolve: () => void }[] = [];

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#nodes = populate(options, this.#nowMs());
    this.#nodes.forEach(({ capabilities }, number) => {
      this.#numbers.set(capabilities.node, number);
      for (const light of capabilities.lights) this.#nodeOfLight.set(light, number);
    });
    this.nodes = new Map(this.#nodes.map((node) => [node.capabilities.node, node]));
    this.#due = new DueHeap(this.#nodes.length);
    this.#hellos = new DueHeap(this.#nodes.length);
    this.#sender = new Sender(() => this.#run());
    this.#wakeUp = new WakeUp(this.#clock, () => this.#run());
    this.#carriers = new Carriers(planCarriers([...this.#numbers.keys()], options.perGateway ?? 0), {
      ...options,
      numbers: this.#numbers,
      hasSupply: (number) => this.#nodes[number]?.supplied ?? false,
      events: {
        up: (numbers) => this.#greet(numbers),
        down: () => this.#run(),
        message: (carried, topic, payload) => this.#receive(carried, topic, payload),
      },
    });
  }

  /** Starts the nodes and connects them at a steady pace. */
  start(): void {
    this.#running = true;
    this.#nodes.forEach((node, number) => {
      this.#due.set(number, node.nextDueAt());
    });
    this.#carriers.start(this.#options.connectsPerSecond ?? connectsPerSecondDefault);
    this.#run();
  }

  /** Says goodbye on every connection. */
  async close(): Promise<void> {
    this.#running = false;
    this.#wakeUp.clear();
    await this.#carriers.close();
  }

  /** To be called when the clock was changed: does what is due by it now. */
  wake(): void {
    this.#run();
  }

  /**
   * Switches a fault of lights on or off. feeder-lost takes every light of their feeders, gateway-lost every node of their connections;
   * lights that are not here are passed over.
   */
  fault({ lights, fault, on }: FaultCommand): void {
    const numbers = new Set(lights.flatMap((light) => this.#nodeOfLight.get(light) ?? []));
    for (const number of this.#takenBy(fault, numbers)) this.#setFault(number, fault, on);
    if (fault === "gateway-lost") this.#carriers.gatewayChanged(numbers, !on);
    this.#run();
  }

  /** The daylight over all of them, lx: nodes with a photocell act on it. */
  setDaylight(lux: number): void {
    const nowMs = this.#nowMs();
    this.#nodes.forEach((node, number) => {
      this.#did(number, node, node.setDaylight(lux, nowMs));
    });
    this.#run();
  }

  /** The light every node truly gives now, %, by node; exact once settled. */
  levels(): Map<string, number> {
    const nowMs = this.#nowMs();
    return new Map(this.#nodes.map((node) => [node.capabilities.node, node.lightPct(nowMs)]));
  }

  get counts(): FleetCounts {
    return {
      ...this.#sender.counts,
      received: this.#received,
      refused: this.#refused,
      replaysDropped: this.#replays.dropped,
      connected: this.#carriers.connected,
    };
  }

  /** Resolves when everything due by the clock is done and acknowledged, or could not be sent. */
  settled(): Promise<void> {
    return this.#when(() => this.#isIdle());
  }

  /** Resolves when every connection that should be up is up. */
  connected(): Promise<void> {
    return this.#when(() => this.#carriers.allUp);
  }

  #greet(nodes: readonly number[]): void {
    const nowMs = this.#nowMs();
    for (const number of nodes) this.#hellos.set(number, nowMs);
    this.#run();
  }

  /** Does what is due, as far as there is room; then waits for the next instant, for room, or for its next turn. */
  #run(): void {
    if (!this.#running || this.#turn !== "none") return;
    const nowMs = this.#nowMs();
    this.#turn = "now";
    if (nowMs < this.#ranToMs) this.#putBack(nowMs);
    this.#ranToMs = nowMs;
    let left = nodesPerTurn;
    while (left > 0 && this.#sender.hasRoom && this.#doOne(nowMs)) left--;
    this.#turn = "none";
    if (left === 0) this.#takeAnotherTurn();
    else if (this.#sender.hasRoom) this.#rest(nowMs);
  }

  /** Lets sockets and timers have theirs first. */
  #takeAnotherTurn(): void {
    this.#turn = "next";
    setImmediate(() => {
      this.#turn = "none";
      this.#run();
    });
  }

  /** One node's hello, events or replay; false when nothing is due. */
  #doOne(nowMs: number): boolean {
    if (this.#hellos.soonestMs() <= nowMs) this.#sayHello(this.#hellos.soonest(), nowMs);
    else if (this.#due.soonestMs() <= nowMs) this.#advance(this.#due.soonest(), nowMs);
    else if (this.#replays.ready) this.#sendReplay();
    else return false;
    return true;
  }

  #rest(nowMs: number): void {
    this.#wakeUp.by(Math.min(this.#due.soonestMs(), this.#hellos.soonestMs()), nowMs);
    const done = this.#waiting.filter(({ until }) => until());
    if (done.length === 0) return;
    this.#waiting = this.#waiting.filter((waiting) => !done.includes(waiting));
    for (const { resolve } of done) resolve();
  }

  #advance(number: number, nowMs: number): void {
    const node = this.#nodes[number];
    if (node) this.#did(number, node, node.advanceTo(nowMs));
  }

  /** Sends what a node said, and asks it when it is due again. */
  #did(number: number, node: SimulatedNode, reports: readonly Report[]): void {
    this.#sendReports(number, reports);
    this.#due.set(number, node.nextDueAt());
  }

  #putBack(nowMs: number): void {
    this.#wakeUp.clear();
    this.#nodes.forEach((_, number) => {
      this.#advance(number, nowMs);
    });
  }

  #sayHello(number: number, nowMs: number): void {
    this.#hellos.set(number, Number.POSITIVE_INFINITY);
    const node = this.#nodes[number];
    if (node?.transmits) this.#send(number, "hello", node.hello(nowMs));
  }

  #sendReplay(): void {
    const next = this.#replays.next();
    if (!next) return;
    this.#send(next.node, "replay", next.replay, () => this.#replays.sent());
  }

  #sendReports(number: number, reports: readonly Report[]): void {
    const newest = reports.at(-1);
    if (!newest) return;
    if (reports.length <= singlyMax) {
      for (const report of reports) this.#send(number, "report", report);
      return;
    }
    for (let from = 0; from < reports.length - 1; from += 25) {
      this.#send(number, "replay", { reports: reports.slice(from, Math.min(from + 25, reports.length - 1)) });
    }
    this.#send(number, "report", newest);
  }

  #send<K extends UpKind>(number: number, kind: K, message: UpMessage<K>, done?: () => void): void {
    const connection = this.#carriers.of(number);
    const node = this.#nodes[number];
    if (!connection || !node) return;
    const route = { authority: this.#options.link.authority, connection: connection.id, subject: node.capabilities.node };
    this.#sender.send(connection, upTopic(route, kind), message, done);
  }

  #receive(carried: readonly number[], topic: string, payload: Uint8Array): void {
    this.#received++;
    const command = readDown(topic, payload);
    if (!command || command.refused) this.#refused++;
    if (!command || !this.#running) return;
    const number = this.#numbers.get(command.subject);
    if (command.subject === "all") for (const each of carried) this.#obey(each, command);
    else if (number !== undefined && carried.includes(number)) this.#obey(number, command);
    this.#run();
  }

  #obey(number: number, command: DownCommand): void {
    const node = this.#nodes[number];
    if (!node?.receives) return;
    const nowMs = this.#nowMs();
    if (command.kind === "ask") {
      const { ask } = command;
      if (ask?.want === "hello") this.#hellos.set(number, nowMs + randomInt(this.#options.random, ask.withinS * 1_000 + 1));
      if (ask?.want === "replay" && node.transmits) this.#replays.add(number, node.replay(ask.boot, ask.from, ask.to));
      return;
    }
    this.#did(number, node, command.refused ? node.refuse(command.kind, nowMs) : node.receive(command.order, nowMs));
  }

  #setFault(number: number, fault: FaultCommand["fault"], on: boolean): void {
    const node = this.#nodes[number];
    if (!node) return;
    this.#did(number, node, node.setFault(fault, on, this.#nowMs()));
    if (fault === "feeder-lost") this.#carriers.supplyChanged(number);
  }

  #takenBy(fault: FaultCommand["fault"], numbers: ReadonlySet<number>): Iterable<number> {
    if (fault === "feeder-lost") return this.#onFeedersOf(numbers);
    return fault === "gateway-lost" ? this.#carriers.carriedWith(numbers) : numbers;
  }

  #onFeedersOf(numbers: ReadonlySet<number>): number[] {
    const feeders = new Set([...numbers].map((number) => this.#nodes[number]?.capabilities.feeder));
    return this.#nodes.flatMap(({ capabilities: { feeder } }, number) =>
      numbers.has(number) || (feeder !== undefined && feeders.has(feeder)) ? [number] : [],
    );
  }

  #isIdle(): boolean {
    const nowMs = this.#nowMs();
    return this.#sender.idle && this.#replays.idle && this.#due.soonestMs() > nowMs && this.#hellos.soonestMs() > nowMs;
  }

  #when(until: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ until, resolve });
      this.#run();
    });
  }

  /** Whole milliseconds: what instants on the wire can say. */
  #nowMs(): number {
    return Math.floor(this.#clock.now());
  }
}
