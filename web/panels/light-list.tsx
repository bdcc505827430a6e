import { effect, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { LightPage, LightSummary } from "../../contract/api.ts";
import { every } from "../../contract/clock.ts";
import { get, query } from "../api.ts";
import { toCsv } from "../csv.ts";
import { saveText } from "../download.ts";
import * as format from "../format.ts";
import { nowMs, systemClock, tickMs } from "../page-clock.ts";
import { address, go, local, openLight, viewBox } from "../state.ts";
import { classOfName } from "../store/light-class.ts";
import { LightPages } from "../store/light-pages.ts";
import { bboxOf } from "../store/region.ts";
import { isOld } from "../store/staleness.ts";
import { Glyph } from "./glyph.tsx";
import { ListFilter } from "./list-filter.tsx";

/** Height of a row, as in panels.css: the list knows where each row is without measuring. */
const rowPx = 30;
/** Rows drawn above and below what is visible. */
const marginRows = 8;
/** Browsers clip elements near 33 million pixels; a list that long needs a filter anyway. */
const rowsMax = 1_000_000;
/** What is on screen is asked for again this often, ms. */
const refreshMs = 5_000;
const csvPageRows = 1_000;

const columns = [
  ["column", "Column"],
  ["street", "Street"],
  ["area", "Area"],
  ["condition", "State"],
  ["level", "Level"],
  ["power", "Power"],
  ["seen", "Heard"],
] as const;

/** Every light as a table: what the map shows, for those who cannot or would rather not use a map. */
export function LightList() {
  const scroller = useRef<HTMLDivElement>(null);
  const first = useSignal(0);
  const visible = useSignal(30);
  const turn = useSignal(0);
  const failure = useSignal<string | undefined>(undefined);
  const filter = address.value.list;
  const key = JSON.stringify(filter);

  const pages = useMemo(
    () =>
      new LightPages({
        fetchPage: (offset, limit) => get<LightPage>(`/lights${query({ ...filter, offset, limit })}`),
        onChange: () => {
          failure.value = undefined;
          turn.value++;
        },
        onFailure: (problem) => {
          failure.value = problem instanceof Error ? problem.message : String(problem);
        },
      }),
    [key],
  );
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    first.value = 0;
    const stop = every(systemClock, refreshMs, "list of lights", () => pages.refresh(first.value, first.value + visible.value));
    return () => {
      stop();
      pages.close();
    };
  }, [pages]);
  useEffect(() => followMapView(), []);

  const scrolled = (): void => {
    const element = scroller.current;
    if (!element) return;
    first.value = Math.floor(element.scrollTop / rowPx);
    visible.value = Math.ceil(element.clientHeight / rowPx);
  };
  useEffect(scrolled, []);

  turn.value;
  const total = Math.min(rowsMax, pages.total ?? 0);
  const from = Math.max(0, Math.min(first.value, total) - marginRows);
  const to = Math.min(total, first.value + visible.value + marginRows);
  pages.want(from, Math.max(from, to - 1));

  return (
    <section class="pane list-pane" aria-labelledby="list-title">
      <div class="panel-head">
        <h2 id="list-title">Lights</h2>
        <span class="count" role="status">
          {pages.total === undefined ? "Loading…" : format.lights(pages.total)}
        </span>
        <CsvButton total={pages.total ?? 0} filter={filter} />
      </div>
      <ListFilter />
      {failure.value && (
        <p class="problem" role="alert">
          {failure.value}
        </p>
      )}
      {pages.total === 0 && <p class="empty">No light fits the filter.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1, a scrollable region must take the focus. */}
      <section ref={scroller} class="list-scroll" onScroll={scrolled} tabIndex={0} aria-label="Table of lights">
        <table class="list" aria-rowcount={total + 1} aria-labelledby="list-title">
          <thead>
            <tr>
              {columns.map(([sort, name]) => (
                <SortHead key={sort} sort={sort} name={name} />
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={moveByArrows}>
            <Gap rows={from} />
            {Array.from({ length: Math.max(0, to - from) }, (_, i) => (
              <Row key={from + i} index={from + i} light={pages.at(from + i)} />
            ))}
            <Gap rows={total - to} />
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** While "in the map's view" is ticked the filter follows the map. */
function followMapView(): () => void {
  return effect(() => {
    const box = viewBox.value;
    if (!box || !address.value.list.bbox) return;
    const bbox = bboxOf(box);
    if (bbox !== address.value.list.bbox) go({ list: { ...address.value.list, bbox } });
  });
}

function SortHead(props: { sort: (typeof columns)[number][0]; name: string }) {
  const { sort = "street", order = "asc", ...rest } = address.value.list;
  const mine = sort === props.sort;
  const next = mine && order === "asc" ? "desc" : "asc";
  return (
    <th scope="col" aria-sort={mine ? (order === "asc" ? "ascending" : "descending") : "none"}>
      <button type="button" onClick={() => go({ list: { ...rest, sort: props.sort, order: next } })}>
        {props.name}
        <span aria-hidden="true">{mine ? (order === "asc" ? " ▲" : " ▼") : ""}</span>
      </button>
    </th>
  );
}

function Gap({ rows }: { rows: number }) {
  return rows > 0 ? (
    <tr class="gap">
      <td colSpan={columns.length} height={rows * rowPx} />
    </tr>
  ) : null;
}

function Row({ index, light }: { index: number; light: LightSummary | undefined }) {
  if (!light) {
    return (
      <tr aria-rowindex={index + 2}>
        <td colSpan={columns.length} class="quiet-text">
          …
        </td>
      </tr>
    );
  }
  const shown = classOfName(light.condition, light.levelPct);
  const ageMs = light.seenAt === undefined ? undefined : tickMs.value - Date.parse(light.seenAt);
  const old = ageMs !== undefined && isOld(ageMs) ? "stale" : "";
  return (
    <tr aria-rowindex={index + 2} class={`${shown.fault ? "abnormal" : ""}${address.value.light === light.id ? " current" : ""}`}>
      <td>
        <button type="button" class="link" onClick={() => openLight(light.id)}>
          {light.column}
        </button>
      </td>
      <td>{light.street}</td>
      <td>{light.area}</td>
      <td>
        <span class="with-glyph">
          <Glyph of={shown} /> {shown.condition === "normal" ? "As expected" : shown.label}
        </span>
      </td>
      <td class="number">
        <span class={old}>{light.levelPct === undefined ? "–" : format.percent(light.levelPct)}</span>
      </td>
      <td class="number">
        <span class={old}>{light.powerW === undefined ? "–" : format.watts(light.powerW)}</span>
      </td>
      <td class="number">{ageMs === undefined ? "never" : format.ago(ageMs)}</td>
    </tr>
  );
}

/** Up and down go from light to light. */
function moveByArrows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button.link")];
  const at = buttons.findIndex((button) => button.matches(":focus"));
  const next = buttons[at + step];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

/** Downloads exactly what the filter holds, in its order. */
function CsvButton({ total, filter }: { total: number; filter: Readonly<Record<string, string>> }) {
  const done = useSignal<number | undefined>(undefined);
  const failed = useSignal(false);
  const download = async (): Promise<void> => {
    const lights: LightSummary[] = [];
    failed.value = false;
    try {
      do {
        done.value = lights.length;
        const page = await get<LightPage>(`/lights${query({ ...filter, offset: lights.length, limit: csvPageRows })}`);
        if (page.lights.length === 0) break;
        lights.push(...page.lights);
      } while (lights.length < total);
      saveText(`lights ${local.value.isoDay(nowMs())}.csv`, "text/csv", csvOf(lights));
    } catch {
      failed.value = true;
    }
    done.value = undefined;
  };
  const text = done.value !== undefined ? `${format.count(done.value)} of ${format.count(total)}…` : failed.value ? "Failed: try again" : "Download CSV";
  return (
    <button type="button" disabled={done.value !== undefined || total === 0} onClick={() => void download()}>
      {text}
    </button>
  );
}

const csvOf = (lights: readonly LightSummary[]): string =>
  toCsv(
    ["id", "column", "street", "area", "group", "feeder", "powerRatedW", "powerAssumed", "lat", "lon", "condition", "levelPct", "powerW", "seenAt"],
    lights.map((l) => [
      l.id,
      l.column,
      l.street,
      l.area,
      l.group,
      l.feeder,
      l.powerRatedW,
      String(l.powerAssumed),
      l.lat,
      l.lon,
      l.condition,
      l.levelPct,
      l.powerW,
      l.seenAt,
    ]),
  );
