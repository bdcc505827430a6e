/** What a light's energy counter says of the time between two readings, whatever has happened to the node in between. */

/** Two readings that follow each other, as far as energy goes. */
export interface CounterStep {
  readonly lastsMs: number;
  /** What the counter showed at each, kWh. */
  readonly fromKwh: number;
  readonly toKwh: number;
  /** Energy of the light at its reported level over that time, mWh. */
  readonly calculatedMwh: number;
  readonly ratedW: number;
}

export interface Counted {
  /** Never negative, and never more than `maxW` for the time. */
  readonly mwh: number;
  /** The counter says nothing of this time: the figure is the calculated one. */
  readonly isEstimated: boolean;
}

/**
 * What was used between two readings, mWh. A counter that rises by what a lamp can use is believed. A fall is a counter that rolled over at
 * a power of ten, or one that began again at 0, where what it shows now could have been used since; any other fall, and a rise no lamp
 * makes, is another node's counter, of which the difference says nothing.
 */
export function countedMwh({ lastsMs, fromKwh, toKwh, calculatedMwh, ratedW }: CounterStep): Counted {
  const rose = (toKwh - fromKwh) * mwhPerKwh;
  const atMostMwh = (powerW: number): number => powerW * lastsMs * mwhPerWattMs + stepMwh;
  if (rose >= 0) return rose <= atMostMwh(Math.max(overRated * ratedW, lampMaxW)) ? { mwh: rose, isEstimated: false } : estimated(calculatedMwh);
  const plausibleMwh = atMostMwh(overRated * ratedW);
  const rolled = rose + powerOfTenAbove(fromKwh) * mwhPerKwh;
  if (fromKwh > 0 && toKwh >= 0 && rolled <= plausibleMwh) return { mwh: rolled, isEstimated: false };
  const sinceReset = toKwh * mwhPerKwh;
  return sinceReset >= 0 && sinceReset <= plausibleMwh ? { mwh: sinceReset, isEstimated: false } : estimated(calculatedMwh);
}

/** 1,000 W for an hour are 1,000,000 mWh; and a watt for a millisecond. */
export const mwhPerKwh = 1_000_000;
export const mwhPerWattMs = 1 / 3_600;

/** A lamp that takes more than this over its rating does not exist; a list that gives the lamp and not its gear is still within it. */
const overRated = 2;

/**
 * A rise up to this power is believed whatever the list says of the light, W: lists have wrong wattages, and it is for the meter to show
 * it. Another node's counter is thousands of kWh away, not the 125 Wh that this is in a quarter of an hour.
 */
const lampMaxW = 500;

/** Counters that count in steps of up to 10 Wh may show one step more than was used, mWh. */
const stepMwh = 10_000;

const estimated = (calculatedMwh: number): Counted => ({ mwh: calculatedMwh, isEstimated: true });

/** Where a counter that shows this rolls over, kWh: 99,999.7 at 100,000. */
const powerOfTenAbove = (kwh: number): number => 10 ** (Math.floor(Math.log10(kwh)) + 1);
