/** The nodes of the measured installation, simulated in this process, each on its own connection: when a target reaches each of them. */
import { SystemClock, wait } from "#contract/clock";
import { seededRandom } from "#contract/random";
import { upTopic } from "#contract/topics";
import { Connection, type Link } from "#firmware-sim/connection";
import { SimulatedFleet } from "#firmware-sim/fleet";
import type { SimulatedNode } from "#firmware-sim/node";
import type { Commissioned } from "./commissioned.ts";
import type { LoadNode } from "./load.ts";
import { authority, plannedPct, sourceId } from "./plan.ts";
import { until } from "./rig.ts";

const clock = new SystemClock();
/** More than are taken, so that the broker and this process set the pace. */
const connectsPerSecond = 2_000;
/** 500 programmes go out in a tick of a second; a busy machine needs more. */
const programmesMs = 120_000;
const arrivalMs = 60_000;

export class Street {
  readonly fleet: SimulatedFleet;
  readonly #link: Link;
  readonly #commissioned: Commissioned;
  #onTarget: (node: string) => void = () => {};
  #source: Connection | undefined;

  constructor(brokerUrl: string, commissioned: Commissioned, seed: number) {
    const random = seededRandom(seed);
    this.#commissioned = commissioned;
    this.#link = { brokerUrl, authority, clock, random: random.fork("link"), retry: { firstMs: 200, maxMs: 2_000 } };
    const { lights, secrets } = commissioned;
    this.fleet = new SimulatedFleet({ inventory: lights, clock, link: this.#link, random: random.fork("fleet"), secrets, connectsPerSecond, logCapacity: 100 });
    for (const [id, node] of this.fleet.nodes) {
      const receive = node.receive.bind(node);
      node.receive = (command, nowMs) => {
        if ("levelPct" in command) this.#onTarget(id);
        return receive(command, nowMs);
      };
    }
  }

  /** Connects the demand source; up means that the broker knows the new identities. */
  async connectSource(): Promise<void> {
    const secret = this.#commissioned.secrets.get(sourceId) ?? "";
    const events = { up: () => {}, down: () => {}, message: () => {} };
    const source = new Connection({ id: sourceId, secret, listens: false, link: this.#link, events });
    this.#source = source;
    source.open();
    await until(
      arrivalMs,
      "the demand source connected",
      () => source.connected,
      () => "no connection",
    );
  }

  /** Connects all nodes; ms until the last is subscribed. */
  async connect(): Promise<number> {
    const beganMs = clock.elapsedMs();
    this.fleet.start();
    await this.fleet.connected();
    return clock.elapsedMs() - beganMs;
  }

  /** Every node holds the programme it was sent. */
  async programmed(): Promise<void> {
    const without = new Set(this.fleet.nodes.values());
    const isHeld = (): boolean => {
      for (const node of without) {
        if (node.hello(clock.now()).programme === undefined) return false;
        without.delete(node);
      }
      return true;
    };
    await until(programmesMs, "a programme at every node", isHeld, () => `${without.size} nodes to look at`);
    await this.fleet.settled();
  }

  /** Publishes a demand reading; by how many ms later a target reached each of `nodes` nodes. */
  async lift(value: number, nodes: number): Promise<number[]> {
    const arrivedMs = new Map<string, number>();
    let beganMs = 0;
    this.#onTarget = (node) => {
      if (!arrivedMs.has(node)) arrivedMs.set(node, clock.elapsedMs() - beganMs);
    };
    const topic = upTopic({ authority, connection: sourceId, subject: sourceId }, "demand");
    beganMs = clock.elapsedMs();
    this.#source?.publish(topic, JSON.stringify({ source: sourceId, at: new Date(clock.now()).toISOString(), value }), () => {});
    await until(
      arrivalMs,
      `targets at ${nodes} nodes`,
      () => arrivedMs.size >= nodes,
      () => arrivedMs.size,
    );
    this.#onTarget = () => {};
    await this.fleet.settled();
    if (arrivedMs.size !== nodes) throw new Error(`expected targets at ${nodes} nodes, found ${arrivedMs.size}`);
    // The controller has taken the nodes' answers before anything else is asked of it.
    await wait(clock, restMs, "the answers to be taken");
    return [...arrivedMs.values()];
  }

  /**
   * The nodes as they stand now, as publishers of reports that tell the controller nothing new. To be called with a boot above every one
   * before, this street's own being 1.
   */
  asPublishers(): (boot: number) => LoadNode[] {
    const levels = this.fleet.levels();
    const states = [...this.fleet.nodes].map(([id, node]) => {
      const secret = this.#commissioned.secrets.get(id) ?? "";
      const topic = upTopic({ authority, connection: id, subject: id }, "report");
      return { id, secret, topic, rest: restOf(node, levels.get(id) ?? 0) };
    });
    return (boot) =>
      states.map(({ id, secret, topic, rest }) => {
        const head = `{"node":"${id}","boot":${boot},"seq":`;
        return { id, secret, topic, report: (seq, at) => `${head}${seq},"at":"${at}",${rest}` };
      });
  }

  async close(): Promise<void> {
    await Promise.all([this.fleet.close(), this.#source?.close()]);
  }
}

const restMs = 300;

/** A report from the level on, without its opening brace. */
function restOf(node: SimulatedNode, levelPct: number): string {
  const { programme, command } = node.hello(clock.now());
  const powerW = Math.round(node.capabilities.powerW * levelPct) / 100;
  const measured = { levelPct, powerW, voltageV: 236.4, currentA: Math.round(powerW / 0.23) / 1_000, powerFactor: 0.97, energyKwh: 4_321.123 };
  const following = levelPct === plannedPct ? "programme" : "target";
  return JSON.stringify({ ...measured, temperatureC: 11.5, burningHours: 12_345.6, faultBits: 0, following, programme, command }).slice(1);
}
