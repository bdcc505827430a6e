/**
 * Whether a photocell sees what those around it see. One that is stuck dark brings light on long before the others of its area; one that
 * is stuck bright never does on evenings when nearly all the others do. That a node has one is known once it has acted by it.
 */
import { earlierMinMax } from "#contract/units";
import type { Geometry } from "../fleet/geometry.ts";
import type { Answer } from "./look.ts";

const minuteMs = 60_000;
/** Fewer photocells than this in an area cannot vouch for each other. */
const othersMin = 5;
/** Ahead of the others: fewer than this share of them have switched. */
const fewShare = 1 / 3;
/** A dark evening: this share of them has switched before the programme. */
const mostShare = 0.7;
/** Dark evenings in a row that a photocell may miss before it is believed to be stuck. */
const missedMax = 3;
/** How long after most others had switched a light's switch-on by programme still belongs to that evening, and how long before. */
const sameEveningMs = 3 * 60 * minuteMs;
/** Longer than any programme lets a photocell act, and a report later: it needs no others to be wrong. */
const longestMs = (earlierMinMax + 15) * minuteMs;
const darkForMs = 10 * minuteMs;

export interface PhotocellReport {
  readonly nowMs: number;
  readonly isLocal: boolean;
  /** More light than decided. */
  readonly isEarly: boolean;
  readonly isOff: boolean;
  readonly aheadMinutes: number;
}

export class Photocells {
  readonly #areaOf: Uint16Array;
  /** By area: lights known to have one, those on ahead of their programme now, and since when these are most of them. */
  readonly #having: Uint32Array;
  readonly #early: Uint32Array;
  readonly #mostSinceMs: Float64Array;
  readonly #has: Uint8Array;
  readonly #earlySinceMs: Float64Array;
  readonly #missed: Uint8Array;
  readonly #answer: Uint8Array;
  /** Found stuck this evening; and the evening's switch-on was taken note of. */
  readonly #foundToday: Uint8Array;
  readonly #judged: Uint8Array;

  constructor({ lights, groupOf, groups }: Geometry) {
    this.#areaOf = groupOf;
    this.#having = new Uint32Array(groups.length);
    this.#early = new Uint32Array(groups.length);
    this.#mostSinceMs = new Float64Array(groups.length).fill(Number.NaN);
    this.#has = new Uint8Array(lights.length);
    this.#earlySinceMs = new Float64Array(lights.length).fill(Number.NaN);
    this.#missed = new Uint8Array(lights.length);
    this.#answer = new Uint8Array(lights.length);
    this.#foundToday = new Uint8Array(lights.length);
    this.#judged = new Uint8Array(lights.length);
  }

  take(row: number, report: PhotocellReport): void {
    const area = this.#areaOf[row] ?? 0;
    if (report.isLocal && this.#has[row] === 0) {
      this.#has[row] = 1;
      this.#having[area] = (this.#having[area] ?? 0) + 1;
    }
    if (this.#has[row] === 0) return;
    const isEarly = report.isLocal && report.isEarly;
    if (isEarly) this.#whileEarly(row, area, report);
    else this.#whileNot(row, area, report);
  }

  answer(row: number): Answer {
    return answers[this.#answer[row] ?? 0] ?? "unknown";
  }

  #whileEarly(row: number, area: number, { nowMs, aheadMinutes }: PhotocellReport): void {
    if (Number.isNaN(this.#earlySinceMs[row] ?? Number.NaN)) {
      this.#earlySinceMs[row] = nowMs;
      this.#early[area] = (this.#early[area] ?? 0) + 1;
      const isMost = this.#share(area) >= mostShare;
      if (isMost && Number.isNaN(this.#mostSinceMs[area] ?? Number.NaN)) this.#mostSinceMs[area] = nowMs;
    }
    this.#missed[row] = 0;
    const isAlone = (this.#having[area] ?? 0) >= othersMin && this.#share(area) < fewShare;
    const earlyForMs = nowMs - (this.#earlySinceMs[row] ?? nowMs);
    if (earlyForMs >= longestMs || (isAlone && earlyForMs >= aheadMinutes * minuteMs)) {
      this.#answer[row] = yes;
      this.#foundToday[row] = 1;
    }
  }

  #whileNot(row: number, area: number, { nowMs, isOff }: PhotocellReport): void {
    const wasEarly = !Number.isNaN(this.#earlySinceMs[row] ?? Number.NaN);
    if (wasEarly) {
      this.#earlySinceMs[row] = Number.NaN;
      this.#early[area] = Math.max(0, (this.#early[area] ?? 0) - 1);
    }
    if (isOff) {
      this.#foundToday[row] = 0;
      this.#judged[row] = 0;
      if (this.#share(area) < fewShare) this.#mostSinceMs[area] = Number.NaN;
      return;
    }
    if (this.#judged[row] === 1) return;
    this.#judged[row] = 1;
    if (!wasEarly) this.#missedOn(row, area, nowMs);
    if (this.#foundToday[row] === 0 && (this.#missed[row] ?? 0) === 0) this.#answer[row] = no;
  }

  /** Switched on by its programme: had most of the others been on for some time? */
  #missedOn(row: number, area: number, nowMs: number): void {
    const darkMs = nowMs - (this.#mostSinceMs[area] ?? Number.NaN);
    if (!(darkMs >= darkForMs && darkMs <= sameEveningMs)) return;
    this.#missed[row] = Math.min(255, (this.#missed[row] ?? 0) + 1);
    if ((this.#missed[row] ?? 0) >= missedMax) this.#answer[row] = yes;
  }

  #share(area: number): number {
    return (this.#early[area] ?? 0) / Math.max(1, this.#having[area] ?? 0);
  }
}

const yes = 1;
const no = 2;
const answers: readonly Answer[] = ["unknown", "yes", "no"];
