/**
 * What a benchmark is: a file tests/bench/NAME.ts that exports `bench`. It measures real parts and reports figures; where something else
 * does the same work, that peer is measured in the same run, so that a noisy machine changes both.
 */

/** One measured figure. Absent peer: nothing else does the same. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What does the same work, measured in the same run: "mosquitto 2.0.11". */
  readonly peer?: string;
  readonly peerValue?: number;
  /** value ÷ peerValue, unless the benchmark says otherwise. */
  readonly ratio?: number;
  /** Left out of the text for people, who are told it in a table. */
  readonly isDetail?: true;
}

export interface BenchOptions {
  /** Within 45 s on two cores, on a smaller load; the figures' names stay the same. */
  readonly quick: boolean;
  readonly seed: number;
  readonly report: (figure: Figure) => void;
}

/** What a benchmark is given when it is run by name. */
export interface RunOptions extends BenchOptions {
  /** A line for people: a table's row, an example. Not printed as JSON. */
  readonly tell: (line: string) => void;
}

export type Bench = (options: RunOptions) => Promise<void>;

/** A figure as one line of JSON with all six keys; what is absent is null. */
export function figureJson(figure: Figure): string {
  const { name, value, unit, peer, peerValue } = figure;
  return JSON.stringify({ name, value: rounded(value), unit, peer: peer ?? null, peerValue: roundedOrNull(peerValue), ratio: roundedOrNull(ratioOf(figure)) });
}

/** A figure as a line for people. */
export function figureText(figure: Figure): string {
  const { name, value, unit, peer, peerValue } = figure;
  const own = `${name.padEnd(nameWidth)} ${number(value).padStart(valueWidth)} ${unit}`;
  if (peer === undefined || peerValue === undefined) return own;
  const ratio = ratioOf(figure);
  return `${own.padEnd(nameWidth + valueWidth + 16)} ${peer}: ${number(peerValue)} ${unit}${ratio === undefined ? "" : `, ratio ${number(ratio)}`}`;
}

/** The value below which a share (0–1) of the values lies, by the nearest rank. NaN for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

const nameWidth = 48;
const valueWidth = 12;

function ratioOf({ value, peerValue, ratio }: Figure): number | undefined {
  return ratio ?? (peerValue === undefined || peerValue === 0 ? undefined : value / peerValue);
}

/** Four significant digits: more would be noise. */
const rounded = (value: number): number => Number(value.toPrecision(4));
const roundedOrNull = (value: number | undefined): number | null => (value === undefined ? null : rounded(value));
const number = (value: number): string => rounded(value).toLocaleString("en-GB", { maximumSignificantDigits: 4 });
