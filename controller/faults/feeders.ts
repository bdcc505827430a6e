/**
 * Whether lights that went silent did so with their feeder: most of those that were there, within minutes. Lights that were already gone
 * do not count, neither for nor against; one light alone on its feeder cannot tell its supply from its radio.
 */
import type { Fleet } from "../fleet/fleet.ts";

/** Lost within this of each other is lost together: a broker takes one and a half keep-alives (a minute or two) to miss a node. */
const togetherMs = 5 * 60_000;
const atOnceMs = 60_000;
/** Of the lights that were there; the others' connections may still be thought to live. */
const goneShare = 0.6;
/** Two lights of two, three of more: fewer are chance. */
const goneMin = (there: number): number => Math.min(3, Math.max(2, there));
/** After the supply is back, nodes start and connect again within this; one that has not is missing for another reason. */
const restartMs = 150_000;

interface Loss {
  /** When it was seen to be one. */
  readonly seenAtMs: number;
  /** Rows lost from this instant on are part of it. */
  readonly fromMs: number;
  /** When most were back; NaN while they are not. */
  backAtMs: number;
}

export class Feeders {
  readonly #fleet: Fleet;
  readonly #losses = new Map<string, Loss>();

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  /** Looks again at the feeder of a row whose connection came or went; the rows to judge anew, when that changed something. */
  changed(row: number, nowMs: number): readonly number[] {
    const feeder = this.#fleet.geometry.lights[row]?.feeder;
    const rows = feeder === undefined ? undefined : this.#fleet.geometry.feeders.get(feeder);
    if (feeder === undefined || rows === undefined || rows.length < 2) return [];
    const loss = this.#losses.get(feeder);
    if (loss && !this.#isOver(loss, nowMs)) return this.#whileGone(rows, loss, nowMs);
    this.#losses.delete(feeder);
    const begun = this.#begins(rows, nowMs);
    if (begun) this.#losses.set(feeder, begun);
    return begun || loss ? rows : [];
  }

  isGone(row: number, nowMs: number): boolean {
    const feeder = this.#fleet.geometry.lights[row]?.feeder;
    const loss = feeder === undefined ? undefined : this.#losses.get(feeder);
    return loss !== undefined && !this.#isOver(loss, nowMs) && (this.#fleet.lostAtMs[row] ?? Number.NaN) >= loss.fromMs;
  }

  /** When the loss of a light's feeder was seen; NaN when there is none. */
  seenAtMs(row: number): number {
    const feeder = this.#fleet.geometry.lights[row]?.feeder;
    return (feeder === undefined ? undefined : this.#losses.get(feeder)?.seenAtMs) ?? Number.NaN;
  }

  /** When a light that is still gone stops being explained by its feeder; Infinity while it is. */
  dueAt(row: number): number {
    const feeder = this.#fleet.geometry.lights[row]?.feeder;
    const backAtMs = feeder === undefined ? undefined : this.#losses.get(feeder)?.backAtMs;
    return backAtMs === undefined || Number.isNaN(backAtMs) ? Number.POSITIVE_INFINITY : backAtMs + restartMs;
  }

  /** Supply that was found lost before a restart of the controller: its lights are gone from an instant, and still. */
  restore(row: number, sinceMs: number): void {
    const feeder = this.#fleet.geometry.lights[row]?.feeder;
    if (feeder === undefined) return;
    const fromMs = Math.min(sinceMs, this.#losses.get(feeder)?.fromMs ?? sinceMs);
    this.#losses.set(feeder, { seenAtMs: fromMs, fromMs, backAtMs: Number.NaN });
  }

  #isOver(loss: Loss, nowMs: number): boolean {
    return nowMs - loss.backAtMs >= restartMs;
  }

  #begins(rows: readonly number[], nowMs: number): Loss | undefined {
    let gone = 0;
    let there = 0;
    let fromMs = nowMs;
    const carriers = new Set<string | undefined>();
    for (const row of rows) {
      const lostAtMs = this.#fleet.lostAtMs[row] ?? Number.NaN;
      if (this.#fleet.connected[row] === 1) there += 1;
      else if (nowMs - lostAtMs <= togetherMs) {
        gone += 1;
        fromMs = Math.min(fromMs, lostAtMs);
        carriers.add(this.#fleet.connection[row]);
      }
    }
    // Two may be chance: only at the same time is it not.
    if (gone < 3 && nowMs - fromMs > atOnceMs) return undefined;
    if (gone < goneMin(rows.length) || gone < goneShare * (gone + there)) return undefined;
    // Many nodes on one connection: a gateway speaks for them, and it is the gateway that is gone.
    return carriers.size < Math.min(2, gone) ? undefined : { seenAtMs: nowMs, fromMs, backAtMs: Number.NaN };
  }

  #whileGone(rows: readonly number[], loss: Loss, nowMs: number): readonly number[] {
    let gone = 0;
    let there = 0;
    for (const row of rows) {
      if (this.#fleet.connected[row] === 1) there += 1;
      else if ((this.#fleet.lostAtMs[row] ?? Number.NaN) >= loss.fromMs) gone += 1;
    }
    const isBack = gone < goneShare * (gone + there);
    if (isBack === !Number.isNaN(loss.backAtMs)) return [];
    loss.backAtMs = isBack ? nowMs : Number.NaN;
    return rows;
  }
}
