/**
 * Half hours of a light, from its readings: the arithmetic that every figure of energy rests on. The same readings give the same
 * figures, in whatever order they came.
 */
import { type FittedLight, lampPowerW } from "../decide/lamp.ts";
import type { Trace } from "../telemetry/port.ts";
import { countedMwh, mwhPerWattMs } from "./counter.ts";
import { halfHourMs } from "./half-hours.ts";

/** Columns with an element for each half hour. */
export interface LightDay {
  /** From the node's counter. */
  readonly meteredMwh: Float64Array;
  /** From reported levels and the light's level-to-power curve; standby counts. */
  readonly calculatedMwh: Float64Array;
  /** Mean of the time that is known; 0 where none is. */
  readonly levelPct: Float64Array;
  /** With light at any level. */
  readonly burningMin: Float64Array;
  /** That no reading tells of, or whose counter cannot be believed. */
  readonly estimatedMin: Float64Array;
  /** In the half hours; 1 when only those on both sides tell of them. */
  readonly readings: number;
}

/**
 * What a light used in half hours that follow each other, such as those of a local day (halfHoursOf). `startsMs` are their starts, each
 * ends where the next starts, the last after 30 minutes; time from `toMs` on is not accounted. The trace begins with the last reading
 * before them, and goes on past their end where more is known.
 *
 * A reported level holds until the next reading. Between two readings the counter's rise is spread in proportion to the calculated energy,
 * which is evenly, because one level held; after the last one it goes on by calculated energy. Before the first known level nothing is counted.
 */
export function lightDayOf(light: FittedLight, trace: Trace, startsMs: readonly number[], toMs: number): LightDay {
  const day = emptyDay(startsMs.length);
  const fromMs = startsMs[0] ?? toMs;
  const endsMs = Math.min(toMs, (startsMs.at(-1) ?? toMs) + halfHourMs);
  const knownMin = new Float64Array(startsMs.length);
  const spread = spreader(startsMs, endsMs);
  spread({ fromMs, toMs: trace.atMs[0] ?? endsMs }, (index, _share, minutes) => add(day.estimatedMin, index, minutes));
  for (const stretch of stretchesOf(light, trace, endsMs)) {
    if (stretch.toMs < fromMs || stretch.fromMs >= endsMs) continue;
    spread(stretch, (index, share, minutes) => {
      add(day.meteredMwh, index, stretch.meteredMwh * share);
      add(day.calculatedMwh, index, stretch.calculatedMwh * share);
      add(day.levelPct, index, stretch.levelPct * minutes);
      add(day.burningMin, index, stretch.levelPct > 0 ? minutes : 0);
      add(day.estimatedMin, index, stretch.isEstimated ? minutes : 0);
      add(knownMin, index, minutes);
    });
  }
  knownMin.forEach((minutes, index) => {
    if (minutes > 0) day.levelPct[index] = (day.levelPct[index] ?? 0) / minutes;
  });
  return { ...day, readings: readingsOf(trace, fromMs, endsMs) };
}

/**
 * Two readings further apart than this leave the time between estimated, ms: nodes report every 15 minutes, one report may be lost, and
 * they are some minutes apart from the clock. The counter's sum over it stays right.
 */
export const estimatedAfterMs = (2 * 15 + 5) * 60_000;

/** A time in which one reported level held. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly levelPct: number;
  readonly meteredMwh: number;
  readonly calculatedMwh: number;
  readonly isEstimated: boolean;
}

/** From each reading to the next, and from the last to the end of what is accounted. */
function stretchesOf(light: FittedLight, { atMs, levelPct: levels, energyKwh }: Trace, endsMs: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (let at = 0; at < atMs.length; at++) {
    const [fromMs, nextMs] = [atMs[at] ?? 0, atMs[at + 1]];
    const levelPct = levels[at] ?? 0;
    const powerW = lampPowerW(light, levelPct);
    if (nextMs === undefined) {
      stretches.push(...heldSince({ fromMs, levelPct }, powerW, endsMs));
      continue;
    }
    const lastsMs = nextMs - fromMs;
    const calculatedMwh = powerW * lastsMs * mwhPerWattMs;
    const counted = countedMwh({ lastsMs, fromKwh: energyKwh[at] ?? 0, toKwh: energyKwh[at + 1] ?? 0, calculatedMwh, ratedW: light.powerW });
    const isEstimated = counted.isEstimated || lastsMs > estimatedAfterMs;
    stretches.push({ fromMs, toMs: nextMs, levelPct, meteredMwh: counted.mwh, calculatedMwh, isEstimated });
  }
  return stretches;
}

/** What goes on after the last reading: known until the next one is overdue, and estimated from then, however long that will be. */
function heldSince({ fromMs, levelPct }: Pick<Stretch, "fromMs" | "levelPct">, powerW: number, endsMs: number): Stretch[] {
  const overdueMs = Math.min(fromMs + estimatedAfterMs, endsMs);
  const held = (since: number, until: number, isEstimated: boolean): Stretch => {
    const mwh = powerW * (until - since) * mwhPerWattMs;
    return { fromMs: since, toMs: until, levelPct, meteredMwh: mwh, calculatedMwh: mwh, isEstimated };
  };
  return [held(fromMs, overdueMs, false), held(overdueMs, endsMs, true)].filter(({ fromMs: since, toMs: until }) => until > since);
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Each half hour that a span has part of: its index, which share of the span lies in it, and the minutes of that. */
type Each = (index: number, share: number, minutes: number) => void;

/** Spans are given in time order, so that none looks again at half hours that are over. */
function spreader(startsMs: readonly number[], endsMs: number): (span: Span, each: Each) => void {
  let first = 0;
  const endOf = (index: number): number => Math.min(startsMs[index + 1] ?? Number.POSITIVE_INFINITY, endsMs);
  return ({ fromMs, toMs }, each) => {
    const lastsMs = toMs - fromMs;
    while (first < startsMs.length && endOf(first) <= fromMs) first++;
    for (let index = first; index < startsMs.length; index++) {
      const beginsMs = Math.max(fromMs, startsMs[index] ?? 0);
      const stopsMs = Math.min(toMs, endOf(index));
      // Two readings of one instant: what the counter rose between them is all of this half hour.
      if (lastsMs === 0 && fromMs >= (startsMs[index] ?? 0)) return each(index, 1, 0);
      if (stopsMs <= beginsMs) return;
      each(index, (stopsMs - beginsMs) / lastsMs, (stopsMs - beginsMs) / 60_000);
    }
  };
}

const emptyDay = (halfHours: number): Omit<LightDay, "readings"> => ({
  meteredMwh: new Float64Array(halfHours),
  calculatedMwh: new Float64Array(halfHours),
  levelPct: new Float64Array(halfHours),
  burningMin: new Float64Array(halfHours),
  estimatedMin: new Float64Array(halfHours),
});

/** A silent light whose counter is known before and after has used what it says; one that is only known before may be gone. */
function readingsOf({ atMs }: Trace, fromMs: number, endsMs: number): number {
  const within = atMs.reduce((count, each) => count + (each >= fromMs && each < endsMs ? 1 : 0), 0);
  return within === 0 && (atMs[0] ?? endsMs) < fromMs && (atMs.at(-1) ?? 0) >= endsMs ? 1 : within;
}

function add(column: Float64Array, index: number, amount: number): void {
  column[index] = (column[index] ?? 0) + amount;
}
