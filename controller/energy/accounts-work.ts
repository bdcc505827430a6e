/**
 * What is done to a day of the accounts: half hours that are over are added, light-days that late readings touched are accounted again, and
 * figures are made anew for other rates or another schedule. Lights are taken block by block, so that memory stays small and
 * whoever asks gets a turn between two; each day goes into the file whole or not at all.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { FittedLight } from "../decide/lamp.ts";
import type { TelemetryStore, Trace } from "../telemetry/port.ts";
import type { DayRates, Estate } from "./accounts.ts";
import { blockLights } from "./accounts-columns.ts";
import { DayDraft, type Edit, rowOf } from "./accounts-draft.ts";
import type { AccountsEdge } from "./accounts-edge.ts";
import type { AccountsFile } from "./accounts-file.ts";
import type { TakenMarks } from "./accounts-marks.ts";
import { ratesBytes, ratesFrom } from "./accounts-rates.ts";
import { countWithin, gapsOf, nextAfterEdge, tracesAround } from "./accounts-traces.ts";
import { lightDayOf } from "./half-hour.ts";
import { halfHourMs } from "./half-hours.ts";
import { litOf } from "./lit.ts";
import type { LocalDay, LocalDays } from "./local-days.ts";

export interface Numbered {
  readonly number: number;
  readonly light: FittedLight;
}

export interface WorkParts {
  readonly file: AccountsFile;
  readonly edge: AccountsEdge;
  readonly store: TelemetryStore;
  readonly days: LocalDays;
  readonly estate: Pick<Estate, "timeZone" | "place">;
  /** Lights of the estate by number. */
  readonly lights: ReadonlyMap<number, FittedLight>;
  readonly ratesOf: ReadonlyMap<string, DayRates>;
  readonly nowMs: number;
  /** Days from here on can be accounted again: their readings are all kept, and those just before. */
  readonly againFromMs: number;
  /** Throws when the accounts are being closed: asked between two pieces. */
  readonly assertOpen: () => void;
  /** Whether questions are being answered. */
  readonly isAsked: () => boolean;
}

/** What accounting lights of a day has shown of them, by number. */
interface Shown {
  readonly next: Map<number, number>;
  readonly open: Map<number, boolean>;
  /** Lights without readings near the ends of the day: the days beside it hang on what is there now. */
  readonly gapBefore: Numbered[];
  readonly gapAfter: Numbered[];
}

/** More than this is not added half hour by half hour, but the day is read whole, ms: that is quicker than four small steps. */
const goOnMs = 2 * 3_600_000;
/** Turns given to answers between two blocks: the days of a year and more. Whoever asks without end leaves a block every few seconds. */
const answerTurns = 1_000;
/** A reading bears on days as far away as readings are looked for (48 h), which touches three local days at most. */
const daysBeside = 3;

export class AccountsWork {
  readonly #parts: WorkParts;

  constructor(parts: WorkParts) {
    this.#parts = parts;
  }

