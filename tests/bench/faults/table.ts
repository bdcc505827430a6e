/** The score by kind of fault: a table for people, figures for machines. */
import type { RunOptions } from "../harness.ts";
import type { KindScore, Score } from "./score.ts";

interface Column {
  readonly title: string;
  readonly unit: string;
  readonly value: (score: KindScore) => number;
}

const minuteMs = 60_000;
const columns: readonly Column[] = [
  { title: "seeded", unit: "faults", value: ({ seeded }) => seeded },
  { title: "seen", unit: "faults", value: ({ visible }) => visible },
  { title: "recall", unit: "%", value: ({ recall }) => 100 * recall },
  { title: "told", unit: "alarms", value: ({ told }) => told },
  { title: "precision", unit: "%", value: ({ precision }) => 100 * precision },
  { title: "delay p50", unit: "min", value: ({ medianDelayMs }) => medianDelayMs / minuteMs },
  { title: "delay p95", unit: "min", value: ({ p95DelayMs }) => p95DelayMs / minuteMs },
  { title: "told each", unit: "times", value: ({ timesEach }) => timesEach },
  { title: "stuck", unit: "faults", value: ({ stuck }) => stuck },
];
const kindWidth = 24;
const width = 11;

export function tellScore({ kinds }: Score, tell: RunOptions["tell"], report: RunOptions["report"]): void {
  tell("".padEnd(kindWidth) + columns.map(({ title }) => title.padStart(width)).join(""));
  tell("".padEnd(kindWidth) + columns.map(({ unit }) => unit.padStart(width)).join(""));
  for (const score of kinds) {
    tell(score.kind.padEnd(kindWidth) + columns.map(({ value }) => text(value(score)).padStart(width)).join(""));
    for (const { title, unit, value } of columns) {
      // A kind that was not played in a small run has no recall, and JSON no such number.
      if (Number.isFinite(value(score))) report({ name: `faults: ${score.kind}, ${title}`, value: value(score), unit, isDetail: true });
    }
  }
}

const text = (value: number): string => (Number.isFinite(value) ? value.toLocaleString("en-GB", { maximumFractionDigits: 2 }) : "–");
