/** The accountant: does the accounts' work when it is called, in this thread. Leerie runs it in a thread of its own (accounts-thread.ts). */
import { LightingError, messageOf } from "#contract/failures";
import { dayMs } from "../decide/local-time.ts";
import type { TelemetryStore } from "../telemetry/port.ts";
import type { Accounts, AccountsState, DayRates, DaySchedule, DaySums, DaysRequest, Estate, HalfHourSums, HalfHoursRequest, Progress } from "./accounts.ts";
import { differingLights } from "./accounts-check.ts";
import { AccountsEdge } from "./accounts-edge.ts";
import { AccountsFile } from "./accounts-file.ts";
import { sumHalfHours } from "./accounts-half-hour-sums.ts";
import { type Known, knownOf, rowsAsked, sameSchedule, scheduleByNumber } from "./accounts-known.ts";
import { daysToCost, ratesBytes } from "./accounts-rates.ts";
import { sumDays } from "./accounts-sums.ts";
import { aheadMs } from "./accounts-traces.ts";
import { AccountsWork } from "./accounts-work.ts";

export interface AccountantOptions {
  /** The file; made when missing. */
  readonly path: string;
  readonly store: TelemetryStore;
  /** Readings are kept for this long, days: earlier days cannot be accounted again, and their figures stand. */
  readonly readingsDays: number;
}

/** Opens accounts that are worked in this thread. Throws LightingError STORE_OFFLINE with what to do when the file cannot be used. */
export const openAccounts = (options: AccountantOptions): Accounts => new Accountant(options);

/** A half hour is accounted this long after its end, ms: the next reading of a node that reports every 15 minutes is there by then. */
const settleMs = 20 * 60_000;
/** Bounds of one turn of work, light-days. A full one of 100,000 lights takes some tens of seconds of this thread. */
const aheadLightDays = 400_000;
const againLightDays = 20_000;
const costLightDays = 400_000;

class Accountant implements Accounts {
  readonly #file: AccountsFile;
  readonly #edge: AccountsEdge;
  readonly #store: TelemetryStore;
  readonly #readingsDays: number;
  #known: Known | undefined;
  #ratesOf: ReadonlyMap<string, DayRates> = new Map();
  /** Rates by day as bytes, to compare. */
  #bytesOf: ReadonlyMap<string, Uint8Array> = new Map();
  #detail = "waits to be told the lights";
  /** Light-days that checks have found to differ from the store, since the start. */
  #differed = 0;
  /** Days with marks that the file could not take yet. */
  readonly #unsaved = new Set<string>();
  /** Light-days whose late readings came after the readings of their day were removed. */
  #standing = 0;
  #working: Promise<void> = Promise.resolve();
  /** Questions being answered. */
  #answering = 0;
  #isClosed = false;

  constructor({ path, store, readingsDays }: AccountantOptions) {
    this.#file = new AccountsFile(path);
    this.#edge = new AccountsEdge(this.#file);
    this.#store = store;
    this.#readingsDays = readingsDays;
  }

  async setEstate(estate: Estate): Promise<void> {
    this.#known = knownOf(this.#file, estate, this.#known);
  }

  async setRates(ratesOf: ReadonlyMap<string, DayRates>): Promise<void> {
    this.#ratesOf = new Map(ratesOf);
    this.#bytesOf = new Map([...ratesOf].map(([day, rates]) => [day, ratesBytes(rates)]));
  }

