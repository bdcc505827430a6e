import type { EnergySummary } from "../../contract/energy.ts";
import * as format from "../format.ts";
import * as amount from "./amount.ts";
import type { Column } from "./column.ts";
import type { Sort } from "./question.ts";

export type Member = EnergySummary["rows"][number];

/** Above its schedule by more than this, %, a member is marked: wattages in inventories are seldom truer. */
export const highPct = 10;
export const isHigh = ({ figures }: Member): boolean => (figures.deviationPct ?? 0) > highPct;

/** The columns of the table and of its file. The first column's heading is what the table is by. */
export const memberColumns: readonly (Column<Member> & { readonly sort?: Sort })[] = [
  { head: "", csv: "name", sort: "name", value: (row) => row.name },
  { head: "Lights", csv: "lights", value: ({ figures }) => figures.lights, words: lightWords },
  { head: "Metered", csv: "meteredKwh", sort: "use", value: ({ figures }) => figures.metered.kwh, words: ({ figures }) => amount.kwh(figures.metered.kwh) },
  { head: "Baseline", csv: "baselineKwh", value: ({ figures }) => figures.baseline?.kwh, words: ({ figures }) => amount.kwh(figures.baseline?.kwh) },
  { head: "Saved", csv: "savedKwh", sort: "saved", value: ({ figures }) => figures.saved?.kwh, words: ({ figures }) => amount.kwh(figures.saved?.kwh) },
  { head: "Saved, %", csv: "savedPct", value: ({ figures }) => figures.saved?.pct, words: ({ figures }) => amount.pct(figures.saved?.pct) },
  { head: "Saved, £", csv: "savedCostGbp", value: ({ figures }) => figures.saved?.costGbp, words: ({ figures }) => amount.pounds(figures.saved?.costGbp) },
  { head: "Saved, CO₂", csv: "savedCo2Kg", value: ({ figures }) => figures.saved?.co2Kg, words: ({ figures }) => amount.carbon(figures.saved?.co2Kg) },
  { head: "Cost", csv: "costGbp", value: ({ figures }) => figures.metered.costGbp, words: ({ figures }) => amount.pounds(figures.metered.costGbp) },
  { head: "CO₂", csv: "co2Kg", value: ({ figures }) => figures.metered.co2Kg, words: ({ figures }) => amount.carbon(figures.metered.co2Kg) },
  {
    head: "From schedule",
    csv: "deviationPct",
    sort: "deviation",
    value: ({ figures }) => figures.deviationPct,
    words: (row) => `${isHigh(row) ? "▲ " : ""}${amount.signedPct(row.figures.deviationPct)}`,
  },
  {
    head: "From calculated",
    csv: "differencePct",
    value: ({ figures }) => figures.differencePct,
    words: ({ figures }) => amount.signedPct(figures.differencePct),
  },
  { head: "Estimated", csv: "estimatedPct", value: ({ figures }) => figures.estimatedPct, words: ({ figures }) => amount.pct(figures.estimatedPct) },
];

function lightWords({ figures: { lights, lightsWithoutReadings } }: Member): string {
  return lightsWithoutReadings > 0 ? `${format.count(lights)} of ${format.count(lights + lightsWithoutReadings)}` : format.count(lights);
}
