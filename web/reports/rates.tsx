import type { MonthReport } from "../../contract/report.ts";
import { monthNames, weekdayNames } from "../design/words.ts";
import { wordsOfDay } from "../energy/period.ts";
import { DesignLink } from "./page-link.tsx";
import { ReportPart } from "./report-part.tsx";

type Tariff = MonthReport["tariffs"][number];
type Band = Tariff["bands"][number];

/** The tariffs and carbon factors behind the money and the carbon. */
export function Rates({ report: { tariffs, carbon } }: { report: MonthReport }) {
  return (
    <ReportPart title="Tariffs and carbon factors used">
      {tariffs.length === 0 && (
        <p class="empty">
          No tariff was in force: there is no cost in this report.{" "}
          <span class="screen-only">
            <DesignLink kind="tariffs">Give one</DesignLink> and the report is issued again.
          </span>
        </p>
      )}
      {tariffs.map((tariff) => (
        <TariffWords key={tariff.from} tariff={tariff} />
      ))}
      {carbon.length === 0 && (
        <p class="empty">
          No carbon factor was in force: there is no carbon in this report.{" "}
          <span class="screen-only">
            <DesignLink kind="carbon">Give one</DesignLink> and the report is issued again.
          </span>
        </p>
      )}
      {carbon.map(({ from, source, gramsPerKwh, byHalfHour }) => (
        <p key={from}>
          <strong>{source}</strong>, from {wordsOfDay(from)}: {gramsPerKwh} g CO₂e/kWh{byHalfHour ? ", and by half hour where known" : ""}.
        </p>
      ))}
    </ReportPart>
  );
}

function TariffWords({ tariff: { name, from, pencePerKwh, standingPencePerDay, bands } }: { tariff: Tariff }) {
  return (
    <p>
      <strong>{name}</strong>, from {wordsOfDay(from)}: {bands.map((band) => `${bandWords(band)}; `).join("")}
      {bands.length > 0 ? "otherwise " : ""}
      {pencePerKwh} p/kWh, standing charge {standingPencePerDay ?? 0} p a day.
    </p>
  );
}

/** "Night 23:00–07:00, Mon Tue, in November: 18.2 p/kWh". */
function bandWords({ name, from, to, weekdays, months, pencePerKwh }: Band): string {
  const time = from === to ? "all day" : `${from}–${to}`;
  const days = weekdays ? `, ${weekdays.map((day) => weekdayNames[day - 1]).join(" ")}` : "";
  const season = months ? `, in ${months.map((month) => monthNames[month - 1]).join(", ")}` : "";
  return `${name} ${time}${days}${season}: ${pencePerKwh} p/kWh`;
}
