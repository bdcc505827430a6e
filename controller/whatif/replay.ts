/** Recorded demand heard again by other rules: what each of them would have asked for, and when. */
import type { DemandSourceConfig } from "#config/schema";
import { DemandBook } from "../decide/demand/book.ts";
import type { RuleAnswer, RuleInForce } from "../decide/demand/rule.ts";
import type { DemandRecord } from "../registry/port.ts";
import type { Slices } from "./slices.ts";

/** What a rule asked for in [fromMs, untilMs). */
export interface Asked {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly answer: RuleAnswer;
}

/** The recorded readings of a source that were heard in [fromMs, toMs], in the order they were heard. */
export type Recorded = (source: string, fromMs: number, toMs: number) => Promise<readonly DemandRecord[]>;

/** One set of rules that hears the readings; also those of the configuration, which come first. */
export class Replay {
  readonly #book: DemandBook;
  readonly #sources: ReadonlySet<string>;
  readonly #asked: Asked[][];
  /** By rule: what it asks for now, and since when. */
  readonly #open: ({ readonly fromMs: number; readonly answer: RuleAnswer } | undefined)[];

  /** Rules none of whose sources was heard ask for nothing; a class rule would take them for failed and light the street as designed. */
  constructor(configs: readonly DemandSourceConfig[], published: readonly RuleInForce[]) {
    this.#book = new DemandBook(configs, published);
    this.#sources = new Set(this.#book.rules.flatMap(({ rule }) => rule.sources));
    this.#asked = this.#book.rules.map(() => []);
    this.#open = this.#book.rules.map(() => undefined);
  }

  get rules(): readonly RuleInForce[] {
    return this.#book.rules;
  }

  /** Sources that some rule names. */
  get sources(): ReadonlySet<string> {
    return this.#sources;
  }

  positionOf(source: string): { readonly lat: number; readonly lon: number } | undefined {
    return this.#book.positionOf(source);
  }

  /** Takes a reading when it was heard; readings come in that order. */
  take({ source, atMs, heardAtMs, value }: DemandRecord): void {
    this.advance(heardAtMs);
    this.#book.apply({ source, at: new Date(atMs).toISOString(), value }, heardAtMs);
    this.#book.rules.forEach(({ rule }, index) => {
      if (rule.sources.includes(source)) this.#ask(index, heardAtMs);
    });
  }

  /** Lets time pass: what was asked for ends by itself. */
  advance(toMs: number): void {
    for (const index of this.#open.keys()) {
      for (let open = this.#open[index]; open && open.answer.untilMs < toMs; open = this.#open[index]) this.#ask(index, open.answer.untilMs);
    }
  }

  /** By rule, ascending, none overlapping. What is still asked for ends at `toMs`. */
  close(toMs: number): readonly (readonly Asked[])[] {
    this.advance(toMs);
    for (const index of this.#open.keys()) this.#put(index, toMs, undefined);
    return this.#asked;
  }

  #ask(rule: number, atMs: number): void {
    this.#put(rule, atMs, this.#book.answer(rule, atMs));
  }

  #put(rule: number, atMs: number, answer: RuleAnswer | undefined): void {
    const open = this.#open[rule];
    if (open && atMs > open.fromMs) {
      const last = this.#asked[rule]?.at(-1);
      const joined = last !== undefined && last.untilMs === open.fromMs && isSame(last.answer, open.answer);
      if (joined) this.#asked[rule]?.pop();
      this.#asked[rule]?.push({ fromMs: joined ? last.fromMs : open.fromMs, untilMs: atMs, answer: open.answer });
    }
    this.#open[rule] = answer && { fromMs: atMs, answer };
  }
}

const isSame = (a: RuleAnswer, b: RuleAnswer): boolean =>
  a.as === "class" ? b.as === "class" && a.below === b.below : b.as === "level" && a.levelPct === b.levelPct;

export interface ReplayOptions {
  readonly recorded: Recorded;
  readonly fromMs: number;
  readonly toMs: number;
  readonly slices: Slices;
}

/** Read in pieces, so that a month of a busy sensor is never held at once. */
const pieceMs = 6 * 3_600_000;

/** Plays what was heard in [fromMs, toMs) to all, and answers how many readings there were. */
export async function playRecorded(replays: readonly Replay[], { recorded, fromMs, toMs, slices }: ReplayOptions): Promise<number> {
  const sources = new Set(replays.flatMap((replay) => [...replay.sources]));
  let readings = 0;
  for (let pieceFromMs = fromMs; pieceFromMs < toMs && sources.size > 0; pieceFromMs += pieceMs) {
    const pieceToMs = Math.min(toMs, pieceFromMs + pieceMs) - 1;
    const heard: DemandRecord[] = [];
    for (const source of sources) heard.push(...(await recorded(source, pieceFromMs, pieceToMs)));
    heard.sort((a, b) => a.heardAtMs - b.heardAtMs || a.nr - b.nr);
    readings += heard.length;
    for (const record of heard) {
      for (const replay of replays) replay.take(record);
      if (slices.isOver) await slices.next();
    }
    if (slices.isOver) await slices.next();
  }
  return readings;
}
