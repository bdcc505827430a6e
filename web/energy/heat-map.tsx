import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { EnergyHeat } from "../../contract/energy.ts";
import { shownTheme } from "../theme.ts";
import * as amount from "./amount.ts";
import { change, heat } from "./answers.ts";
import type { Column } from "./column.ts";
import { DataTable } from "./data-table.tsx";
import { type Cell, cellAt, heightPx, moved, shadeCount } from "./heat-cell.ts";
import { paintHeat } from "./heat-paint.ts";
import { Part } from "./part.tsx";
import { wordsOfDay } from "./period.ts";
import type { Question } from "./question.ts";

const kinds = { level: "Mean level", burning: "Lights lit" } as const;

/** The year up to the period's end, hour by hour: how bright, or how many lit. Dusk and dawn are its edges. */
export function HeatMap({ now }: { now: Question }) {
  return (
    <Part title="A year, hour by hour" ask={heat} tools={<Kinds now={now} />}>
      {(answer) => <Year answer={answer} kind={now.heat} />}
    </Part>
  );
}

function Kinds({ now }: { now: Question }) {
  const kind = (id: "level" | "burning") => (
    <button type="button" aria-pressed={now.heat === id} onClick={() => change({ heat: id, offset: now.offset })}>
      {kinds[id]}
    </button>
  );
  return (
    <fieldset class="segments screen-only" aria-label="What the map shows">
      {kind("level")}
      {kind("burning")}
    </fieldset>
  );
}

function Year({ answer, kind }: { answer: EnergyHeat; kind: "level" | "burning" }) {
  const hours = kind === "level" ? answer.levelPct : answer.burningPct;
  const first = answer.days[0] ?? "";
  const last = answer.days.at(-1) ?? "";
  const name = `${kinds[kind]} by day and hour`;
  const rows = answer.days.map((day, at) => ({ day, hours: hours[at] ?? [] }));
  return (
    <>
      <YearMap days={answer.days} hours={hours} name={name} />
      <Legend />
      <DataTable name={name} file={`energy-${kind}-by-hour-${first}-${last}`} columns={columns} rows={rows} />
    </>
  );
}

interface DayRow {
  readonly day: string;
  readonly hours: readonly (number | null)[];
}

const hourWords = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

const columns: readonly Column<DayRow>[] = [
  { head: "Day", csv: "day", value: (row) => row.day, words: (row) => wordsOfDay(row.day) },
  ...Array.from({ length: 24 }, (_, hour): Column<DayRow> => {
    return {
      head: hourWords(hour),
      csv: `pctAt${String(hour).padStart(2, "0")}`,
      value: (row) => row.hours[hour] ?? null,
      words: (row) => amount.pct(row.hours[hour]),
    };
  }),
];

function YearMap({ days, hours, name }: { days: readonly string[]; hours: EnergyHeat["levelPct"]; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const cell = useSignal<Cell | undefined>(undefined);
  const theme = shownTheme.value;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    // Watching tells of the first size too.
    const resize = new ResizeObserver(() => paintHeat(element, days, hours));
    resize.observe(element);
    return () => resize.disconnect();
  }, [days, hours, theme]);
  const hover = (event: PointerEvent): void => {
    const box = canvas.current?.getBoundingClientRect();
    if (box) cell.value = cellAt(event.clientX - box.left, event.clientY - box.top, box.width, days.length);
  };
  const press = (event: KeyboardEvent): void => {
    const next = moved(cell.value ?? { day: days.length - 1, hour: 0 }, event.key, days.length);
    if (!next) return;
    event.preventDefault();
    cell.value = next;
  };
  return (
    <>
      <div
        class="heat"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its cells are read by the arrow keys.
        tabIndex={0}
        aria-label={`${name}. Arrow keys read hour by hour and day by day; Page Up and Page Down go four weeks.`}
        onKeyDown={press}
      >
        <canvas ref={canvas} style={{ height: `${heightPx}px` }} onPointerMove={hover} onPointerDown={hover} onPointerLeave={() => (cell.value = undefined)} />
      </div>
      <p class="heat-read" aria-live="polite">
        {cell.value ? readOut(cell.value, days, hours) : "Point at an hour, or use the arrow keys, to read it."}
      </p>
    </>
  );
}

function readOut({ day, hour }: Cell, days: readonly string[], hours: EnergyHeat["levelPct"]): string {
  const value = hours[day]?.[hour];
  return `${wordsOfDay(days[day] ?? "")}, ${hourWords(hour)}–${hourWords((hour + 1) % 24)}: ${value === null || value === undefined ? "nothing known" : amount.pct(value)}`;
}

function Legend() {
  return (
    <p class="heat-legend">
      <span>0 %</span>
      <span class="shades" aria-hidden="true">
        {Array.from({ length: shadeCount }, (_, index) => (
          <i key={`shade-${index * 10}`} class={`shade-${index}`} />
        ))}
      </span>
      <span>100 %</span>
      <span class="hatched" aria-hidden="true" /> <span>nothing known</span>
    </p>
  );
}