  /** Accounts a day from where it is accounted until an instant, and moves the edge there. */
  async advance(local: LocalDay, fromMs: number, toMs: number): Promise<void> {
    const { file, edge, days } = this.#parts;
    const isWhole = fromMs === local.fromMs || toMs - fromMs > goOnMs || !rowOf(file, local);
    edge.expect(toMs);
    const draft = this.#draft(local, toMs);
    const shown = await this.#account(draft, { local, toMs, fromMs: isWhole ? local.fromMs : fromMs }, this.#everyone());
    this.#change(() => {
      draft.put("every light");
      edge.move(days, toMs, shown.next);
      if (toMs === local.toMs) edge.setOpen(local.day, shown.open);
    });
  }

  /** Accounts a whole day before the first one: readings that are older than all that were there have come. */
  async fill(local: LocalDay): Promise<void> {
    const draft = this.#draft(local, local.toMs);
    await this.#account(draft, { local, toMs: local.toMs, fromMs: local.fromMs }, this.#everyone());
    this.#change(() => draft.put("every light"));
  }

  /** Accounts light-days again, and the days beside them where readings near midnight are missing; their marks go. */
  async again(taken: TakenMarks): Promise<void> {
    const { days, lights, edge } = this.#parts;
    const local = days.get(taken.day);
    const touched = taken.lights.flatMap((number) => numbered(number, lights.get(number)));
    const puts: (() => void)[] = [];
    const { gapBefore, gapAfter } = await this.#oneAgain(local, touched, puts);
    for (let away = 1; away <= daysBeside; away++) {
      await this.#oneAgain(days.next(local, -away), gapBefore, puts);
      await this.#oneAgain(days.next(local, away), gapAfter, puts);
    }
    this.#change(() => {
      for (const put of puts) put();
      edge.marks.clear(taken);
      edge.putMarks(taken.day);
    });
  }

  /** Makes the figures of a day anew from its half hours. Where those are gone, the figures stand. */
  async refigure(local: LocalDay): Promise<void> {
    const { file } = this.#parts;
    const row = rowOf(file, local);
    if (!row || !file.hasHalfHours(local.day)) return this.#change(() => this.#accept(local.day));
    const draft = this.#draft(local, row.toMs);
    for (const [block, lights] of byBlock(this.#everyone())) {
      await this.#pause();
      draft.refigureBlock(block, lights);
    }
    this.#change(() => draft.put("every light"));
  }

  async #oneAgain(local: LocalDay, lights: readonly Numbered[], puts: (() => void)[]): Promise<Pick<Shown, "gapBefore" | "gapAfter">> {
    const { file, edge, againFromMs } = this.#parts;
    const row = rowOf(file, local);
    if (lights.length === 0 || !row || local.fromMs < againFromMs) return { gapBefore: [], gapAfter: [] };
    const draft = this.#draft(local, row.toMs);
    const shown = await this.#account(draft, { local, toMs: row.toMs, fromMs: local.fromMs }, lights);
    puts.push(() => {
      draft.put("some lights");
      if (row.toMs === edge.atMs) edge.settle(shown.next);
      if (row.toMs === local.toMs) edge.setOpen(local.day, shown.open);
    });
    return shown;
  }

  async #account(draft: DayDraft, stretch: AccountStretch, lights: readonly Numbered[]): Promise<Shown> {
    const shown: Shown = { next: new Map(), open: new Map(), gapBefore: [], gapAfter: [] };
    for (const [block, ofBlock] of byBlock(lights)) {
      await this.#pause();
      draft.editBlock(block, await this.#edits(draft, stretch, ofBlock, shown));
    }
    return shown;
  }

  /** New half hours of lights: of those settled at the edge only what is added, of others the day from its start. */
  async #edits(draft: DayDraft, stretch: AccountStretch, lights: readonly Numbered[], shown: Shown): Promise<Edit[]> {
    const { local, fromMs, toMs } = stretch;
    const { edge, store, nowMs } = this.#parts;
    const goOn = lights.filter(({ number }) => fromMs > local.fromMs && edge.isSettled(number));
    const anew = lights.filter(({ number }) => fromMs === local.fromMs || !edge.isSettled(number));
    const added = await tracesAround(store, idsOf(goOn), { fromMs, toMs }, nowMs);
    const whole = await tracesAround(store, idsOf(anew), { fromMs: local.fromMs, toMs }, nowMs);
    for (const each of lights) {
      const trace = added.get(each.light.id) ?? whole.get(each.light.id);
      shown.next.set(each.number, nextAfterEdge(trace, local, toMs));
      shown.open.set(each.number, trace !== undefined && (trace.atMs.at(-1) ?? 0) < toMs);
      const gaps = gapsOf(trace, local);
      if (gaps.before) shown.gapBefore.push(each);
      if (gaps.after) shown.gapAfter.push(each);
    }
    const from = Math.round((fromMs - local.fromMs) / halfHourMs);
    const startsMs = local.startsMs.slice(from);
    return [
      ...goOn.map(({ number, light }): Edit => {
        const trace = added.get(light.id);
        const readings = draft.readings(number) + (trace ? countWithin(trace, { fromMs, toMs }) : 0);
        return { number, light, from, halfHours: lightDayOf(light, trace ?? unknown(light), startsMs, toMs), readings };
      }),
      ...anew.map(({ number, light }): Edit => {
        const trace = whole.get(light.id);
        const halfHours = lightDayOf(light, trace ?? unknown(light), local.startsMs, toMs);
        return { number, light, from: 0, halfHours, readings: halfHours.readings };
      }),
    ];
  }

  #draft(local: LocalDay, toMs: number): DayDraft {
    const { file, estate, ratesOf } = this.#parts;
    const kept = file.day(local.day)?.rates;
    const rates = ratesOf.get(local.day) ?? (kept && ratesFrom(kept));
    const lit = litOf(local.day, estate.timeZone, estate.place);
    return new DayDraft(file, { local, toMs, rates, schedule: file.schedule(local.day), lit });
  }

  #accept(day: string): void {
    const row = this.#parts.file.day(day);
    const rates = this.#parts.ratesOf.get(day);
    if (row) this.#parts.file.putDay({ ...row, rates: rates ? ratesBytes(rates) : row.rates, isStale: false });
  }

  #change(puts: () => void): void {
    this.#parts.assertOpen();
    try {
      this.#parts.file.change(puts);
    } catch (error) {
      this.#parts.edge.reload();
      throw error;
    }
  }

  /** Lets others have their turn, and answers be finished first: people wait for those. */
  async #pause(): Promise<void> {
    for (let turns = 0; turns === 0 || (turns < answerTurns && this.#parts.isAsked()); turns++) {
      await turn();
      this.#parts.assertOpen();
    }
  }

  #everyone(): Numbered[] {
    return [...this.#parts.lights].map(([number, light]) => ({ number, light }));
  }
}

interface AccountStretch {
  readonly local: LocalDay;
  readonly fromMs: number;
  readonly toMs: number;
}

const numbered = (number: number, light: FittedLight | undefined): Numbered[] => (light ? [{ number, light }] : []);
/** Of a light without any reading near: every minute counts as estimated, and nothing is claimed for it. */
const nothing = new Float64Array();
const unknown = ({ id }: FittedLight): Trace => ({ light: id, atMs: nothing, levelPct: nothing, energyKwh: nothing });

const idsOf = (lights: readonly Numbered[]): string[] => lights.map(({ light }) => light.id);

function byBlock(lights: readonly Numbered[]): Map<number, Numbered[]> {
  const blocks = new Map<number, Numbered[]>();
  for (const each of lights) {
    const block = Math.floor(each.number / blockLights);
    const of = blocks.get(block);
    if (of) of.push(each);
    else blocks.set(block, [each]);
  }
  return blocks;
}
