/**
 * Which reports are missing, per node, and what to ask for. A gap shows as a jump of the sequence, or when a node says hello and
 * holds more than arrived; it closes when the replay arrives, or is given up when the node's log no longer holds it.
 */
import type { Ask, Hello } from "#contract/messages";

interface Missing {
  readonly boot: number;
  from: number;
  to: number;
}

interface NodeGaps {
  boot: number;
  /** Highest sequence seen in `boot`. */
  seq: number;
  missing: Missing[];
  /** When the last ask went out; undefined when none waits for an answer. */
  askedAtMs: number | undefined;
  tries: number;
}

/** One ask covers at most this many reports, so that an answer is a few packets. */
const askReportsMax = 200;
/** Asks sent a second, over all nodes: a returning fleet must not drown its own live reports. */
export const asksPerTickMax = 200;
/** An ask without an answer is repeated after this, at most `triesMax` times; a hello starts anew. */
const answerMsMax = 60_000;
const triesMax = 5;
/** Ranges kept per node; beyond it the oldest are given up (a node that flaps all night). */
const rangesMax = 64;

export class Gaps {
  readonly #nodes = new Map<number, NodeGaps>();
  readonly #open = new Set<number>();
  #healed = 0;
  #givenUp = 0;

  /** Reports missing now, healed and given up since the start. */
  counts(): { open: number; healed: number; givenUp: number } {
    let open = 0;
    for (const row of this.#open) for (const range of this.#nodes.get(row)?.missing ?? []) open += range.to - range.from + 1;
    return { open, healed: this.#healed, givenUp: this.#givenUp };
  }

  /** What the store already holds, after a restart: nothing older is asked for. */
  known(row: number, boot: number, seq: number): void {
    const node = this.#node(row);
    if (boot > node.boot || (boot === node.boot && seq > node.seq)) {
      node.boot = boot;
      node.seq = seq;
    }
  }

  /** A report arrived, live or replayed. */
  arrived(row: number, boot: number, seq: number): void {
    const node = this.#node(row);
    if (boot === node.boot && seq === node.seq + 1) {
      node.seq = seq;
      return;
    }
    if (boot > node.boot) {
      // Reports count from 1 in each boot; what the boot before still held is learnt from the hello.
      if (seq > 1) this.#add(row, node, boot, 1, seq - 1);
      node.boot = boot;
      node.seq = seq;
    } else if (boot === node.boot && seq > node.seq) {
      this.#add(row, node, boot, node.seq + 1, seq - 1);
      node.seq = seq;
    } else {
      this.#fill(row, node, boot, seq);
    }
  }

  /** A node says what it holds. */
  hello(row: number, hello: Hello): void {
    const node = this.#node(row);
    for (const range of hello.log) {
      if (range.boot < node.boot) continue;
      const from = range.boot === node.boot ? Math.max(range.from, node.seq + 1) : range.from;
      if (from <= range.to) this.#add(row, node, range.boot, from, range.to);
    }
    if (hello.boot > node.boot) {
      node.boot = hello.boot;
      node.seq = hello.seq;
    } else if (hello.boot === node.boot) node.seq = Math.max(node.seq, hello.seq);
    this.#dropLost(row, node, hello);
    node.askedAtMs = undefined;
    node.tries = 0;
  }

  /** What to ask now: at most `asksPerTickMax`, one per connected node. */
  asks(nowMs: number, isConnected: (row: number) => boolean): { row: number; ask: Ask }[] {
    const asks: { row: number; ask: Ask }[] = [];
    for (const row of this.#open) {
      if (asks.length >= asksPerTickMax) break;
      const node = this.#nodes.get(row);
      const first = node?.missing[0];
      if (!node || !first || !isConnected(row)) continue;
      if (node.askedAtMs !== undefined && nowMs - node.askedAtMs < answerMsMax) continue;
      if (node.tries >= triesMax) {
        this.#giveUp(row, node, first);
        continue;
      }
      node.askedAtMs = nowMs;
      node.tries += 1;
      asks.push({ row, ask: { want: "replay", boot: first.boot, from: first.from, to: Math.min(first.to, first.from + askReportsMax - 1) } });
    }
    return asks;
  }

  #node(row: number): NodeGaps {
    let node = this.#nodes.get(row);
    if (!node) {
      node = { boot: -1, seq: 0, missing: [], askedAtMs: undefined, tries: 0 };
      this.#nodes.set(row, node);
    }
    return node;
  }

  #add(row: number, node: NodeGaps, boot: number, from: number, to: number): void {
    node.missing.push({ boot, from, to });
    this.#open.add(row);
    if (node.missing.length > rangesMax) {
      const oldest = node.missing[0];
      if (oldest) this.#giveUp(row, node, oldest);
    }
  }

  #fill(row: number, node: NodeGaps, boot: number, seq: number): void {
    const index = node.missing.findIndex((range) => range.boot === boot && range.from <= seq && seq <= range.to);
    const range = node.missing[index];
    if (!range) return;
    this.#healed += 1;
    node.askedAtMs = range.from === seq && seq === range.to ? undefined : node.askedAtMs;
    node.tries = 0;
    const after: Missing[] = seq < range.to ? [{ boot, from: seq + 1, to: range.to }] : [];
    if (range.from < seq) after.unshift({ boot, from: range.from, to: seq - 1 });
    node.missing.splice(index, 1, ...after);
    // The ask covered a stretch; when its last report is in, the next stretch may be asked for at once.
    if (after.length === 1 && (seq - range.from + 1) % askReportsMax === 0) node.askedAtMs = undefined;
    if (node.missing.length === 0) this.#open.delete(row);
  }

  /** The log no longer holds what is missing: it is lost, and counted. */
  #dropLost(row: number, node: NodeGaps, hello: Hello): void {
    for (const range of [...node.missing]) {
      const held = hello.log.find((log) => log.boot === range.boot);
      if (!held || held.from > range.to) this.#giveUp(row, node, range);
      else if (held.from > range.from) {
        this.#givenUp += held.from - range.from;
        range.from = held.from;
      }
    }
  }

  #giveUp(row: number, node: NodeGaps, range: Missing): void {
    this.#givenUp += range.to - range.from + 1;
    node.missing.splice(node.missing.indexOf(range), 1);
    node.askedAtMs = undefined;
    node.tries = 0;
    if (node.missing.length === 0) this.#open.delete(row);
  }
}
