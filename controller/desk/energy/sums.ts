/** What the accounts answered for a division: a column for each figure, by member, with the total of the scope at the end. */
import type { Accounts, DayField, DaySums, Members } from "../../energy/accounts.ts";
import type { Division } from "./division.ts";

export type SumField = DayField | "lights" | "lightDays" | "lightsSeen";

export class Sums {
  /** Members; the total is the element of this number. */
  readonly count: number;
  readonly #layers: readonly DaySums[];
  readonly #columns = new Map<string, Float64Array>();

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
    return Sums.ask(accounts, { members: [], layers: [{ ...layer, of, count: 1 }] }, period, signal);
  }

  /** Sums, `count + 1` of them. */
  column(field: SumField): Float64Array {
    return this.#kept(field, (answer) => (isDayField(field) ? answer.sums[field] : answer[field]));
  }

  /** How many days of a light are in the sum of a field. */
  known(field: DayField): Float64Array {
    return this.#kept(`known ${field}`, (answer) => answer.known[field]);
  }

  /** What was answered for a layer; the last member is the rest of the scope. */
  layer(layer: number): Pick<DaySums, "lightDays" | "lightsSeen"> {
    return this.#layers[layer] ?? { lightDays: new Float64Array(), lightsSeen: new Float64Array() };
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
  #kept(key: string, pick: (answer: DaySums) => Float64Array): Float64Array {
    const kept = this.#columns.get(key);
    if (kept) return kept;
    const column = new Float64Array(this.count + 1);
    this.#layers.forEach((answer, layer) => {
      const own = pick(answer);
      for (let member = 0; member < this.count; member++) column[member] = (column[member] ?? 0) + (own[member] ?? 0);
      if (layer === 0) for (let member = 0; member <= this.count; member++) column[this.count] = (column[this.count] ?? 0) + (own[member] ?? 0);
    });
    this.#columns.set(key, column);
    return column;
  }
}

const isDayField = (field: SumField): field is DayField => field !== "lights" && field !== "lightDays" && field !== "lightsSeen";

/** Local days, yyyy-mm-dd, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}
