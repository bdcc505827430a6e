/**
 * The nodes and their way to the controller, on virtual time and without sockets: late by some seconds, one message in a hundred lost both
 * ways, connections that break. What did not arrive is asked of the node's log when the next report shows the gap, as the controller does.
 */
import type { SimulatedFault } from "#contract/api";
import type { Hello, Report } from "#contract/messages";
import { type Random, randomBetween } from "#contract/random";
import { DueHeap } from "#firmware-sim/due-heap";
import { readDown } from "#firmware-sim/inbox";
import type { SimulatedNode } from "#firmware-sim/node";
import { Agenda } from "./agenda.ts";

/** Where what nodes say arrives. */
export interface Listener {
  report(row: number, report: Report, atMs: number, nowMs: number, connection: string): void;
  hello(row: number, hello: Hello, nowMs: number, connection: string): void;
  lost(rows: readonly number[], nowMs: number): void;
}

/** What a node does at an instant, and the reports it makes. */
type Act = (node: SimulatedNode, nowMs: number) => readonly Report[];

const lossShare = 0.01;
const latency = { fromMs: 200, toMs: 3_000 };
/** A node without mains has a last breath to close its connection with; the broker passes it on. */
const noticed = { fromMs: 1_000, toMs: 15_000 };
/** A gateway's supply is its own: the broker misses its keep-alive. */
const gatewayNoticedMs = 60_000;
/** From mains to a connection: modem, network, broker. */
const reconnect = { fromMs: 5_000, toMs: 90_000 };
/** From a gap that shows to the log's answer. */
const replay = { fromMs: 5_000, toMs: 600_000 };
const spread = (random: Random, { fromMs, toMs }: { fromMs: number; toMs: number }): number => Math.round(randomBetween(random, fromMs, toMs));

export interface StreetOptions {
  readonly nodes: readonly SimulatedNode[];
  readonly rowOf: (node: string) => number;
  /** The gateway that carries a node; the node itself when none does. */
  readonly connectionOf: (node: string) => string;
  readonly random: Random;
  readonly nowMs: number;
}

export class Street {
  readonly #nodes: readonly SimulatedNode[];
  /** Row of each node, by number. */
  readonly #rows: readonly number[];
  readonly #numbers: ReadonlyMap<string, number>;
  /** What carries each node: itself or a gateway. */
  readonly #connections: readonly string[];
  readonly #random: Random;
  readonly #due: DueHeap;
  readonly #agenda = new Agenda();
  readonly #linked: Uint8Array;
  /** Counts the breaks of each node's connection, so that what was begun before one does not end after it. */
  readonly #breaks: Uint32Array;
  /** Newest report that arrived, by node. */
  readonly #boot: Float64Array;
  readonly #seq: Float64Array;
  /** When commands were sent to each node. */
  readonly #commandsMs: readonly number[][];
  #listener: Listener | undefined;
  #nowMs: number;
  #reports = 0;

  constructor({ nodes, rowOf, connectionOf, random, nowMs }: StreetOptions) {
    this.#nodes = nodes;
    this.#rows = nodes.map(({ capabilities }) => rowOf(capabilities.node));
    this.#numbers = new Map(nodes.map(({ capabilities }, number) => [capabilities.node, number]));
    this.#connections = nodes.map(({ capabilities }) => connectionOf(capabilities.node));
    this.#random = random;
    this.#nowMs = nowMs;
    this.#commandsMs = nodes.map(() => []);
    this.#due = new DueHeap(nodes.length);
    this.#linked = new Uint8Array(nodes.length);
    this.#breaks = new Uint32Array(nodes.length);
    this.#boot = new Float64Array(nodes.length).fill(-1);
    this.#seq = new Float64Array(nodes.length);
    nodes.forEach((node, number) => {
      this.#due.set(number, node.nextDueAt());
      this.#link(number, nowMs + spread(random, reconnect));
    });
  }

