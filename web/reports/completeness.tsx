import type { MonthReport } from "../../contract/report.ts";
import * as amount from "../energy/amount.ts";
import { wordsOfDays } from "../energy/period.ts";
import * as format from "../format.ts";
import { ReportPart } from "./report-part.tsx";

/** What is missing in the figures, so that nobody takes a gap for a saving. */
export function Completeness({ report: { completeness } }: { report: MonthReport }) {
  const { daysWithoutReadings, daysWithoutTariff, daysWithoutCarbon, lightsWithoutReadings, estimatedPct } = completeness;
  return (
    <ReportPart title="How complete the figures are">
      <ul class="complete">
        <li>
          {estimatedPct > 0
            ? `${amount.pct(estimatedPct)} of the time of lights is covered by no reading; energy there is estimated.`
            : "Readings cover every moment: nothing is estimated."}
        </li>
        <li>
          {lightsWithoutReadings === 0
            ? "Every light has readings."
            : `${format.lights(lightsWithoutReadings)} without a reading in the month: not in the figures.`}
        </li>
        <li>{daysWithoutReadings.length === 0 ? "Every day has readings." : `Days that nothing is known of: ${wordsOfDays(daysWithoutReadings)}.`}</li>
        {daysWithoutTariff > 0 && <li>{daysWords(daysWithoutTariff)} without a tariff: no cost of them is in.</li>}
        {daysWithoutCarbon > 0 && <li>{daysWords(daysWithoutCarbon)} without a carbon factor: no carbon of them is in.</li>}
      </ul>
    </ReportPart>
  );
}

const daysWords = (count: number): string => `${format.count(count)} ${count === 1 ? "day" : "days"}`;
