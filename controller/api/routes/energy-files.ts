/** The tables of energy as files: the same figures, with the filters on screen. */
import {
  type EnergyDays,
  EnergyDaysQuery,
  type EnergyFigures,
  type EnergyIndicators,
  EnergyPeriod,
  type EnergyPower,
  EnergyPowerQuery,
  EnergySummaryQuery,
} from "#contract/energy";
import { type Cell, csvStream } from "../csv.ts";
import type { Desk } from "../desk.ts";
import type { Asker } from "../energy-desk.ts";
import { type Api, csv, refusals } from "../operation.ts";
import { fileOf } from "./energy-answer.ts";

const tags = ["energy"];

export function energyFileRoutes(api: Api, desk: Desk): void {
  summaryFile(api, desk);
  daysFile(api, desk);
  powerFile(api, desk);
  indicatorsFile(api, desk);
}

type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

interface SummaryRow {
  readonly id: string;
  readonly name: string;
  readonly figures: EnergyFigures;
}

const summaryColumns: Columns<SummaryRow> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  lights: ({ figures }) => figures.lights,
  lightsWithoutReadings: ({ figures }) => figures.lightsWithoutReadings,
  meteredKwh: ({ figures }) => figures.metered.kwh,
  costGbp: ({ figures }) => figures.metered.costGbp,
  co2Kg: ({ figures }) => figures.metered.co2Kg,
  calculatedKwh: ({ figures }) => figures.calculatedKwh,
  scheduledKwh: ({ figures }) => figures.scheduledKwh,
  scheduledKnownPct: ({ figures }) => (figures.scheduledKwh === undefined ? undefined : (figures.scheduledKnownPct ?? 100)),
  differencePct: ({ figures }) => figures.differencePct,
  deviationPct: ({ figures }) => figures.deviationPct,
  burningHours: ({ figures }) => figures.burningHours,
  estimatedPct: ({ figures }) => figures.estimatedPct,
  baselineKwh: ({ figures }) => figures.baseline?.kwh,
  baselineCostGbp: ({ figures }) => figures.baseline?.costGbp,
  baselineCo2Kg: ({ figures }) => figures.baseline?.co2Kg,
  savedKwh: ({ figures }) => figures.saved?.kwh,
  savedCostGbp: ({ figures }) => figures.saved?.costGbp,
  savedCo2Kg: ({ figures }) => figures.saved?.co2Kg,
  savedPct: ({ figures }) => figures.saved?.pct,
};

/** More members than lights there can be. */
const allMembers = { offset: 0, limit: 1_000_000 } as const;

function summaryFile(api: Api, desk: Desk): void {
  api.get(
    "/energy/summary.csv",
    {
      schema: {
        operationId: "energySummaryFile",
        tags,
        summary: "What lights used and what that saved, as a file",
        description: "Every member, sorted as asked; the same figures as the summary.",
        querystring: EnergySummaryQuery.omit({ offset: true, limit: true }),
        response: { 200: csv("The file."), ...refusals },
      },
    },
    (request, reply) => {
      const query = { ...request.query, ...allMembers };
      const content = async (asker: Asker) => csvStream(summaryColumns, (await desk.energy.summary(query, asker)).rows);
      return fileOf(desk, reply, { of: "summary", query }, { name: `energy-by-${query.by}`, kind: "csv", content });
    },
  );
}

type DayColumn = Exclude<keyof EnergyDays, "days" | "members">;
/** Figures of a day, in the order of the files. */
export const dayFields: readonly DayColumn[] = [
  "lights",
  "meteredKwh",
  "calculatedKwh",
  "scheduledKwh",
  "fullOutputKwh",
  "costGbp",
  "co2Kg",
  "burningHours",
  "estimatedPct",
];

/** The file of days, of all lights or by member, but for its period. */
export const daysFileName = ({ by }: EnergyDaysQuery): string => (by === undefined ? "energy-days" : `energy-days-by-${by}`);

