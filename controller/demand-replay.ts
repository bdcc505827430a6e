/**
 * Demand as it stood at an instant: what was heard until then, told again to the same rules by the same code. A restart does this too, so
 * that it forgets nobody who is there.
 */

import type { Config, DemandSourceConfig } from "#config/schema";
import type { Clock } from "#contract/clock";
import { messageOf } from "#contract/failures";
import { DemandBook } from "./decide/demand/book.ts";
import type { RuleInForce } from "./decide/demand/rule.ts";
import { DemandLog } from "./demand-log.ts";
import type { DesignBook } from "./design/design-book.ts";
import type { DesignsInForce } from "./design/in-force.ts";
import type { DemandLedger, DemandRecord } from "./registry/port.ts";

export interface DemandPast {
  readonly configs: readonly DemandSourceConfig[];
  readonly designs: DesignBook;
  readonly log: Pick<DemandLog, "heard">;
}

/** Longer than any hold (2 h of a class, 4 h of a presence) and the samples before it. */
const lookBackMs = 6 * 3_600_000;
/** And at least so many of a source that speaks rarely: more than make it believed again (3), or a class step down (10). */
const readingsMin = 100;
/** And at most so many of one that speaks twice a second. */
const readingsMax = 50_000;

/** What the controller knows of demand, and where it keeps what it hears. */
export interface DemandKnown {
  readonly demand: DemandBook;
  readonly log: DemandLog;
}

interface StartParts {
  readonly config: Pick<Config, "demand">;
  readonly registry: DemandLedger;
  readonly clock: Clock;
  readonly pace: Clock;
  readonly log: (line: string) => void;
}

/** Demand at a start. Without the registry's readings the lights are decided all the same: the next readings will tell. */
export async function hearAgain({ config, registry, clock, pace, log: tell }: StartParts, designs: DesignBook): Promise<DemandKnown> {
  const log = new DemandLog({ ledger: registry, pace, log: tell });
  const sources = config.demand.map(({ id }) => id);
  const demand = await demandAt({ configs: config.demand, designs, log }, sources, clock.now()).catch((error: unknown) => {
    tell(`demand starts without what was heard before: ${messageOf(error)}`);
    return new DemandBook(config.demand, rulesOf(designs.inForce()));
  });
  return { demand, log };
}

/** A book that has heard what these sources said until `untilMs`, under the rules that were in force meanwhile. */
export async function demandAt(past: DemandPast, sources: Iterable<string>, untilMs: number): Promise<DemandBook> {
  const heard = (await Promise.all([...sources].map((source) => lately(past.log, source, untilMs)))).flat();
  const records = heard.sort((a, b) => a.heardAtMs - b.heardAtMs || a.nr - b.nr);
  const fromMs = records[0]?.heardAtMs ?? untilMs;
  const book = new DemandBook(past.configs, rulesOf(past.designs.at(fromMs)));
  const changes = rulesChangedAtMs(past.designs, fromMs, untilMs);
  const publishUntil = (atMs: number): void => {
    for (let changed = changes[0]; changed !== undefined && changed <= atMs; changed = changes[0]) {
      changes.shift();
      book.publish(rulesOf(past.designs.at(changed)));
    }
  };
  for (const { source, atMs, heardAtMs, value } of records) {
    publishUntil(heardAtMs);
    book.apply({ source, at: new Date(atMs).toISOString(), value }, heardAtMs);
  }
  publishUntil(untilMs);
  return book;
}

/** The demand rules of a set of designs, under their ids. */
export const rulesOf = ({ demandRules }: DesignsInForce): RuleInForce[] => demandRules.map(({ id, body }) => ({ id, rule: body }));

async function lately(log: DemandPast["log"], source: string, untilMs: number): Promise<readonly DemandRecord[]> {
  const last = await log.heard(source, Number.MIN_SAFE_INTEGER, untilMs, readingsMin);
  const isEnough = last.length < readingsMin || (last[0]?.heardAtMs ?? untilMs) <= untilMs - lookBackMs;
  return isEnough ? last : log.heard(source, untilMs - lookBackMs, untilMs, readingsMax);
}

/** When demand rules were published in (fromMs, untilMs], ascending. */
function rulesChangedAtMs(designs: DesignBook, fromMs: number, untilMs: number): number[] {
  const versions = designs.current("demand-rule").flatMap(({ design }) => designs.versions(design));
  const instants = versions.flatMap(({ record }) => record?.atMs ?? []);
  return [...new Set(instants)].filter((atMs) => atMs > fromMs && atMs <= untilMs).sort((a, b) => a - b);
}