  async setSchedule(day: string, told: DaySchedule): Promise<void> {
    const schedule = scheduleByNumber(this.#told(), this.#file.lights, told);
    if (sameSchedule(this.#file.schedule(day), schedule)) return;
    this.#file.change(() => {
      this.#file.putSchedule(day, schedule);
      const row = this.#file.day(day);
      if (row) this.#file.putDay({ ...row, isStale: true });
    });
  }

  async touch(readings: readonly { readonly light: string; readonly atMs: number }[]): Promise<void> {
    const { days } = this.#told();
    for (const { light, atMs } of readings) {
      const number = this.#file.numberOf(light);
      if (number !== undefined) for (const day of this.#edge.touch(days, number, atMs)) this.#unsaved.add(day);
    }
    this.#saveMarks();
  }

  /** One turn at a time: another waits for the one before. */
  work(nowMs: number): Promise<void> {
    return this.#inTurn(() => this.#turn(nowMs));
  }

  check(day: string, nowMs: number): Promise<number> {
    return this.#inTurn(async () => {
      const { days, lights } = this.#told();
      const local = days.get(day);
      const parts = { file: this.#file, edge: this.#edge, store: this.#store, lights, againFromMs: this.#againFromMs(nowMs) };
      const differing = await differingLights(parts, local);
      this.#assertOpen();
      for (const marked of this.#edge.doubt(days, local, differing)) this.#unsaved.add(marked);
      this.#saveMarks();
      this.#differed += differing.length;
      return differing.length;
    });
  }

  async days(request: DaysRequest, signal?: AbortSignal): Promise<DaySums> {
    return this.#answer(() => sumDays({ file: this.#file, numberOfRow: rowsAsked(this.#told(), request.members), signal }, request));
  }

  async halfHours(request: HalfHoursRequest, signal?: AbortSignal, progress?: Progress): Promise<HalfHourSums> {
    return this.#answer(() => sumHalfHours({ file: this.#file, numberOfRow: rowsAsked(this.#told(), request.members), signal }, request, progress));
  }

  async prune(beforeDay: string): Promise<number> {
    const lightDays = this.#file.days("", beforeDay).filter(({ day }) => day < beforeDay && this.#file.hasHalfHours(day));
    const count = lightDays.reduce((sum, { day }) => sum + this.#file.column(day, "readings").reduce((lights, each) => lights + (each > 0 ? 1 : 0), 0), 0);
    this.#file.change(() => this.#file.removeHalfHours(beforeDay));
    return count;
  }

  async state(): Promise<AccountsState> {
    return {
      accountedToMs: this.#edge.atMs,
      firstDay: this.#file.days()[0]?.day,
      daysWaiting: this.#edge.marks.daysWaiting,
      daysToCost: this.#toCost().length,
      daysWithoutSchedule: this.#file.daysWithoutSchedule(),
      detail: this.#detailed(),
    };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#working.catch(() => {});
    this.#file.close();
  }

  async #answer<T>(work: () => Promise<T>): Promise<T> {
    this.#answering++;
    try {
      return await work();
    } finally {
      this.#answering--;
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#working.catch(() => {}).then(work);
    this.#working = turn.then(() => {});
    // What fails is told to who asked for it.
    this.#working.catch(() => {});
    return turn;
  }

  /** Marks that could not be put stay in memory, and are put with the next ones or the next turn. */
  #saveMarks(): void {
    if (this.#unsaved.size === 0) return;
    this.#file.change(() => this.#unsaved.forEach((day) => void this.#edge.putMarks(day)));
    this.#unsaved.clear();
  }

  #detailed(): string {
    const differed =
      this.#differed === 0 ? "" : `; ${this.#differed} light-days were found to differ from the readings stored, and were given to be accounted again`;
    const standing = this.#standing === 0 ? "" : `; ${this.#standing} light-days stand though readings came: others of their day are no longer kept`;
    return `${this.#detail}${differed}${standing}`;
  }

  async #turn(nowMs: number): Promise<void> {
    this.#assertOpen();
    if (!this.#known) return;
    this.#edge.nextTurn();
    try {
      this.#saveMarks();
      await this.#advance(this.#known, nowMs);
      await this.#again(this.#known, nowMs);
      await this.#cost(this.#known, nowMs);
      this.#detail = "up to date";
    } catch (error) {
      this.#detail = `waits: ${messageOf(error)}`;
      throw error;
    } finally {
      this.#edge.expect(undefined);
    }
  }

  /** Accounts what is over, day by day. */
  async #advance(known: Known, nowMs: number): Promise<void> {
    const { days, lights } = known;
    const untilMs = days.edgeBefore(nowMs - settleMs);
    let fromMs = this.#edge.atMs ?? (await this.#firstMs(known, nowMs));
    for (let lightDays = 0; fromMs !== undefined && fromMs < untilMs && lightDays < aheadLightDays; lightDays += lights.size) {
      const local = days.at(fromMs);
      const toMs = Math.min(local.toMs, untilMs);
      this.#detail = `accounts ${local.day}`;
      await this.#workAt(known, nowMs).advance(local, fromMs, toMs);
      fromMs = toMs;
    }
  }

  /** Where the accounts begin: the day of the oldest reading that is kept. */
  async #firstMs({ days }: Known, nowMs: number): Promise<number | undefined> {
    const oldestMs = await this.#store.oldest();
    return oldestMs === undefined ? undefined : days.at(Math.max(oldestMs, this.#keptFromMs(nowMs))).fromMs;
  }

  /** Accounts again what late readings touched. */
  async #again(known: Known, nowMs: number): Promise<void> {
    const { marks } = this.#edge;
    for (let left = againLightDays; left > 0; ) {
      const taken = marks.take(left);
      if (!taken) return;
      left -= taken.lights.length;
      const local = known.days.get(taken.day);
      const isOver = local.fromMs < (this.#edge.atMs ?? 0);
      if (isOver && local.fromMs >= this.#againFromMs(nowMs)) {
        this.#detail = `accounts ${taken.day} again`;
        await this.#fillFrom(known, taken.day, nowMs);
        await this.#workAt(known, nowMs).again(taken);
        continue;
      }
      if (isOver) this.#standing += taken.lights.length;
      marks.clear(taken);
      this.#file.change(() => this.#edge.putMarks(taken.day));
    }
  }

  /** Days from one before the first up to the first: every light is accounted on them, as it would have been. */
  async #fillFrom(known: Known, day: string, nowMs: number): Promise<void> {
    const first = this.#file.days()[0]?.day ?? day;
    const missing: string[] = [];
    for (let at = day; at < first; at = known.days.next(known.days.get(at)).day) missing.push(at);
    // The latest first: a stop on the way leaves no hole.
    for (const each of missing.reverse()) await this.#workAt(known, nowMs).fill(known.days.get(each));
  }

  /** Makes figures anew for other rates or another schedule, the latest days first: people look at those. */
  async #cost(known: Known, nowMs: number): Promise<void> {
    let lightDays = 0;
    for (const day of this.#toCost()) {
      if (lightDays >= costLightDays) return;
      lightDays += known.lights.size;
      this.#detail = `costs ${day} again`;
      await this.#workAt(known, nowMs).refigure(known.days.get(day));
    }
  }

  #toCost(): string[] {
    return daysToCost(this.#file.days(), this.#bytesOf);
  }

  #workAt({ days, estate, lights }: Known, nowMs: number): AccountsWork {
    return new AccountsWork({
      ...{ file: this.#file, edge: this.#edge, store: this.#store, ratesOf: this.#ratesOf },
      ...{ days, estate, lights, nowMs },
      againFromMs: this.#againFromMs(nowMs),
      assertOpen: () => this.#assertOpen(),
      isAsked: () => this.#answering > 0,
    });
  }

  #keptFromMs(nowMs: number): number {
    return nowMs - this.#readingsDays * dayMs;
  }

  /** A day also rests on the last readings before it. */
  #againFromMs(nowMs: number): number {
    return this.#keptFromMs(nowMs) + aheadMs;
  }

  #told(): Known {
    this.#assertOpen();
    if (!this.#known) throw new LightingError("STORE_OFFLINE", "the energy accounts have not been told the lights yet: try again");
    return this.#known;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new LightingError("STORE_OFFLINE", "the energy accounts are closed");
  }
}
