/** Half hours of the lights of a scope as means: power, level, share that burns. For every half hour of a period, known or not. */
import type { Asker } from "../../api/energy-desk.ts";
import type { Accounts, HalfHourField, HalfHourSums, Members } from "../../energy/accounts.ts";

/** Sums of some half hours, from which means are taken. */
export class MeanHours {
  /** Light × half hours. */
  #lightHalves = 0;
  #halves = 0;
  readonly #sums: Record<HalfHourField, number> = { meteredMwh: 0, calculatedMwh: 0, levelPct: 0, burningMin: 0, estimatedMin: 0 };

  /** Adds an element of the sums. */
  add({ lights, sums }: HalfHourSums, at: number): void {
    const own = lights[at] ?? 0;
    if (own === 0) return;
    this.#lightHalves += own;
    this.#halves++;
    for (const field of fields) this.#sums[field] += sums[field][at] ?? 0;
  }

  /** Mean power of all lights together, kW. */
  kw(field: "meteredMwh" | "calculatedMwh"): number | null {
    return this.#known(this.#sums[field] / this.#halves / mwhPerHalfKwh, wholeMilliwatts);
  }

  /** Mean level of the lights, %. */
  levelPct(): number | null {
    return this.#known(Math.min(100, this.#sums.levelPct / this.#lightHalves));
  }

  /** Share of the lights with light, or of the time that no reading covers, %. */
  sharePct(field: "burningMin" | "estimatedMin"): number | null {
    return this.#known((100 * this.#sums[field]) / (this.#lightHalves * halfHourMin));
  }

  #known(value: number, steps = 1_000): number | null {
    return this.#lightHalves === 0 || this.#isUnheard ? null : Math.round(value * steps) / steps;
  }

  /** No reading of any light covers it, and no counter told of it later. */
  get #isUnheard(): boolean {
    const { estimatedMin, meteredMwh, calculatedMwh } = this.#sums;
    return estimatedMin >= this.#lightHalves * halfHourMin && meteredMwh + calculatedMwh === 0;
  }
}

const fields: readonly HalfHourField[] = ["meteredMwh", "calculatedMwh", "levelPct", "burningMin", "estimatedMin"];
/** A kW for half an hour. */
const mwhPerHalfKwh = 500_000;
/** Steps of a kW: standing by, one light takes half a watt. */
const wholeMilliwatts = 1_000_000;
const halfHourMin = 30;

export interface HalfHourQuestion {
  /** Local days, yyyy-mm-dd, consecutive. */
  readonly days: readonly string[];
  readonly members: Members;
}

/** Days asked at once: some seconds of work for 100,000 lights at most, so that progress moves and giving up is quick. */
const pieceDays = 31;

/** Asks piece by piece, and hands each half hour's place in its answer over. */
export async function eachHalfHour(
  accounts: Accounts,
  { days, members }: HalfHourQuestion,
  { signal, progress }: Asker,
  take: (sums: HalfHourSums, index: number) => void,
): Promise<void> {
  for (let at = 0; at < days.length; at += pieceDays) {
    const [from = "", to = ""] = [days[at], days[Math.min(days.length, at + pieceDays) - 1]];
    const share = (part: number): void => progress?.(Math.min(1, (at + part * pieceDays) / days.length));
    const sums = await accounts.halfHours({ from, to, members }, signal, share);
    for (let index = 0; index < sums.startsMs.length; index++) take(sums, index);
  }
  progress?.(1);
}
