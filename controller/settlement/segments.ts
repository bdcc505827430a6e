/** A day of a light as stretches of one level, from what was stored: what events and half hours are both made of. */
import { estimatedAfterMs } from "../energy/half-hour.ts";
import type { Trace } from "../telemetry/port.ts";

export interface Segment {
  readonly fromMs: number;
  readonly toMs: number;
  /** As the node reported it; undefined where no reading says anything, which counts as no energy and is told. */
  readonly levelPct: number | undefined;
  /** No reading confirms it: the level before is carried on through a silence. */
  readonly isEstimated: boolean;
}

/** A light that is not heard for longer than this is silent, ms: the same as for the energy accounts. */
export const silentAfterMs = estimatedAfterMs;

/**
 * The stretches of [fromMs, toMs), in order and without gaps. A level holds until the next reading; a silence is estimated from its last
 * reading on. The trace holds the last reading before the period and those of `silentAfterMs` after its end, which tell whether the light was
 * silent by then.
 */
export function segmentsOf({ atMs, levelPct }: Pick<Trace, "atMs" | "levelPct">, fromMs: number, toMs: number): Segment[] {
  const segments: Segment[] = [];
  const add = (segment: Segment): void => {
    const last = segments.at(-1);
    if (last && last.levelPct === segment.levelPct && last.isEstimated === segment.isEstimated) segments[segments.length - 1] = { ...last, toMs: segment.toMs };
    else segments.push(segment);
  };
  const firstMs = atMs[0] ?? Number.POSITIVE_INFINITY;
  if (firstMs > fromMs) add({ fromMs, toMs: Math.min(firstMs, toMs), levelPct: undefined, isEstimated: true });
  for (let i = 0; i < atMs.length; i++) {
    const ownMs = atMs[i] ?? 0;
    const nextMs = atMs[i + 1] ?? toMs + silentAfterMs;
    const beginsMs = Math.max(ownMs, fromMs);
    const endsMs = Math.min(nextMs, toMs);
    if (endsMs > beginsMs) add({ fromMs: beginsMs, toMs: endsMs, levelPct: keptPct(levelPct[i]), isEstimated: nextMs - ownMs > silentAfterMs });
  }
  return segments;
}

/** To what every store keeps, 0.01 %: a file that has a hash must not depend on the store. */
const keptPct = (levelPct: number | undefined): number | undefined => (levelPct === undefined ? undefined : Math.round(levelPct * 100) / 100);
