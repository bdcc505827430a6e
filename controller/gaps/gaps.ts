/**
 * Which reports exist, and which of them are stored. A report is safe when the store has acknowledged it, not when it arrives: until then the
 * node's log is the only place that surely holds it. What is known to exist (a jump of the sequence, a hello, a new boot) and is neither
 * stored nor on its way is missing, and asked for.
 *
 * Of nearly every node there is nothing to say but "stored up to here, and the next few are on their way": four numbers in columns. The
 * others have spans as well (node-reports.ts) until they are simple again.
 */
import type { Ask, Hello } from "#contract/messages";
import type { StoredRecord } from "../registry/port.ts";
import { AreaTally } from "./area-tally.ts";
import { type Frontier, NodeReports } from "./node-reports.ts";
import { countOf, type Span } from "./spans.ts";

/** Missing reports of an area now, and healed and given up since the start. */
export interface AreaGaps {
  readonly area: string;
  /** Known to exist, and not stored: waited for, or in the controller's memory after they were missing. */
  readonly open: number;
  /** Were missing, and are stored. */
  readonly healed: number;
  /** The nodes' logs no longer hold them, or no store takes them. */
  readonly givenUp: number;
}

/** How far a light's readings are stored, as the registry keeps it. */
export type Stored = Pick<StoredRecord, "boot" | "upTo" | "above" | "newestAtMs">;

/** Asks sent a tick, over all nodes: a returning fleet must not drown its own live reports. */
const asksPerTickMax = 200;
/** Reports asked for that may be on their way at once: when the store goes away, they still find room in the recorder's buffer. */
const awaitedMax = 100_000;
/** Ranges above the frontier that the registry keeps of a light; what more there are, is asked for again after a restart. */
const aboveMax = 64;

export class Gaps {
  /** Frontier: everything up to (boot, upTo) is settled. Boot -1: nothing is known. */
  readonly #boot: Float64Array;
  readonly #upTo: Float64Array;
  /** The last of the unbroken run of reports on their way; NaN where spans say it. */
  readonly #pendingTo: Float64Array;
  readonly #newestAtMs: Float64Array;
  readonly #irregular = new Map<number, NodeReports>();
  /** Rows whose stored part has changed since it was last taken, in the order of change. */
  readonly #changed = new Set<number>();
  readonly #tally: AreaTally;

  /** One row for each light; `areas` are theirs. */
  constructor(areas: readonly string[]) {
    this.#boot = new Float64Array(areas.length).fill(-1);
    this.#upTo = new Float64Array(areas.length);
    this.#pendingTo = new Float64Array(areas.length);
    this.#newestAtMs = new Float64Array(areas.length);
    this.#tally = new AreaTally(areas);
  }

