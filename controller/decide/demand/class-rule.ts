/**
 * The class that use asks for, in steps below the design class. Of several sources the brightest counts (UNI 11248: the greatest flow of
 * the lanes served). One that is silent, stale or suspect asks for the design class: a street whose counter fails is lit as designed.
 */
import type { ClassAnswer, RuleState, Taken } from "./rule.ts";
import type { Source, SourceState } from "./source.ts";
import { type ClassAct, deepest, Stepping } from "./stepping.ts";

/** While a source tells nothing its end is unknown: what it asks for is promised for one to two of these, and renewed. */
const renewMs = 3_600_000;

export class ClassRule implements RuleState {
  readonly #act: ClassAct;
  readonly #steppings: ReadonlyMap<Source, Stepping>;
  /** A source the rule names and the configuration does not have. */
  readonly #missing: string | undefined;

  constructor(act: ClassAct, sources: readonly Source[], missing: string | undefined) {
    this.#act = act;
    this.#steppings = new Map(sources.map((source) => [source, new Stepping(act)]));
    this.#missing = missing;
  }

  taken({ source, before, nowMs }: Taken): void {
    const stepping = this.#steppings.get(source);
    if (stepping === undefined || source.last === undefined || !source.isTrusted) return;
    const staleAtMs = before === undefined ? Number.POSITIVE_INFINITY : before.atMs + source.staleMs;
    // The street was back at its design class meanwhile: that is what is held from then on.
    if (Math.max(source.last.atMs, nowMs) >= staleAtMs) stepping.reset(staleAtMs);
    stepping.sample(source.last.atMs, source.last.value);
  }

  distrusted(source: Source, nowMs: number): void {
    this.#steppings.get(source)?.reset(nowMs);
  }

  answer(nowMs: number): ClassAnswer {
    if (this.#missing !== undefined) return untold(this.#missing, `because there is no source ${this.#missing}`, nowMs);
    let brightest: Source | undefined;
    for (const source of this.#steppings.keys()) {
      if (brightest === undefined || this.#below(source, nowMs) < this.#below(brightest, nowMs)) brightest = source;
    }
    if (brightest === undefined) return untold("", "because it has no source", nowMs);
    const { id, name } = brightest.config;
    const state = brightest.state(nowMs);
    if (state !== "fresh") return untold(id, unheard[state](name), nowMs);
    // Until the first of the sources goes stale: the street is at its design class then.
    const ends = [...this.#steppings.keys()].map((source) => source.freshUntilMs).filter((endMs) => endMs > nowMs);
    const words = `for ${brightest.words(brightest.last?.value ?? 0)}`;
    return { as: "class", source: id, below: this.#below(brightest, nowMs), untilMs: Math.min(...ends), words };
  }

  isLifting(source: Source, nowMs: number): boolean {
    return this.#steppings.has(source) && this.#below(source, nowMs) < deepest(this.#act.steps);
  }

  #below(source: Source, nowMs: number): number {
    return source.state(nowMs) === "fresh" ? (this.#steppings.get(source)?.below ?? 0) : 0;
  }
}

const unheard: Readonly<Record<Exclude<SourceState, "fresh">, (name: string) => string>> = {
  silent: (name) => `because ${name} has said nothing yet`,
  stale: (name) => `because ${name} has fallen silent`,
  suspect: (name) => `because what ${name} said cannot be right`,
};

function untold(source: string, words: string, nowMs: number): ClassAnswer {
  return { as: "class", source, below: 0, untilMs: (Math.floor(nowMs / renewMs) + 2) * renewMs, words };
}
