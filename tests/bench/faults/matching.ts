/**
 * Which detected faults are right, and which true ones were found.
 *
 * A detection is a fault of a light that was believed (active), from `activeAtMs` on. It is right when the same light has a true fault
 * that held, or had ended at most `lateMs` before, at that instant, and whose expectation (expectations.ts) names the kind: as what it must
 * be found as, or as a consequence that a person would call the same fault. Every other detection is a false alarm.
 *
 * A true fault is found when a detection of a kind it must be found as became active while it held or at most `lateMs` after. It counts
 * only if it could be seen: its light was to do what shows it (be lit, dimmed, off by day, take a command), with supply and heard, for as long as its
 * expectation asks. The delay runs from the first instant at which it could be seen.
 */
import type { FaultKind } from "#contract/faults";
import { type Cause, type Expectation, exposes, isMoments, type Moments, type When } from "./expectations.ts";
import { type Span, type Stretch, unmasked } from "./timeline.ts";

/** A fault of a light that was believed. */
export interface Detection {
  readonly light: string;
  readonly kind: FaultKind;
  readonly activeAtMs: number;
  /** Infinity: still active at the end. */
  clearedAtMs: number;
  /** What was measured, in the rule's words. */
  readonly text: string;
}

/** What was wrong with a light, and what should be made of it. */
export interface TrueFault {
  readonly light: string;
  readonly name: Cause;
  readonly expectation: Expectation;
  readonly fromMs: number;
  readonly toMs: number;
  /** Same for all lights that share a cause. */
  readonly cause: string | undefined;
}

export interface Outcome {
  readonly fault: TrueFault;
  /** Undefined: it could not be seen, or not for long enough. */
  readonly visibleFromMs: number | undefined;
  /** The first detection that found it. */
  readonly found: Detection | undefined;
  /** Detections of the kinds it must be found as: more than one is flapping. */
  readonly times: number;
}

/** What a light was to do, by which a fault of it shows. */
export interface Doings {
  stretchesOf(light: string): readonly Stretch[];
  momentsOf(light: string, when: Moments): readonly number[];
}

export interface Matched {
  readonly outcomes: readonly Outcome[];
  readonly right: readonly Detection[];
  readonly wrong: readonly Detection[];
}

/** Reports on their way, logs that arrive late, and rules that look back. */
const lateMs = 30 * 60_000;

export function match(truth: readonly TrueFault[], detections: readonly Detection[], doings: Doings): Matched {
  const faultsOf = Map.groupBy(truth, ({ light }) => light);
  const detectionsOf = Map.groupBy(detections, ({ light }) => light);
  const isRight = (detection: Detection): boolean =>
    (faultsOf.get(detection.light) ?? []).some(({ expectation: { foundAs, explains } }, index, faults) => {
      const fault = faults[index];
      return fault !== undefined && isWithin(fault, detection) && (foundAs.includes(detection.kind) || explains.includes(detection.kind));
    });
  const outcomes = truth.map((fault): Outcome => {
    const found = (detectionsOf.get(fault.light) ?? []).filter((each) => isWithin(fault, each) && fault.expectation.foundAs.includes(each.kind));
    const masks = (faultsOf.get(fault.light) ?? []).filter((other) => other !== fault && other.expectation.masks);
    return { fault, visibleFromMs: visibleFrom(fault, doings, masks), found: soonest(found), times: found.length };
  });
  return { outcomes, right: detections.filter(isRight), wrong: detections.filter((each) => !isRight(each)) };
}

const isWithin = ({ fromMs, toMs }: TrueFault, { activeAtMs }: Detection): boolean => activeAtMs >= fromMs && activeAtMs <= toMs + lateMs;

const soonest = (detections: readonly Detection[]): Detection | undefined => detections.toSorted((a, b) => a.activeAtMs - b.activeAtMs)[0];

/** The first instant at which a fault could be seen, if it could be for long enough in all. */
function visibleFrom(fault: TrueFault, { stretchesOf, momentsOf }: Doings, masks: readonly TrueFault[]): number | undefined {
  const { light, fromMs, toMs, expectation } = fault;
  const { when, moments, seenForMs } = expectation;
  // Of a light that was silent already, nobody can say that it now is for another reason.
  if (expectation.masks && masks.some((mask) => mask.fromMs <= fromMs && mask.toMs > fromMs)) return undefined;
  const open = unmasked(fromMs, toMs, masks);
  if (!isMoments(when)) return longEnough(when, seenForMs, stretchesOf(light), open);
  const seen = momentsOf(light, when).filter((atMs) => open.some((span) => atMs >= span.fromMs && atMs + seenForMs <= span.toMs));
  return seen.length >= moments ? seen[0] : undefined;
}

type Lasting = Exclude<When, Moments>;

function longEnough(when: Lasting, seenForMs: number, stretches: readonly Stretch[], spans: readonly Span[]): number | undefined {
  let [firstMs, leftMs]: [number | undefined, number] = [undefined, seenForMs];
  for (const stretch of stretches) {
    if (!exposes(when, stretch)) continue;
    for (const span of spans) {
      const [fromMs, toMs] = [Math.max(span.fromMs, stretch.fromMs), Math.min(span.toMs, stretch.toMs)];
      if (fromMs >= toMs) continue;
      firstMs ??= fromMs;
      leftMs -= toMs - fromMs;
      if (leftMs <= 0) return firstMs;
    }
  }
  return undefined;
}