  /**
   * A report of an instant arrived, live or replayed. One whose number is stored already, but which is later than all that is stored, is
   * another node's under the same name, and what was known is forgotten: numbers that a clock was stepped back for are new ones.
   */
  arrived(row: number, boot: number, seq: number, atMs: number): void {
    if (this.#boot[row] === boot && seq === this.#at(this.#pendingTo, row) + 1) this.#pendingTo[row] = seq;
    else if (this.#isSettled(row, boot, seq) && atMs > this.#at(this.#newestAtMs, row)) this.#change(row, (node) => node.replaced(boot, seq));
    else if (!this.#isHere(row, boot, seq)) this.#change(row, (node) => node.arrived(boot, seq));
  }

  /** The store has acknowledged a report. */
  stored(row: number, boot: number, seq: number, atMs: number): void {
    if (atMs > this.#at(this.#newestAtMs, row)) this.#newestAtMs[row] = atMs;
    this.#changed.add(row);
    if (this.#isSettled(row, boot, seq)) return;
    const pendingTo = this.#at(this.#pendingTo, row);
    if (this.#boot[row] === boot && seq === this.#at(this.#upTo, row) + 1 && seq <= pendingTo) this.#upTo[row] = seq;
    else this.#change(row, (node) => node.stored(boot, seq));
  }

  /** A report that arrived was let go before the store took it: it is missing again. */
  dropped(row: number, boot: number, seq: number): void {
    this.#change(row, (node) => node.dropped(boot, seq));
  }

  /** No store will ever take this report: it is given up, and not waited for. */
  refused(row: number, boot: number, seq: number): void {
    this.#changed.add(row);
    this.#change(row, (node) => node.refused(boot, seq));
  }

  /** A node says what it holds. */
  hello(row: number, hello: Hello): void {
    const isKnown = this.#boot[row] === hello.boot && hello.seq <= this.#at(this.#pendingTo, row) && hello.seq >= this.#at(this.#upTo, row);
    if (isKnown) return;
    this.#changed.add(row);
    this.#change(row, (node) => node.hello(hello));
  }

  /** What to ask now, ms of the pace clock; one ask per connected node, and no more than can be taken in. */
  asks(nowMs: number, isConnected: (row: number) => boolean): { row: number; ask: Ask }[] {
    const asks: { row: number; ask: Ask }[] = [];
    let left = awaitedMax;
    for (const node of this.#irregular.values()) left -= awaitedOf(node, nowMs);
    for (const [row, node] of this.#irregular) {
      if (asks.length >= asksPerTickMax || left <= 0) break;
      const ask = isConnected(row) ? askOf(node, nowMs) : undefined;
      if (!ask) continue;
      if (ask.want === "replay") left -= ask.to - ask.from + 1;
      asks.push({ row, ask });
    }
    return asks;
  }

  /** Every area, by name. */
  byArea(): AreaGaps[] {
    const open = new Float64Array(this.#tally.names.length);
    for (const [row, { spans }] of this.#irregular) {
      const area = this.#tally.areaOf(row);
      open[area] = this.#at(open, area) + countOf(spans, "missing", "healing");
    }
    return this.#tally.names.map((area, i) => ({ area, open: this.#at(open, i), ...this.#tally.count(i) }));
  }

  /** All areas together. */
  counts(): Omit<AreaGaps, "area"> {
    const total = { open: 0, healed: 0, givenUp: 0 };
    for (const { open, healed, givenUp } of this.byArea()) {
      total.open += open;
      total.healed += healed;
      total.givenUp += givenUp;
    }
    return total;
  }

  /** How far a row is stored. */
  standing(row: number): Stored {
    const node = this.#irregular.get(row);
    const { boot, upTo } = node?.frontier ?? this.#frontier(row);
    const above = node?.spans.filter((span) => span.state === "stored").slice(0, aboveMax) ?? [];
    return { boot, upTo, above: above.map(({ boot: of, from, to }) => ({ boot: of, from, to })), newestAtMs: this.#at(this.#newestAtMs, row) };
  }

  /** At most so many rows whose standing has changed since it was last taken, the longest waiting first. */
  takeChanged(rowsMax: number): number[] {
    const rows: number[] = [];
    for (const row of this.#changed) {
      if (rows.length >= rowsMax) break;
      rows.push(row);
      this.#changed.delete(row);
    }
    return rows;
  }

  /** Rows taken could not be kept: they are taken again. */
  putBackChanged(rows: readonly number[]): void {
    for (const row of rows) this.#changed.add(row);
  }

  /** Rows whose standing has changed since it was last taken. */
  get changed(): number {
    return this.#changed.size;
  }

  /** Rows of which more is known than four numbers say. */
  get special(): number {
    return this.#irregular.size;
  }

  /** What was known of a row before a restart. */
  restore(row: number, { boot, upTo, above, newestAtMs }: Stored): void {
    this.#newestAtMs[row] = newestAtMs;
    this.#setFrontier(row, { boot, upTo }, upTo);
    if (above.length > 0) this.#change(row, (node) => node.restore(above));
  }

  /** The store holds less of a row than was thought: up to `to`; undefined when it holds nothing. The rest is missing. */
  goBack(row: number, to: Frontier | undefined): void {
    this.#changed.add(row);
    this.#change(row, (node) => node.goBack(to));
  }

  /** Goes on from another inventory; `rowBefore` says which row of it was the same light with the same node. */
  takeOver(before: Gaps, rowBefore: (row: number) => number | undefined): void {
    this.#tally.takeOver(before.#tally);
    for (let row = 0; row < this.#boot.length; row++) {
      const was = rowBefore(row);
      if (was === undefined) continue;
      this.#newestAtMs[row] = this.#at(before.#newestAtMs, was);
      this.#setFrontier(row, before.#frontier(was), this.#at(before.#pendingTo, was));
      const node = before.#irregular.get(was);
      if (node) this.#irregular.set(row, node.with(this.#tally.of(row)));
      if (before.#changed.has(was)) this.#changed.add(row);
    }
  }

  /** Whether a report is at or below the frontier. Reports count from 1. */
  #isSettled(row: number, boot: number, seq: number): boolean {
    const known = this.#at(this.#boot, row);
    return seq >= 1 && (boot < known || (boot === known && seq <= this.#at(this.#upTo, row)));
  }

  /** Whether there is nothing to note of a report that arrived: it is settled, on its way, or without a number. */
  #isHere(row: number, boot: number, seq: number): boolean {
    return seq < 1 || this.#isSettled(row, boot, seq) || (boot === this.#boot[row] && seq <= this.#at(this.#pendingTo, row));
  }

  /** Lets the row's spans change, and goes back to columns when there is nothing special about it any more. */
  #change(row: number, act: (node: NodeReports) => void): void {
    const node = this.#irregular.get(row) ?? new NodeReports(this.#frontier(row), this.#pendingSpans(row), this.#tally.of(row));
    act(node);
    const simple = node.simple();
    if (simple) {
      this.#irregular.delete(row);
      this.#setFrontier(row, simple, simple.pendingTo);
    } else {
      this.#irregular.set(row, node);
      this.#setFrontier(row, node.frontier, Number.NaN);
    }
  }

  #pendingSpans(row: number): Span[] {
    const { boot, upTo } = this.#frontier(row);
    const to = this.#at(this.#pendingTo, row);
    return to > upTo ? [{ boot, from: upTo + 1, to, state: "pending" }] : [];
  }

  #frontier(row: number): Frontier {
    return { boot: this.#at(this.#boot, row), upTo: this.#at(this.#upTo, row) };
  }

  #setFrontier(row: number, { boot, upTo }: Frontier, pendingTo: number): void {
    this.#boot[row] = boot;
    this.#upTo[row] = upTo;
    this.#pendingTo[row] = pendingTo;
  }

  #at(column: Float64Array, index: number): number {
    return column[index] ?? Number.NaN;
  }
}

function awaitedOf(node: NodeReports, nowMs: number): number {
  const first = node.missing;
  return first ? node.asking.awaited(first, nowMs) : 0;
}

function askOf(node: NodeReports, nowMs: number): Ask | undefined {
  if (node.isUntold) return node.asking.untold(nowMs);
  const first = node.missing;
  return first && node.asking.next(first, nowMs);
}
