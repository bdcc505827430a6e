/** What the accounts answered for a division: a column for each figure, by member, with the total of the scope at the end. */
import type { Accounts, DayField, DaySums, Members } from "../../energy/accounts.ts";
import type { Division } from "./division.ts";

export type SumField = DayField | "lights" | "lightDays" | "lightsSeen";

export class Sums {
  /** Members; the total is the element of this number. */
  readonly count: number;
  readonly #layers: readonly DaySums[];
  readonly #columns = new Map<SumField, Float64Array>();

  constructor(count: number, layers: readonly DaySums[]) {
    this.count = count;
    this.#layers = layers;
  }

  /** One question of the accounts for each layer. */
  static async ask(accounts: Accounts, { members, layers }: Pick<Division, "members" | "layers">, period: Period, signal?: AbortSignal): Promise<Sums> {
    const answers: DaySums[] = [];
    for (const layer of layers) answers.push(await accounts.days({ ...period, members: layer, bucket: "whole" }, signal));
    return new Sums(members.length, answers);
  }

  /** The total only. */
  static async askTotal(accounts: Accounts, layer: Members, period: Period, signal?: AbortSignal): Promise<Sums> {
    const of = layer.of.map((member) => (member === -1 ? -1 : 0));
    return Sums.ask(accounts, { members: [], layers: [{ of, count: 1 }] }, period, signal);
  }

  /** Length `count + 1`. NaN where nothing is known. */
  column(field: SumField): Float64Array {
    const known = this.#columns.get(field) ?? this.#add(field);
    this.#columns.set(field, known);
    return known;
  }

  get daysWithoutTariff(): number {
    return this.#layers[0]?.daysWithoutTariff ?? 0;
  }

  get daysWithoutCarbon(): number {
    return this.#layers[0]?.daysWithoutCarbon ?? 0;
  }

  get standingPence(): number {
    return this.#layers[0]?.standingPence ?? 0;
  }

  /** Every light of the scope is once in the first layer: it gives the total. */
  #add(field: SumField): Float64Array {
    const column = new Float64Array(this.count + 1);
    this.#layers.forEach((answer, layer) => {
      const own = field === "lights" || field === "lightDays" || field === "lightsSeen" ? answer[field] : answer.sums[field];
      for (let member = 0; member < this.count; member++) column[member] = (column[member] ?? 0) + (own[member] ?? 0);
      if (layer === 0) for (let member = 0; member <= this.count; member++) column[this.count] = (column[this.count] ?? 0) + (own[member] ?? 0);
    });
    return column;
  }
}

/** Local days, yyyy-mm-dd, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}
