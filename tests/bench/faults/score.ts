/** The figures of a run: how much was found, how much was right, how soon. */
import { type FaultKind, faultKinds } from "#contract/faults";
import { percentile } from "#tests/bench/harness";
import type { Detection, Matched, Outcome } from "./matching.ts";

export interface KindScore {
  readonly kind: FaultKind;
  /** True faults of this kind, and those among them that could be seen. */
  readonly seeded: number;
  readonly visible: number;
  readonly found: number;
  /** Detections of this kind, and those among them that were right. */
  readonly told: number;
  readonly right: number;
  /** 0–1; NaN where nothing could be found, or nothing was told. */
  readonly recall: number;
  readonly precision: number;
  /** Nought where people's tests showed it before the plan did. */
  readonly medianDelayMs: number;
  readonly p95DelayMs: number;
  /** Detections to a fault that was found: 1 is one fault, one entry. */
  readonly timesEach: number;
  /** Of those found and repaired a day or more before the end: still told a day later. */
  readonly stuck: number;
}

export interface Score {
  readonly kinds: readonly KindScore[];
  readonly overall: Pick<KindScore, "seeded" | "visible" | "found" | "told" | "right" | "recall" | "precision">;
  readonly falsePer10000LightNights: number;
  /** Losses of a feeder or a district, and those of which every light was told as supply loss within two minutes and none as silent. */
  readonly losses: number;
  readonly lossesWhole: number;
}

const dayMs = 86_400_000;
const wholeMs = 2 * 60_000;

export function scoreOf(matched: Matched, lightNights: number, endMs: number): Score {
  const { outcomes, right, wrong } = matched;
  const kinds = faultKinds.map((kind) => kindScore(kind, matched, endMs));
  const visible = outcomes.filter(isCounted);
  const found = visible.filter(isFound);
  const causes = lossesOf(outcomes);
  return {
    kinds,
    overall: {
      seeded: outcomes.filter(({ fault }) => fault.expectation.foundAs.length > 0).length,
      visible: visible.length,
      found: found.length,
      told: right.length + wrong.length,
      right: right.length,
      recall: found.length / visible.length,
      precision: right.length / (right.length + wrong.length),
    },
    falsePer10000LightNights: (10_000 * wrong.length) / lightNights,
    losses: causes.length,
    lossesWhole: causes.filter((lights) => lights.every((outcome) => isWhole(outcome, matched))).length,
  };
}

function kindScore(kind: FaultKind, { outcomes, right, wrong }: Matched, endMs: number): KindScore {
  const ofKind = outcomes.filter(({ fault }) => fault.expectation.foundAs.includes(kind));
  const visible = ofKind.filter(isCounted);
  const found = visible.filter(isFound);
  const delaysMs = found.flatMap(({ found: first, visibleFromMs }) =>
    first && visibleFromMs !== undefined ? [Math.max(0, first.activeAtMs - visibleFromMs)] : [],
  );
  const isKind = (detection: Detection): boolean => detection.kind === kind;
  const told = right.filter(isKind).length + wrong.filter(isKind).length;
  return {
    kind,
    seeded: ofKind.length,
    visible: visible.length,
    found: found.length,
    told,
    right: right.filter(isKind).length,
    recall: found.length / visible.length,
    precision: right.filter(isKind).length / told,
    medianDelayMs: percentile(delaysMs, 0.5),
    p95DelayMs: percentile(delaysMs, 0.95),
    timesEach: found.reduce((sum, { times }) => sum + times, 0) / found.length,
    stuck: found.filter(({ fault, found: first }) => fault.toMs + dayMs < endMs && first !== undefined && first.clearedAtMs > fault.toMs + dayMs).length,
  };
}

const isCounted = ({ fault, visibleFromMs }: Outcome): boolean => visibleFromMs !== undefined && fault.expectation.foundAs.length > 0;
const isFound = ({ found }: Outcome): boolean => found !== undefined;

/** The lights of each loss of supply that lasted long enough to be told. */
function lossesOf(outcomes: readonly Outcome[]): Outcome[][] {
  const lost = outcomes.filter(
    (outcome) => isCounted(outcome) && outcome.fault.expectation.foundAs.includes("supply-loss") && outcome.fault.cause !== undefined,
  );
  return [...Map.groupBy(lost, ({ fault }) => fault.cause).values()];
}

function isWhole({ fault, found }: Outcome, { right, wrong }: Matched): boolean {
  if (found === undefined || found.activeAtMs - fault.fromMs > wholeMs) return false;
  const isSilentWord = ({ light, kind, activeAtMs }: Detection): boolean =>
    light === fault.light && kind === "communication-failure" && activeAtMs >= fault.fromMs && activeAtMs <= fault.toMs;
  return !right.some(isSilentWord) && !wrong.some(isSilentWord);
}
