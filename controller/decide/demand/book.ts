/**
 * What sources of demand say, and what the rules make of it. Demand only ever lifts a planned level, so the worst a wrong reading does is
 * to waste energy. A presence rule without a believable reading asks for nothing; a class rule without one asks for the design class.
 */
import type { DemandSourceConfig } from "#config/schema";
import type { DemandSource } from "#contract/api";
import type { Refusal } from "#contract/failures";
import type { Demand } from "#contract/messages";
import { ClassRule } from "./class-rule.ts";
import { PresenceRule } from "./presence-rule.ts";
import type { RuleAnswer, RuleInForce, RuleState } from "./rule.ts";
import { Source, unitOf } from "./source.ts";

/** A reading was taken, and may change what these rules (their places in `rules`) ask for. */
export type DemandAnswer = { readonly ok: true; readonly rules: readonly number[] } | Refusal;

export class DemandBook {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #configured: readonly RuleInForce[];
  readonly #refused = new Map<string, number>();
  #entries: readonly Entry[] = [];

  /** `published` are the rules engineers published; the simple ones of the configuration come before them. */
  constructor(configs: readonly DemandSourceConfig[], published: readonly RuleInForce[] = []) {
    this.#sources = new Map(configs.map((config) => [config.id, new Source(config)]));
    this.#configured = configs.flatMap(configuredRules);
    this.publish(published);
  }

  get rules(): readonly RuleInForce[] {
    return this.#entries;
  }

  /** Where a source stands, degrees; undefined for a source that is unknown or has no position. */
  positionOf(source: string): { readonly lat: number; readonly lon: number } | undefined {
    const { lat, lon } = this.#sources.get(source)?.config ?? {};
    return lat === undefined || lon === undefined ? undefined : { lat, lon };
  }

  /** Replaces the published rules. One that is the same as before goes on where it was; a new class rule starts at the design class. */
  publish(published: readonly RuleInForce[]): void {
    const known = new Map(this.#entries.map((entry) => [keyOf(entry), entry]));
    this.#entries = [...this.#configured, ...published].map((each) => known.get(keyOf(each)) ?? this.#entry(each));
  }

  /** Takes a reading, or refuses it: from an unknown source, or for what Source.take refuses. */
  apply(reading: Demand, nowMs: number): DemandAnswer {
    const source = this.#sources.get(reading.source);
    if (source === undefined) return this.#refuse(unknownSource(reading.source));
    const before = source.last;
    const refusal = source.take(reading, nowMs);
    // Only an impossible value tells something: that the source cannot be believed.
    if (refusal !== undefined && refusal.reason !== "implausible") return this.#refuse(refusal);
    const rules: number[] = [];
    this.#entries.forEach((entry, index) => {
      if (!entry.rule.sources.includes(reading.source)) return;
      if (refusal === undefined) entry.state.taken({ source, before, nowMs });
      else entry.state.distrusted(source, nowMs);
      entry.until = undefined;
      rules.push(index);
    });
    return refusal === undefined ? { ok: true, rules } : this.#refuse(refusal);
  }

  /** What a rule asks for at an instant, by its place in `rules`; the same object for as long as it stays the same. */
  answer(rule: number, nowMs: number): RuleAnswer | undefined {
    const entry = this.#entries[rule];
    if (entry === undefined) return undefined;
    if (entry.until === undefined || nowMs < entry.until.fromMs || nowMs >= entry.until.toMs) {
      const answer = entry.state.answer(nowMs);
      entry.until = { fromMs: nowMs, toMs: answer?.untilMs ?? Number.POSITIVE_INFINITY, answer };
    }
    return entry.until.answer;
  }

  /** Every source as the API shows it, with the configuration's rules. */
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
        ...(source.last && { reading: { at: new Date(source.last.atMs).toISOString(), value: source.last.value } }),
        state: source.state(nowMs),
        lifting: this.#entries.some(({ state }) => state.isLifting(source, nowMs)),
      };
    });
  }

  /** Readings refused since the start, by reason. */
  refused(): ReadonlyMap<string, number> {
    return this.#refused;
  }

  #entry({ id, rule }: RuleInForce): Entry {
    const sources = rule.sources.flatMap((name) => this.#sources.get(name) ?? []);
    const missing = rule.sources.find((name) => !this.#sources.has(name));
    const state = rule.act.as === "class" ? new ClassRule(rule.act, sources, missing) : new PresenceRule(rule.act);
    return { id, rule, state, until: undefined };
  }

  #refuse(refusal: Refusal): Refusal {
    this.#refused.set(refusal.reason, (this.#refused.get(refusal.reason) ?? 0) + 1);
    return refusal;
  }
}

interface Entry extends RuleInForce {
  readonly state: RuleState;
  /** The last answer and the time it stands for; undefined when a reading may have changed it. */
  until: { readonly fromMs: number; readonly toMs: number; readonly answer: RuleAnswer | undefined } | undefined;
}

/** The rules of a source's configuration as presence rules. */
function configuredRules({ id, name, rules }: DemandSourceConfig): RuleInForce[] {
  return rules.map(({ groups, from, levelPct, holdS }, index) => ({
    id: `${id}-${index + 1}`,
    rule: { name, sources: [id], reach: { by: "groups", groups }, act: { as: "presence", from, levelPct, holdS } },
  }));
}

const keyOf = ({ id, rule }: RuleInForce): string => `${id} ${JSON.stringify(rule)}`;

const unknownSource = (source: string): Refusal => ({
  ok: false,
  reason: "unknown-source",
  detail: `source: found ${source}, expected one of the configured sources`,
});