  numberOf(node: string): number {
    return this.#numbers.get(node) ?? -1;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Reports that arrived, those of logs included. */
  get reports(): number {
    return this.#reports;
  }

  /** Instants at which the controller sent a node something, oldest first. */
  commandsOf(node: string): readonly number[] {
    return this.#commandsMs[this.numberOf(node)] ?? [];
  }

  listen(listener: Listener): void {
    this.#listener = listener;
  }

  /** Does something at an instant to come. */
  at(atMs: number, act: (nowMs: number) => void): void {
    this.#agenda.add(atMs, act);
  }

  /** Runs nodes and what was put on the agenda, each at its own instant. */
  advanceTo(untilMs: number): void {
    for (;;) {
      const nodeMs = this.#due.soonestMs();
      const agendaMs = this.#agenda.soonestMs();
      if (Math.min(nodeMs, agendaMs) > untilMs) break;
      if (agendaMs <= nodeMs) this.#agenda.doSoonest();
      else this.act(this.#due.soonest(), nodeMs, (node, nowMs) => node.advanceTo(nowMs));
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Has a node do something; its connection goes and comes with its mains. */
  act(number: number, nowMs: number, act: Act): void {
    const node = this.#nodes[number];
    if (!node) return;
    const wasSupplied = node.supplied;
    const reports = act(node, nowMs);
    for (const report of reports) this.#send(number, report, nowMs);
    this.#due.set(number, node.nextDueAt());
    if (wasSupplied && !node.supplied) this.unlink(number, nowMs);
    else if (!wasSupplied && node.supplied) this.#link(number, nowMs + spread(this.#random, reconnect));
  }

  /** Plays a fault, or ends it. A node goes with its gateway, and comes back with it. */
  fault(number: number, fault: SimulatedFault, on: boolean, nowMs: number): void {
    this.act(number, nowMs, (node, atMs) => node.setFault(fault, on, atMs));
    if (fault !== "gateway-lost") return;
    this.#unlink(number);
    this.#tellLost(number, nowMs + gatewayNoticedMs);
    if (!on && this.#nodes[number]?.supplied) this.#link(number, nowMs + spread(this.#random, reconnect));
  }

  /** A node starts again, and so does its connection. */
  reboot(number: number, nowMs: number): void {
    this.act(number, nowMs, (node, atMs) => (node.supplied ? node.reboot(atMs) : []));
    this.outage(number, nowMs, nowMs + spread(this.#random, reconnect));
  }

  /** A connection breaks for a while; what the node says meanwhile stays in its log. */
  outage(number: number, fromMs: number, toMs: number): void {
    this.unlink(number, fromMs);
    if (this.#nodes[number]?.supplied) this.#link(number, toMs);
  }

  /** Breaks a node's way; the broker tells it of a connection of its own. A gateway does not miss the nodes it carries. */
  unlink(number: number, nowMs: number): void {
    const wasLinked = this.#unlink(number);
    if (wasLinked && this.#connections[number] === this.#nodes[number]?.capabilities.node) this.#tellLost(number, nowMs + spread(this.#random, noticed));
  }

  /** What the controller sends down; it arrives a moment later, if it does. */
  publish(topic: string, payload: string): void {
    const command = readDown(topic, Buffer.from(payload));
    const number = command && this.#numbers.get(command.subject);
    if (!command || command.kind === "ask" || number === undefined) return;
    this.#commandsMs[number]?.push(this.#nowMs);
    if (this.#random.next() < lossShare) return;
    this.at(this.#nowMs + spread(this.#random, latency), (nowMs) => {
      if (this.#linked[number] !== 1) return;
      this.act(number, nowMs, (node, atMs) => (command.refused ? node.refuse(command.kind, atMs) : node.receive(command.order, atMs)));
    });
  }

  #unlink(number: number): boolean {
    this.#breaks[number] = (this.#breaks[number] ?? 0) + 1;
    const wasLinked = this.#linked[number] === 1;
    this.#linked[number] = 0;
    return wasLinked;
  }

  #tellLost(number: number, atMs: number): void {
    this.at(atMs, (nowMs) => {
      if (this.#linked[number] === 0) this.#listener?.lost([this.#rows[number] ?? 0], this.#arrived(nowMs));
    });
  }

  #link(number: number, atMs: number): void {
    const breaks = this.#breaks[number];
    this.at(atMs, (nowMs) => {
      const node = this.#nodes[number];
      if (!node?.supplied || this.#breaks[number] !== breaks) return;
      this.#linked[number] = 1;
      if (node.transmits) this.#listener?.hello(this.#rows[number] ?? 0, node.hello(nowMs), this.#arrived(nowMs), this.#connections[number] ?? "");
    });
  }

  #send(number: number, report: Report, nowMs: number): void {
    if (this.#linked[number] !== 1 || this.#random.next() < lossShare) return;
    this.#askFor(number, report, nowMs);
    this.#boot[number] = report.boot;
    this.#seq[number] = report.seq;
    this.#arrive(number, report, nowMs + spread(this.#random, latency));
  }

  /** What is missing before a report: the end of the last boot's, and the beginning of this one's. */
  #askFor(number: number, { boot, seq }: Report, nowMs: number): void {
    const [lastBoot, lastSeq] = [this.#boot[number] ?? -1, this.#seq[number] ?? 0];
    const isSame = lastBoot === boot;
    if (isSame && seq <= lastSeq + 1) return;
    this.at(nowMs + spread(this.#random, replay), (atMs) => {
      if (!isSame && lastBoot >= 0) this.#replay(number, lastBoot, lastSeq + 1, Number.MAX_SAFE_INTEGER, atMs);
      this.#replay(number, boot, isSame ? lastSeq + 1 : 1, seq - 1, atMs);
    });
  }

  #replay(number: number, boot: number, from: number, to: number, nowMs: number): void {
    const node = this.#nodes[number];
    if (!node?.transmits || this.#linked[number] !== 1) return;
    for (const { reports } of node.replay(boot, from, to)) for (const report of reports) this.#arrive(number, report, nowMs);
  }

  #arrive(number: number, report: Report, nowMs: number): void {
    this.#reports++;
    const row = this.#rows[number] ?? 0;
    this.#listener?.report(row, report, Date.parse(report.at), this.#arrived(nowMs), this.#connections[number] ?? report.node);
  }

  /** The controller's clock never goes back, though a message may have overtaken another. */
  #arrived(nowMs: number): number {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    return this.#nowMs;
  }
}
