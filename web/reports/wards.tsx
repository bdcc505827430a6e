import type { EnergyFigures } from "../../contract/energy.ts";
import type { MonthReport } from "../../contract/report.ts";
import * as amount from "../energy/amount.ts";
import type { Column } from "../energy/column.ts";
import { ReportPart } from "./report-part.tsx";
import { ReportTable } from "./report-table.tsx";

interface Ward {
  readonly id: string;
  readonly name: string;
  readonly figures: EnergyFigures;
  /** Saving against the period before, %. */
  readonly beforePct: number | undefined;
}

/** What each ward used, and saved against full output. */
export function Wards({ report }: { report: MonthReport }) {
  const { summary, periodBefore, month } = report;
  const rows = summary.rows.map(({ id, name, figures }) => ({ id, name, figures, beforePct: savedPct(periodBefore, id) }));
  const total = { id: "", name: "All wards", figures: summary.total, beforePct: periodBefore.total.saved?.pct };
  return (
    <ReportPart title="By ward">
      <p class="hint">Saved is against full output from dusk to dawn; the last column is the change against the period before, nights made equally long.</p>
      <ReportTable name="Table by ward" file={`leerie-wards-${month}`} columns={columns} rows={rows} total={total} />
    </ReportPart>
  );
}

const savedPct = (summary: MonthReport["summary"], id: string): number | undefined => summary.rows.find((row) => row.id === id)?.figures.saved?.pct;
const opposite = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value);

const columns: readonly Column<Ward>[] = [
  { head: "Ward", csv: "ward", value: ({ name }) => name, isText: true },
  { head: "Lights", csv: "lights", value: ({ figures }) => figures.lights },
  {
    head: "Metered",
    csv: "meteredKwh",
    value: ({ figures }) => figures.metered.kwh,
    words: ({ figures }) => amount.kwh(figures.metered.kwh),
  },
  { head: "Cost", csv: "costGbp", value: ({ figures }) => figures.metered.costGbp, words: ({ figures }) => amount.pounds(figures.metered.costGbp) },
  { head: "CO₂", csv: "co2Kg", value: ({ figures }) => figures.metered.co2Kg, words: ({ figures }) => amount.carbon(figures.metered.co2Kg) },
  { head: "Full output", csv: "fullOutputKwh", value: ({ figures }) => figures.baseline?.kwh, words: ({ figures }) => amount.kwh(figures.baseline?.kwh) },
  { head: "Saved", csv: "savedKwh", value: ({ figures }) => figures.saved?.kwh, words: ({ figures }) => amount.kwh(figures.saved?.kwh) },
  { head: "Saved, £", csv: "savedGbp", value: ({ figures }) => figures.saved?.costGbp, words: ({ figures }) => amount.pounds(figures.saved?.costGbp) },
  { head: "Saved, CO₂", csv: "savedCo2Kg", value: ({ figures }) => figures.saved?.co2Kg, words: ({ figures }) => amount.carbon(figures.saved?.co2Kg) },
  { head: "Saved, %", csv: "savedPct", value: ({ figures }) => figures.saved?.pct, words: ({ figures }) => amount.pct(figures.saved?.pct) },
  {
    head: "On the period before",
    csv: "changeOnPeriodBeforePct",
    value: ({ beforePct }) => opposite(beforePct),
    words: ({ beforePct }) => amount.signedPct(opposite(beforePct)),
  },
];
