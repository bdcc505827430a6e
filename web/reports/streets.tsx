import type { EnergyFigures } from "../../contract/energy.ts";
import type { MonthReport } from "../../contract/report.ts";
import * as amount from "../energy/amount.ts";
import type { Column } from "../energy/column.ts";
import { ReportPart } from "./report-part.tsx";
import { ReportTable } from "./report-table.tsx";

interface Street {
  readonly id: string;
  readonly name: string;
  readonly figures: EnergyFigures;
}

/** The streets that use most, and those that use most beyond their calendar: where wattages or settings are to be looked at. */
export function Streets({ report: { streetsByUse, streetsByDeviation, month } }: { report: MonthReport }) {
  const beyond = streetsByDeviation.rows.filter(({ figures }) => (figures.deviationPct ?? 0) > 0);
  return (
    <div class="two">
      <ReportPart title="Streets by use">
        <ReportTable name="Table of streets by use" file={`leerie-streets-by-use-${month}`} columns={byUse} rows={streetsByUse.rows} />
      </ReportPart>
      <ReportPart title="Streets above their calendar">
        {beyond.length === 0 ? (
          <p class="empty">No street used more than its calendar gave.</p>
        ) : (
          <ReportTable name="Table of streets above their calendar" file={`leerie-streets-by-deviation-${month}`} columns={byDeviation} rows={beyond} />
        )}
      </ReportPart>
    </div>
  );
}

const street: Column<Street> = { head: "Street", csv: "street", value: ({ name }) => name, isText: true };
const lights: Column<Street> = { head: "Lights", csv: "lights", value: ({ figures }) => figures.lights };
const metered: Column<Street> = {
  head: "Metered",
  csv: "meteredKwh",
  value: ({ figures }) => figures.metered.kwh,
  words: ({ figures }) => amount.kwh(figures.metered.kwh),
};

const byUse: readonly Column<Street>[] = [
  street,
  lights,
  metered,
  { head: "Cost", csv: "costGbp", value: ({ figures }) => figures.metered.costGbp, words: ({ figures }) => amount.pounds(figures.metered.costGbp) },
  { head: "Saved", csv: "savedPct", value: ({ figures }) => figures.saved?.pct, words: ({ figures }) => amount.pct(figures.saved?.pct) },
];

const byDeviation: readonly Column<Street>[] = [
  street,
  lights,
  metered,
  { head: "By calendar", csv: "scheduledKwh", value: ({ figures }) => figures.scheduledKwh, words: ({ figures }) => amount.kwh(figures.scheduledKwh) },
  { head: "More", csv: "deviationPct", value: ({ figures }) => figures.deviationPct, words: ({ figures }) => amount.signedPct(figures.deviationPct) },
];
