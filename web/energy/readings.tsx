import { later } from "../panels/later.tsx";
import { go, local } from "../state.ts";
import { addDays, wordsOfPeriod } from "./period.ts";
import type { Question } from "./question.ts";

const HistoryChart = later(async () => (await import("../panels/history-chart.tsx")).HistoryChart);

/** What the figures of one light were made from: every reading of the period, as it was stored. */
export function Readings({ now, id }: { now: Question; id: string }) {
  const { from, to } = now;
  return (
    <section class="block" aria-labelledby="readings-title">
      <div class="panel-head">
        <h3 id="readings-title">The readings behind this, {wordsOfPeriod(now)}</h3>
        <button type="button" class="screen-only" onClick={() => go({ light: id }, "push")}>
          Open the light
        </button>
      </div>
      <HistoryChart key={`${id} ${from} ${to}`} id={id} column={id} period={{ fromMs: startOf(from), toMs: startOf(addDays(to, 1)) }} />
    </section>
  );
}

const hourMs = 3_600_000;

/** The instant a local day begins. Zones are at most 14 hours from UTC, so that the search begins before every one's midnight. */
function startOf(day: string): number {
  const zone = local.value;
  let ms = zone.next("00:00", Date.parse(`${day}T00:00:00Z`) - 15 * hourMs) ?? Date.parse(`${day}T00:00:00Z`);
  while (zone.isoDay(ms) < day) ms = zone.next("00:00", ms) ?? ms + 24 * hourMs;
  return ms;
}
