/** Energy accounts in memory that a test fills by hand: sums are made the plain way, light by light. */
import { addDays } from "#controller/decide/local-time";
import {
  type Accounts,
  type AccountsState,
  type DayField,
  type DayRates,
  type DaySums,
  dayFields,
  type HalfHourField,
  type HalfHourSums,
  halfHourFields,
  type Members,
} from "#controller/energy/accounts";
import { halfHoursOf } from "#controller/energy/half-hours";

/** Figures of a light for a day; what is left out is 0, but scheduled figures and money are NaN: nobody knows them. */
export type LightDayFigures = Partial<Record<DayField, number>>;
/** Figures of a light for one half hour of a day, by its number. */
export type LightHalfFigures = (halfHour: number) => Partial<Record<HalfHourField, number>>;

const unknown: LightDayFigures = Object.fromEntries(dayFields.filter((field) => /Pence|Grams|scheduled/.test(field)).map((field) => [field, Number.NaN]));

export class MemoryAccounts implements Accounts {
  readonly #zone: string;
  readonly #days = new Map<string, Map<number, Record<DayField, number>>>();
  readonly #halves = new Map<string, Map<number, LightHalfFigures>>();
  #rates: ReadonlyMap<string, DayRates> = new Map();
  readonly known: { -readonly [K in keyof AccountsState]: AccountsState[K] } = {
    accountedToMs: undefined,
    firstDay: undefined,
    daysWaiting: 0,
    daysToCost: 0,
    daysWithoutSchedule: [],
    detail: "filled by hand",
  };

  constructor(zone = "Europe/London") {
    this.#zone = zone;
  }

  /** A row's figures for every day from one to another. */
  put(row: number, { from, to }: { readonly from: string; readonly to: string }, figures: LightDayFigures | ((day: string) => LightDayFigures)): void {
    for (let day = from; day <= to; day = addDays(day, 1)) {
      const own = typeof figures === "function" ? figures(day) : figures;
      const rows = this.#days.get(day) ?? new Map<number, Record<DayField, number>>();
      this.#days.set(day, rows.set(row, { ...zeroDay(), ...unknown, readings: 90, ...own }));
    }
  }

  putHalfHours(row: number, day: string, figures: LightHalfFigures): void {
    this.#halves.set(day, (this.#halves.get(day) ?? new Map<number, LightHalfFigures>()).set(row, figures));
  }

  async days({ from, to, members, bucket }: Parameters<Accounts["days"]>[0], signal?: AbortSignal): Promise<DaySums> {
    signal?.throwIfAborted();
    const days = [...this.#days.keys()].filter((day) => day >= from && day <= to).sort();
    const buckets = bucket === "day" ? days : days.slice(0, 1);
    const size = buckets.length * members.count;
    const [sums, known] = [columnsOf(dayFields, size), columnsOf(dayFields, size)];
    const [lights, lightDays] = [new Float64Array(size), new Float64Array(size)];
    const seen = Array.from({ length: members.count }, () => new Set<number>());
    days.forEach((day, index) => {
      for (const [row, figures] of this.#days.get(day) ?? []) {
        const member = members.of[row] ?? -1;
        if (member < 0 || figures.readings === 0) continue;
        const at = (bucket === "day" ? index : 0) * members.count + member;
        seen[member]?.add(row);
        lightDays[at] = (lightDays[at] ?? 0) + 1;
        for (const field of dayFields) {
          if (Number.isNaN(figures[field])) continue;
          sums[field][at] = (sums[field][at] ?? 0) + figures[field];
          known[field][at] = (known[field][at] ?? 0) + 1;
        }
      }
    });
    for (let at = 0; at < size; at++) lights[at] = (lightDays[at] ?? 0) / (bucket === "day" ? 1 : days.length);
    const without = (isUnknown: (figures: Record<DayField, number>) => boolean): number =>
      days.filter((day) => [...(this.#days.get(day)?.values() ?? [])].every(isUnknown)).length;
    return {
      days: buckets,
      lights,
      sums,
      known,
      lightDays,
      lightsSeen: Float64Array.from(seen, (rows) => rows.size),
      daysWithoutTariff: without(({ meteredPence }) => Number.isNaN(meteredPence)),
      daysWithoutCarbon: without(({ meteredGrams }) => Number.isNaN(meteredGrams)),
      standingPence: days.reduce((sum, day) => sum + (this.#rates.get(day)?.standingPence ?? 0), 0),
    };
  }

  async halfHours({ from, to, members }: { from: string; to: string; members: Members }, signal?: AbortSignal): Promise<HalfHourSums> {
    signal?.throwIfAborted();
    const days = [...this.#halves.keys()].filter((day) => day >= from && day <= to).sort();
    const starts = days.flatMap((day) => halfHoursOf(day, this.#zone).map((startMs, half) => ({ day, startMs, half })));
    const sums = columnsOf(halfHourFields, starts.length * members.count);
    const lights = new Float64Array(starts.length * members.count);
    starts.forEach(({ day, half }, index) => {
      for (const [row, figures] of this.#halves.get(day) ?? []) {
        const member = members.of[row] ?? -1;
        if (member < 0) continue;
        const at = index * members.count + member;
        const own = figures(half);
        lights[at] = (lights[at] ?? 0) + 1;
        for (const field of halfHourFields) sums[field][at] = (sums[field][at] ?? 0) + (own[field] ?? 0);
      }
    });
    return { startsMs: Float64Array.from(starts, ({ startMs }) => startMs), sums, lights };
  }

  async setRates(ratesOf: ReadonlyMap<string, DayRates>): Promise<void> {
    this.#rates = ratesOf;
  }

  state = async (): Promise<AccountsState> => ({ ...this.known });
  setEstate = async (): Promise<void> => {};
  setSchedule = async (): Promise<void> => {};
  touch = async (): Promise<void> => {};
  work = async (): Promise<void> => {};
  check = async (): Promise<number> => 0;
  prune = async (): Promise<number> => 0;
  close = async (): Promise<void> => {};
}

function columnsOf<F extends string>(fields: readonly F[], size: number): Record<F, Float64Array> {
  const columns = Object.fromEntries(fields.map((field) => [field, new Float64Array(size)]));
  // Every field has just been put in.
  return columns as Record<F, Float64Array>;
}

const zeroDay = (): Record<DayField, number> => Object.fromEntries(dayFields.map((field) => [field, 0])) as Record<DayField, number>;
