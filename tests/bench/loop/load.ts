/** As many reports as a broker will take: nodes that publish in turn, each on its own connection, with a bounded number unacknowledged. */
import { SystemClock, wait } from "#contract/clock";
import { WireNode } from "./wire-node.ts";

export interface LoadNode {
  readonly id: string;
  readonly secret: string;
  readonly topic: string;
  /** A valid report with this sequence number and instant, as JSON. */
  readonly report: (seq: number, at: string) => string;
}

const clock = new SystemClock();
/** Signing in at once: keeps a broker busy, and its backlog short. */
const signingInMax = 200;
/** Reports unacknowledged, over all nodes: as the simulated fleet has it. */
const inFlightMax = 1_000;
const connectMs = 120_000;
const publishMs = 120_000;

export class Load {
  readonly #authority: string;
  readonly #nodes: readonly LoadNode[];
  readonly #connections: WireNode[] = [];
  #up = 0;
  #sent = 0;
  #acknowledged = 0;
  #goal = 0;
  /** How many may have been sent by now, when a pace is asked for. */
  #dueBy: () => number = () => Number.POSITIVE_INFINITY;
  #lost: string | undefined;

  constructor(authority: string, nodes: readonly LoadNode[]) {
    this.#authority = authority;
    this.#nodes = nodes;
  }

  /** Connects and subscribes all; the answer is how long it took, ms. */
  async connect(port: number): Promise<number> {
    const beganMs = clock.elapsedMs();
    await this.#until(
      connectMs,
      () => this.#up === this.#nodes.length,
      `${this.#nodes.length} nodes connected`,
      () => this.#connectMore(port),
    );
    return clock.elapsedMs() - beganMs;
  }

  /**
   * Publishes `reports` in turn over the nodes, each node's from sequence 1, and waits for the last acknowledgement; ms that took. As fast as
   * they are acknowledged, or at most so many a second.
   */
  async publish(reports: number, perSecond = Number.POSITIVE_INFINITY): Promise<number> {
    const beganMs = clock.elapsedMs();
    this.#dueBy = perSecond === Number.POSITIVE_INFINITY ? () => perSecond : () => (perSecond * (clock.elapsedMs() - beganMs)) / 1_000;
    this.#sent = 0;
    this.#acknowledged = 0;
    this.#goal = reports;
    await this.#until(
      publishMs,
      () => this.#acknowledged === reports,
      `${reports} reports acknowledged`,
      () => this.#publishMore(),
    );
    this.#goal = 0;
    return clock.elapsedMs() - beganMs;
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }

  #connectMore(port: number): void {
    while (this.#connections.length < this.#nodes.length && this.#connections.length - this.#up < signingInMax) {
      const node = this.#nodes[this.#connections.length];
      if (!node) return;
      const events = {
        up: () => {
          this.#up++;
          this.#connectMore(port);
        },
        acknowledged: () => {
          this.#acknowledged++;
          this.#publishMore();
        },
        lost: (why: string) => {
          this.#lost ??= `${node.id}: ${why}`;
        },
      };
      this.#connections.push(new WireNode(port, { ...node, authority: this.#authority }, events));
    }
  }

  #publishMore(): void {
    const n = this.#nodes.length;
    const due = Math.min(this.#goal, this.#dueBy());
    while (this.#sent < due && this.#sent - this.#acknowledged < inFlightMax) {
      const node = this.#nodes[this.#sent % n];
      const seq = Math.floor(this.#sent / n) + 1;
      if (node) this.#connections[this.#sent % n]?.publish(node.topic, node.report(seq, new Date(clock.now()).toISOString()));
      this.#sent++;
    }
  }

  /** Looks now and then whether it is done, and does what is due; most of the work goes on by its own events. */
  async #until(limitMs: number, isDone: () => boolean, what: string, goOn: () => void): Promise<void> {
    const beganMs = clock.elapsedMs();
    while (!isDone()) {
      goOn();
      if (this.#lost !== undefined) throw new Error(`expected ${what}; a connection was lost: ${this.#lost}`);
      if (clock.elapsedMs() - beganMs > limitMs)
        throw new Error(`expected ${what} within ${limitMs / 1_000} s; ${this.#up} are up, ${this.#acknowledged} of ${this.#sent} acknowledged`);
      await wait(clock, 5, what);
    }
  }
}
