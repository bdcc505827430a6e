/** The monthly report: energy of a calendar month as people ask for it, put together as one document. */
import type { Carbon, Tariffs } from "#contract/design";
import { type EnergySummary, EnergySummaryQuery } from "#contract/energy";
import type { MonthReport } from "#contract/report";
import type { Asker, EnergyDesk } from "../api/energy-desk.ts";
import { daysInMonth } from "../decide/dates.ts";

export interface MonthParts {
  /** The same questions as the page asks. */
  readonly energy: Pick<EnergyDesk, "summary" | "days" | "indicators">;
  readonly authority: MonthReport["authority"];
  readonly timeZone: string;
  readonly tariffs: Tariffs;
  readonly carbon: Carbon;
}

/** Streets in each of the two lists: a page of the print. */
const streetsShown = 20;
/** Areas in the tables: more than the largest council has wards. */
const areasShown = 1_000;

/** First and last day of a month, yyyy-mm. */
export function monthBounds(month: string): { readonly from: string; readonly to: string } {
  const last = daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)));
  return { from: `${month}-01`, to: `${month}-${String(last).padStart(2, "0")}` };
}

/** The month that many months after another; negative is before. */
export function addMonths(month: string, months: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}`;
}

/** Makes the report of a month from the energy accounts. Rejects as the energy questions do. */
export async function monthReport({ energy, ...parts }: MonthParts, month: string, asker: Asker): Promise<MonthReport> {
  const { from, to } = monthBounds(month);
  const summary = async (query: object): Promise<MonthReport["summary"]> =>
    withoutEdge(await energy.summary(EnergySummaryQuery.parse({ from, to, ...query }), asker));
  const days = await energy.days({ from, to }, asker);
  const byArea = await summary({ by: "area", baseline: "full-output", limit: areasShown });
  return {
    month,
    from,
    to,
    authority: parts.authority,
    timeZone: parts.timeZone,
    summary: byArea,
    periodBefore: await summary({ by: "area", baseline: "period-before", limit: areasShown }),
    days,
    streetsByUse: await summary({ by: "street", sort: "use", limit: streetsShown }),
    streetsByDeviation: await summary({ by: "street", baseline: "schedule", sort: "deviation", limit: streetsShown }),
    indicators: await energy.indicators({ from, to }, asker),
    tariffs: inForce(parts.tariffs.tariffs, from, to),
    carbon: inForce(parts.carbon.factors, from, to).map(({ from: since, source, gramsPerKwh, halfHourGrams }) => {
      return { from: since, source, gramsPerKwh, byHalfHour: halfHourGrams !== undefined };
    }),
    completeness: {
      daysWithoutReadings: daysOf(month).filter((day) => !((days.lights[days.days.indexOf(day)] ?? 0) > 0)),
      daysWithoutTariff: byArea.daysWithoutTariff,
      daysWithoutCarbon: byArea.daysWithoutCarbon,
      lightsWithoutReadings: byArea.total.lightsWithoutReadings,
      estimatedPct: byArea.total.estimatedPct,
    },
  };
}

/** How far energy is accounted moves on every half hour, and is not the month's. */
function withoutEdge({ accountedTo: _, ...summary }: EnergySummary): MonthReport["summary"] {
  return summary;
}

/** Those that hold on any day of a period: each from its first day until the next one's. */
function inForce<T extends { readonly from: string }>(all: readonly T[], from: string, to: string): T[] {
  const ascending = [...all].sort((a, b) => (a.from < b.from ? -1 : 1));
  return ascending.filter((each, index) => each.from <= to && (ascending[index + 1]?.from ?? "9999-12-31") > from);
}

function daysOf(month: string): string[] {
  const last = Number(monthBounds(month).to.slice(8));
  return Array.from({ length: last }, (_, index) => `${month}-${String(index + 1).padStart(2, "0")}`);
}