function daysFile(api: Api, desk: Desk): void {
  api.get(
    "/energy/days.csv",
    {
      schema: {
        operationId: "energyDaysFile",
        tags,
        summary: "Energy by day, as a file",
        description: "A line for each day; with `by`, a line for each member and day.",
        querystring: EnergyDaysQuery,
        response: { 200: csv("The file."), ...refusals },
      },
    },
    ({ query }, reply) => {
      const content = async (asker: Asker) => daysCsv(await desk.energy.days(query, asker));
      return fileOf(desk, reply, { of: "days", query }, { name: daysFileName(query), kind: "csv", content });
    },
  );
}

const daysCsv = (answer: EnergyDays) =>
  answer.members ? memberDays(answer.days, answer.members) : csvStream(columnsOf("day", answer.days, dayFields, answer), indexes(answer.days));

function memberDays(days: EnergyDays["days"], members: NonNullable<EnergyDays["members"]>) {
  const columns: Columns<{ readonly member: (typeof members)[number]; readonly index: number }> = {
    day: ({ index }) => days[index],
    id: ({ member }) => member.id,
    name: ({ member }) => member.name,
    meteredKwh: ({ member, index }) => member.meteredKwh[index] ?? undefined,
  };
  return csvStream(
    columns,
    members.flatMap((member) => days.map((_, index) => ({ member, index }))),
  );
}

type PowerColumn = Exclude<keyof EnergyPower, "stepMin" | "at">;
const powerFields: readonly PowerColumn[] = ["meteredKw", "calculatedKw", "levelPct", "burningPct", "estimatedPct"];

function powerFile(api: Api, desk: Desk): void {
  api.get(
    "/energy/power.csv",
    {
      schema: {
        operationId: "energyPowerFile",
        tags,
        summary: "Power over time, as a file",
        description: "A line for each step, named by its start in UTC.",
        querystring: EnergyPowerQuery,
        response: { 200: csv("The file."), ...refusals },
      },
    },
    ({ query }, reply) => {
      const content = async (asker: Asker) => powerCsv(await desk.energy.power(query, asker));
      return fileOf(desk, reply, { of: "power", query }, { name: "energy-power", kind: "csv", content });
    },
  );
}

const powerCsv = (answer: EnergyPower) => csvStream(columnsOf("at", answer.at, powerFields, answer), indexes(answer.at));

const indicatorColumns: Columns<EnergyIndicators["sections"][number]> = {
  section: ({ name }) => name,
  designClass: ({ designClass }) => designClass,
  lights: ({ lights }) => lights,
  areaM2: ({ areaM2 }) => areaM2,
  luxMaintained: ({ luxMaintained }) => luxMaintained,
  systemPowerW: ({ systemPowerW }) => systemPowerW,
  pdiMwPerLxM2: ({ pdiMwPerLxM2 }) => pdiMwPerLxM2,
  aeciKwhPerM2: ({ aeciKwhPerM2 }) => aeciKwhPerM2,
  annualised: ({ annualised }) => annualised,
  detectionPct: ({ detectionPct }) => detectionPct,
  assumptions: ({ assumptions }) => assumptions.join(" "),
};

function indicatorsFile(api: Api, desk: Desk): void {
  api.get(
    "/energy/indicators.csv",
    {
      schema: {
        operationId: "energyIndicatorsFile",
        tags,
        summary: "EN 13201-5 indicators of the road sections, as a file",
        description: "A line for each section that has a geometry.",
        querystring: EnergyPeriod,
        response: { 200: csv("The file."), ...refusals },
      },
    },
    ({ query }, reply) => {
      const content = async (asker: Asker) => csvStream(indicatorColumns, (await desk.energy.indicators(query, asker)).sections);
      return fileOf(desk, reply, { of: "indicators", query }, { name: "energy-indicators", kind: "csv", content });
    },
  );
}

const indexes = (rows: readonly unknown[]): number[] => [...rows.keys()];

/** Columns of equal length as columns of a file; what is not known is empty. */
function columnsOf<K extends string>(
  first: string,
  names: readonly string[],
  fields: readonly K[],
  columns: Readonly<Record<K, readonly (number | null)[]>>,
): Columns<number> {
  return Object.fromEntries([
    [first, (index: number): Cell => names[index]],
    ...fields.map((field): [string, (index: number) => Cell] => [field, (index) => columns[field][index] ?? undefined]),
  ]);
}
