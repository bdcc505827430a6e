/**
 * How far the accounts go, and which light-days a reading can still change. A half hour rests on the readings within it, the last before
 * and the next after: a reading before the edge touches its own day, and one near midnight the day beside it; one after the edge touches what
 * is accounted when it comes before the next reading that was known there, or when none was.
 */
import type { AccountsFile } from "./accounts-file.ts";
import { bitsFrom, LateMarks, lightsOf } from "./accounts-marks.ts";
import { aheadMs, nearMs } from "./accounts-traces.ts";
import type { LocalDay, LocalDays } from "./local-days.ts";

export class AccountsEdge {
  #marks = new LateMarks();
  readonly #file: AccountsFile;
  /** By number of the light (accounts-traces.ts: nextAfterEdge). */
  #next = new Int32Array(0);
  #atMs: number | undefined;
  /** Where the edge will be when the work that is being done is put; half hours before it may have been read already. */
  #comingMs: number | undefined;
  /** Lights of past days after which no reading is known. */
  #open = new Map<string, Set<number>>();
  /** Earliest instant touched by light, in this turn of work and the one before: those readings may be stored only after work has looked. */
  #recent = new Map<number, number>();
  #recentBefore = new Map<number, number>();

  constructor(file: AccountsFile) {
    this.#file = file;
    this.reload();
  }

  /** As the file has it: at the start, and when a change of the file failed. */
  reload(): void {
    const edge = this.#file.edge();
    this.#atMs = edge?.atMs;
    this.#comingMs = undefined;
    this.#next = edge?.next ?? new Int32Array(0);
    this.#marks = new LateMarks();
    for (const [day, bits] of this.#file.bits("late")) this.#marks.load(day, bits);
    this.#open = new Map([...this.#file.bits("open")].map(([day, bits]) => [day, new Set(lightsOf(bits))]));
  }

  get atMs(): number | undefined {
    return this.#atMs;
  }

  get marks(): LateMarks {
    return this.#marks;
  }

  isSettled(light: number): boolean {
    return (this.#next[light] ?? 0) > 0;
  }

  nextTurn(): void {
    this.marks.nextTurn();
    this.#recentBefore = this.#recent;
    this.#recent = new Map();
  }

  /** Work begins that will move the edge to here, or has failed and will not (undefined). */
  expect(comingMs: number | undefined): void {
    this.#comingMs = comingMs;
  }

  /** A reading is about to be stored. Answers the days with new marks. */
  touch(days: LocalDays, light: number, atMs: number): string[] {
    this.#recent.set(light, Math.min(atMs, this.#recent.get(light) ?? atMs));
    const edgeMs = this.#comingMs ?? this.#atMs;
    if (edgeMs === undefined) return [];
    return this.#touched(days, { light, atMs, edgeMs }).filter((day) => this.marks.mark(day, light));
  }

  /** Lights of a day are to be accounted again, and on the days beside it, which may rest on its readings. Answers the days with new marks. */
  doubt(days: LocalDays, day: LocalDay, lights: readonly number[]): string[] {
    const beside = [days.next(day, -1), days.next(day)].filter((each) => this.#file.day(each.day) !== undefined);
    return [day, ...beside].map((each) => each.day).filter((each) => lights.filter((light) => this.marks.mark(each, light)).length > 0);
  }

  /** Moves the edge, within a change of the file; `next` tells of the lights that were accounted. Day: the one that ends at the edge or holds it. */
  move(days: LocalDays, atMs: number, next: ReadonlyMap<number, number>): void {
    const moved = new Int32Array(this.#file.lights);
    for (const [light, each] of next) moved[light] = each;
    this.#place(atMs, moved);
    for (const recent of [this.#recent, this.#recentBefore]) {
      for (const [light, touchedMs] of recent) {
        for (const day of this.#touched(days, { light, atMs: touchedMs, edgeMs: atMs })) if (this.marks.mark(day, light)) this.putMarks(day);
      }
    }
    this.#forgetOpen(days.at(atMs - aheadMs).day);
  }

  /** Lights of the day at the edge were accounted again, within a change of the file. */
  settle(next: ReadonlyMap<number, number>): void {
    if (this.#atMs === undefined) return;
    const settled = new Int32Array(Math.max(this.#next.length, this.#file.lights));
    settled.set(this.#next);
    for (const [light, each] of next) settled[light] = each;
    this.#place(this.#atMs, settled);
  }

  /** Which lights of a day that is over have no reading after it, within a change of the file. */
  setOpen(day: string, lights: ReadonlyMap<number, boolean>): void {
    const open = this.#open.get(day) ?? new Set<number>();
    for (const [light, isOpen] of lights) {
      if (isOpen) open.add(light);
      else open.delete(light);
    }
    if (open.size > 0) this.#open.set(day, open);
    else this.#open.delete(day);
    this.#file.putBits("open", day, open.size > 0 ? bitsFrom(open) : undefined);
  }

  putMarks(day: string): void {
    this.#file.putBits("late", day, this.marks.bitsOf(day));
  }

  #place(atMs: number, next: Int32Array<ArrayBuffer>): void {
    this.#file.putEdge({ atMs, next });
    this.#atMs = atMs;
    this.#next = next;
  }

  #touched(days: LocalDays, { light, atMs, edgeMs }: { readonly light: number; readonly atMs: number; readonly edgeMs: number }): string[] {
    const touched: string[] = [];
    if (atMs < edgeMs) {
      const day = days.at(atMs);
      touched.push(day.day);
      const beside = [...(atMs < day.fromMs + nearMs ? [days.next(day, -1)] : []), ...(atMs >= day.toMs - nearMs ? [days.next(day)] : [])];
      touched.push(...beside.map((each) => each.day).filter((each) => this.#file.day(each) !== undefined));
    } else if (this.isSettled(light) && atMs < edgeMs + (this.#next[light] ?? 0) - 1) touched.push(days.at(edgeMs - 1).day);
    for (const [day, lights] of this.#open) if (lights.has(light) && atMs >= days.get(day).toMs && !touched.includes(day)) touched.push(day);
    return touched;
  }

  #forgetOpen(beforeDay: string): void {
    for (const day of this.#open.keys()) {
      if (day >= beforeDay) continue;
      this.#open.delete(day);
      this.#file.putBits("open", day, undefined);
    }
  }
}
