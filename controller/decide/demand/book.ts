/**
 * What sources of demand say, and which groups they lift. A source that is silent, stale or suspect counts as absent: its groups are
 * back on their schedule. A reading can only ever lift, so the worst a wrong one does is to waste energy.
 */
import type { DemandSourceConfig } from "#config/schema";
import type { DemandSource } from "#contract/api";
import type { Refusal } from "#contract/failures";
import type { Demand, DemandKind } from "#contract/messages";
import type { DemandLift } from "./lift.ts";

export type DemandAnswer = { readonly ok: true; readonly groups: readonly string[] } | Refusal;

/** A reading older than this many intervals says nothing about now. */
const staleIntervals = 3;
/** A source's clock may be this far ahead. */
const aheadMsMax = 5 * 60_000;
/** A suspect source is believed again after this many plausible readings in a row. */
const readingsToTrust = 3;

interface Source {
  readonly config: DemandSourceConfig;
  /** The last accepted. */
  reading: { readonly atMs: number; readonly value: number } | undefined;
  /** By rule: until when a value that is no longer high enough still lifts, and what it was. */
  readonly held: Map<number, { readonly untilMs: number; readonly value: number }>;
  /** Plausible readings still wanted before it is believed; 0 is trusted. */
  distrust: number;
}

export class DemandBook {
  readonly #sources: Map<string, Source>;
  readonly #refused = new Map<string, number>();

  constructor(configs: readonly DemandSourceConfig[]) {
    this.#sources = new Map(configs.map((config) => [config.id, { config, reading: undefined, held: new Map(), distrust: 0 }]));
  }

  /**
   * Takes a reading. The answer names the groups whose lift it may change. Refused: an unknown source; an instant in the future, older
   * than three intervals, or not after the last; a value outside the source's range, which also makes the source suspect.
   */
  apply(reading: Demand, nowMs: number): DemandAnswer {
    const source = this.#sources.get(reading.source);
    if (source === undefined) return this.#refuse("unknown-source", `source: found ${reading.source}, expected one of the configured sources`);
    const { config } = source;
    const atMs = Date.parse(reading.at);
    const oldestMs = nowMs - staleMs(config);
    if (!(atMs <= nowMs + aheadMsMax)) return this.#refuse("from-the-future", `at: found ${reading.at}, expected at most 5 min after ${iso(nowMs)}`);
    if (atMs < oldestMs) return this.#refuse("stale", `at: found ${reading.at}, expected ${iso(oldestMs)} or later`);
    if (source.reading !== undefined && atMs <= source.reading.atMs) {
      return this.#refuse("not-newer", `at: found ${reading.at}, expected later than the last reading, ${iso(source.reading.atMs)}`);
    }
    if (!(reading.value >= config.min && reading.value <= config.max)) {
      source.distrust = readingsToTrust;
      source.held.clear();
      return this.#refuse("implausible", `value: found ${reading.value}, expected ${config.min} to ${config.max} ${unitOf[config.kind]}`);
    }
    hold(source, { atMs, value: reading.value });
    source.distrust = Math.max(0, source.distrust - 1);
    return { ok: true, groups: [...new Set(config.rules.flatMap((rule) => rule.groups))] };
  }

  /** The lifts that hold at an instant, by group; groups without one are not in it. */
  lifts(nowMs: number): Map<string, DemandLift[]> {
    const lifts = new Map<string, DemandLift[]>();
    for (const source of this.#sources.values()) {
      for (const { lift, groups } of liftsOf(source, nowMs)) {
        for (const group of groups) {
          const known = lifts.get(group);
          if (known === undefined) lifts.set(group, [lift]);
          else known.push(lift);
        }
      }
    }
    return lifts;
  }

  /** Every source as the API shows it. */
  states(nowMs: number): DemandSource[] {
    return [...this.#sources.values()].map((source) => {
      const { id, name, kind, lat, lon, rules } = source.config;
      return {
        id,
        name,
        kind,
        unit: unitOf[kind],
        ...(lat !== undefined && { lat }),
        ...(lon !== undefined && { lon }),
        rules,
        ...(source.reading && { reading: { at: iso(source.reading.atMs), value: source.reading.value } }),
        state: stateOf(source, nowMs),
        lifting: liftsOf(source, nowMs).length > 0,
      };
    });
  }

  /** Readings refused since the start, by reason. */
  refused(): ReadonlyMap<string, number> {
    return this.#refused;
  }

  #refuse(reason: string, detail: string): Refusal {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
    return { ok: false, reason, detail };
  }
}

/** Unit of a kind's readings. */
export const unitOf: Readonly<Record<DemandKind, string>> = {
  vehicles: "vehicles an hour",
  pedestrians: "pedestrians an hour",
  cycles: "cycles an hour",
  presence: "present",
  lux: "lx",
  event: "event",
};

/** Kinds whose reading is about a moment (someone passed) and lifts for the hold time; the others hold good until the next reading. */
const momentary: ReadonlySet<DemandKind> = new Set<DemandKind>(["presence"]);

function stateOf(source: Source, nowMs: number): DemandSource["state"] {
  if (source.distrust > 0) return "suspect";
  if (source.reading === undefined) return "silent";
  return nowMs < source.reading.atMs + staleMs(source.config) ? "fresh" : "stale";
}

/** Takes a reading as the last; a rule that the one before satisfied and this one does not goes on for its hold time. */
function hold(source: Source, reading: { readonly atMs: number; readonly value: number }): void {
  const before = source.reading;
  const { config, held } = source;
  config.rules.forEach((rule, index) => {
    if (before === undefined || before.value < rule.from || reading.value >= rule.from) return;
    // A reading that had gone stale was not lifting any more; there is nothing to hold.
    const lastedMs = momentary.has(config.kind) ? before.atMs : Math.min(reading.atMs, before.atMs + staleMs(config));
    held.set(index, { untilMs: lastedMs + rule.holdS * 1_000, value: before.value });
  });
  source.reading = reading;
}

function liftsOf(source: Source, nowMs: number): { readonly lift: DemandLift; readonly groups: readonly string[] }[] {
  const { config, reading } = source;
  // A stale reading's lift has ended by its own time.
  if (source.distrust > 0 || reading === undefined) return [];
  const lifts: { lift: DemandLift; groups: readonly string[] }[] = [];
  config.rules.forEach((rule, index) => {
    const holds = reading.value >= rule.from ? { value: reading.value, untilMs: lastsMs(config, rule.holdS, reading.atMs) } : source.held.get(index);
    if (holds === undefined || nowMs >= holds.untilMs) return;
    const lift = { source: config.id, levelPct: rule.levelPct, untilMs: holds.untilMs, words: wordsFor(config, holds.value) };
    lifts.push({ lift, groups: rule.groups });
  });
  return lifts;
}

const lastsMs = (config: DemandSourceConfig, holdS: number, atMs: number): number =>
  momentary.has(config.kind) ? atMs + holdS * 1_000 : atMs + staleMs(config);

function wordsFor({ kind, name }: DemandSourceConfig, value: number): string {
  if (kind === "presence") return `someone passing at ${name}`;
  if (kind === "event") return `the event at ${name}`;
  return `${value} ${unitOf[kind]} at ${name}`;
}

const staleMs = (config: DemandSourceConfig): number => staleIntervals * config.intervalS * 1_000;

const iso = (utcMs: number): string => new Date(utcMs).toISOString();
