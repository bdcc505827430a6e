/**
 * The nodes of the proof and the link between them and the controller, which loses and doubles messages. Keeps every report that any
 * node has made, and what its meter held at every half hour: what is stored and accounted is held against these.
 */
import type { InventoryLight } from "#contract/api";
import type { Report } from "#contract/messages";
import { type Random, randomInt } from "#contract/random";
import { everyone, type UpKind, type UpMessage, upTopic } from "#contract/topics";
import { pack, rowLength, unpack } from "#controller/telemetry/packed";
import type { Reading } from "#controller/telemetry/port";
import { readingOf } from "#controller/telemetry/reading";
import { readDown } from "#firmware-sim/inbox";
import type { SimulatedNode } from "#firmware-sim/node";
import { populate } from "#firmware-sim/population";
import type { Made } from "./proof-check.ts";
import type { Message } from "./proof-messages.ts";

export interface StreetOptions {
  readonly inventory: readonly InventoryLight[];
  readonly atMs: number;
  readonly random: Random;
  /** Shares of all messages, up and down. */
  readonly lostShare: number;
  readonly doubledShare: number;
}

const authority = "testburgh";
const encoder = new TextEncoder();

export class ProofStreet {
  readonly nodes: SimulatedNode[];
  /** Readings of each node's light, in the order in which they were made: 700,000 objects would take half the memory there is. */
  readonly #made: Rows[];
  /** Messages that never arrived. */
  lost = 0;
  readonly #options: StreetOptions;
  readonly #loss: Random;
  readonly #numberOf = new Map<string, number>();
  /** What waits for the next step: hellos and replays that were asked for. */
  readonly #next: (() => void)[] = [];
  #up: Message[] = [];
  /** Whether messages get through at all. */
  isLinked = true;
  /** Whether some are lost or doubled. */
  isLossy = true;
  /** Nodes whose link is cut, by number. */
  readonly cut = new Set<number>();
  #nowMs: number;

  constructor(options: StreetOptions) {
    this.#options = options;
    this.#nowMs = options.atMs;
    this.#loss = options.random.fork("loss");
    this.nodes = populate({ inventory: options.inventory, random: options.random.fork("nodes") }, options.atMs);
    this.#made = this.nodes.map(() => new Rows());
    this.nodes.forEach(({ capabilities }, number) => {
      this.#numberOf.set(capabilities.node, number);
    });
  }

  /** Reports made so far. */
  get count(): number {
    return this.#made.reduce((sum, { count }) => sum + count, 0);
  }

  /** The readings that a node has made. */
  madeBy(number: number): Reading[] {
    return this.#made[number]?.readings(this.lightOf(number)) ?? [];
  }

  /** The readings of each light in turn: all of them at once would be too many objects. */
  *made(): Generator<Made> {
    for (const number of this.nodes.keys()) yield { light: this.lightOf(number), readings: this.madeBy(number) };
  }

  /** The id of a node's light. */
  lightOf(number: number): string {
    return this.nodes[number]?.capabilities.lights[0] ?? "";
  }

  /** The nodes work until `toMs`; answers what has got through to the controller. */
  run(toMs: number): Message[] {
    this.#nowMs = toMs;
    for (const act of this.#next.splice(0)) act();
    for (const [number, node] of this.nodes.entries()) this.#send(number, node.advanceTo(toMs));
    return this.#up.splice(0);
  }

  /** What came down from the controller is obeyed, as far as it gets through. */
  obey(down: readonly Message[]): void {
    for (const [topic, payload] of down) {
      for (let copies = this.#copies(); copies > 0; copies--) this.#obey(topic, payload);
    }
  }

  /** Every node connects anew and says what it holds. */
  greet(): void {
    for (const number of this.nodes.keys()) this.#hello(number);
  }

  /** Some nodes start again: each says hello, if that gets through. */
  reboot(share: number, random: Random): void {
    this.nodes.forEach((node, number) => {
      if (random.next() >= share) return;
      this.#send(number, node.reboot(this.#nowMs));
      this.#hello(number);
    });
  }

  /** Another node takes the place of one, knows nothing of what that was told, and reports as it starts. */
  replace(number: number, node: SimulatedNode): void {
    this.nodes[number] = node;
    this.#numberOf.set(node.capabilities.node, number);
    this.#send(number, node.reboot(this.#nowMs));
    this.#hello(number);
  }

  /** A node connects again and says what it holds. */
  mend(number: number): void {
    this.cut.delete(number);
    this.#hello(number);
  }

  #obey(topic: string, payload: string): void {
    const command = readDown(topic, encoder.encode(payload));
    if (!command || command.refused) throw new Error(`a node was sent what it cannot read: ${topic} ${payload}`);
    if (command.subject === everyone) this.greet();
    const number = this.#numberOf.get(command.subject);
    const node = number === undefined ? undefined : this.nodes[number];
    if (number === undefined || !node || this.cut.has(number)) return;
    if (command.kind !== "ask") this.#send(number, node.receive(command.order, this.#nowMs));
    else if (command.ask?.want === "hello") this.#hello(number);
    else if (command.ask?.want === "replay") {
      const { boot, from, to } = command.ask;
      this.#next.push(() => {
        for (const replay of node.replay(boot, from, to)) this.#tell(number, "replay", replay);
      });
    }
  }

  #hello(number: number): void {
    this.#next.push(() => {
      const node = this.nodes[number];
      if (node) this.#tell(number, "hello", node.hello(this.#nowMs));
    });
  }

  #send(number: number, reports: readonly Report[]): void {
    for (const report of reports) {
      const light = this.lightOf(number);
      this.#made[number]?.add(readingOf(light, report, Date.parse(report.at)));
      this.#tell(number, "report", report);
    }
  }

  #tell<K extends UpKind>(number: number, kind: K, message: UpMessage<K>): void {
    const node = this.nodes[number]?.capabilities.node ?? "";
    const copies = this.cut.has(number) ? 0 : this.#copies();
    if (copies === 0) return;
    const sent: Message = [upTopic({ authority, connection: node, subject: node }, kind), JSON.stringify(message)];
    for (let copy = 0; copy < copies; copy++) {
      // A copy overtakes others on its way.
      if (copy > 0) this.#up.splice(randomInt(this.#loss, this.#up.length + 1), 0, sent);
      else this.#up.push(sent);
    }
  }

  #copies(): number {
    const { lostShare, doubledShare } = this.#options;
    const at = this.#loss.next();
    const copies = !this.isLinked ? 0 : !this.isLossy ? 1 : at < lostShare ? 0 : at < lostShare + doubledShare ? 2 : 1;
    if (copies === 0) this.lost++;
    return copies;
  }
}

/** Packed readings of one light; the room doubles. */
class Rows {
  count = 0;
  #rows = new Float64Array(64 * rowLength);

  add(reading: Reading): void {
    const at = this.count++ * rowLength;
    if (at === this.#rows.length) {
      const larger = new Float64Array(2 * at);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows.set(
      pack([reading], () => 0),
      at,
    );
  }

  readings(light: string): Reading[] {
    return unpack(light, this.#rows.subarray(0, this.count * rowLength));
  }
}
