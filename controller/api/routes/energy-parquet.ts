/** Energy as Apache Parquet, for those who go on with it in Python, R, DuckDB or a warehouse. */
import { type EnergyDays, EnergyDaysQuery, EnergyHalfHoursQuery } from "#contract/energy";
import { dayMs } from "../../decide/local-time.ts";
import type { Desk } from "../desk.ts";
import type { Asker, HalfHourRows } from "../energy-desk.ts";
import { RefusedRequest } from "../errors.ts";
import { type Api, parquet, refusals } from "../operation.ts";
import { type ParquetColumn, type ParquetGroup, parquetGroupRows, parquetStream } from "../parquet.ts";
import { fileOf, nameFile, refusalOf } from "./energy-answer.ts";
import { dayFields, daysFileName } from "./energy-files.ts";

const tags = ["energy"];

export function energyParquetRoutes(api: Api, desk: Desk): void {
  daysFile(api, desk);
  halfHoursFile(api, desk);
}

const day: ParquetColumn = { name: "day", type: "day" };
const dayColumns: readonly ParquetColumn[] = [day, ...dayFields.map((name) => ({ name, type: "number", isNullable: true }) as const)];
const memberDayColumns: readonly ParquetColumn[] = [
  day,
  { name: "id", type: "text" },
  { name: "name", type: "text" },
  { name: "meteredKwh", type: "number", isNullable: true },
];

function daysFile(api: Api, desk: Desk): void {
  api.get(
    "/energy/days.parquet",
    {
      schema: {
        operationId: "energyDaysParquet",
        tags,
        summary: "Energy by day, as a Parquet file",
        description: "The rows and columns of days.csv, typed; what is not known is null.",
        querystring: EnergyDaysQuery,
        response: { 200: parquet("The file."), ...refusals },
      },
    },
    ({ query }, reply) => {
      const content = async (asker: Asker) => daysParquet(await desk.energy.days(query, asker));
      return fileOf(desk, reply, { of: "days", query }, { name: daysFileName(query), kind: "parquet", content });
    },
  );
}

const daysParquet = (answer: EnergyDays) =>
  answer.members ? parquetStream(memberDayColumns, memberDays(answer, answer.members)) : parquetStream(dayColumns, allDays(answer));

async function* allDays(answer: EnergyDays): AsyncGenerator<ParquetGroup> {
  yield [answer.days.map(dayNumber), ...dayFields.map((field) => answer[field])];
}

async function* memberDays({ days }: EnergyDays, members: NonNullable<EnergyDays["members"]>): AsyncGenerator<ParquetGroup> {
  const numbers = days.map(dayNumber);
  const membersAtOnce = Math.max(1, Math.floor(parquetGroupRows / days.length));
  for (let from = 0; from < members.length; from += membersAtOnce) {
    const some = members.slice(from, from + membersAtOnce);
    const eachDay = (text: (member: (typeof some)[number]) => string): string[] => some.flatMap((member) => days.map(() => text(member)));
    yield [some.flatMap(() => numbers), eachDay(({ id }) => id), eachDay(({ name }) => name), some.flatMap(({ meteredKwh }) => meteredKwh)];
  }
}

/** Days since 1970. */
const dayNumber = (each: string): number => Math.round(Date.parse(`${each}T00:00:00Z`) / dayMs);

const halfHourFields = ["meteredWh", "calculatedWh", "levelPct", "burningMin", "estimatedMin"] as const satisfies readonly (keyof HalfHourRows)[];
const halfHourColumns: readonly ParquetColumn[] = [
  { name: "light", type: "text" },
  { name: "start", type: "instant" },
  ...halfHourFields.map((name) => ({ name, type: "number" }) as const),
];

function halfHoursFile(api: Api, desk: Desk): void {
  api.get(
    "/energy/half-hours.parquet",
    {
      schema: {
        operationId: "energyHalfHoursParquet",
        tags,
        summary: "Half hours of each light, as a Parquet file",
        description:
          "A row for each light and half hour of the local days from `from` to `to`, named by its start in UTC, of the lights that fit the scope: at most " +
          "100,000 lights × days. Lights without a reading on a day have no rows of it. A file that breaks off in the middle is not complete: ask again.",
        querystring: EnergyHalfHoursQuery,
        response: { 200: parquet("The file."), ...refusals },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const refused = refusalOf(desk, { of: "half-hours", query });
      if (refused) return reply.code(400).send(refused);
      const asker = new AbortController();
      reply.raw.once("close", () => asker.abort(new RefusedRequest(499, "CLIENT_GONE", "Nobody waits for the answer any more.")));
      const pieces = desk.energy.halfHours(query, { signal: asker.signal });
      // What stands against the whole is told with a status; later there is none to give.
      const first = await pieces.next();
      nameFile(reply, "parquet", "energy-half-hours", query);
      return reply.send(parquetStream(halfHourColumns, groupsOf(first, pieces)));
    },
  );
}

async function* groupsOf(first: IteratorResult<HalfHourRows>, rest: AsyncGenerator<HalfHourRows>): AsyncGenerator<ParquetGroup> {
  const groupOf = (rows: HalfHourRows): ParquetGroup => [rows.light, rows.startMs, ...halfHourFields.map((field) => rows[field])];
  try {
    if (first.done === true) return;
    yield groupOf(first.value);
    for await (const rows of rest) yield groupOf(rows);
  } finally {
    await rest.return(undefined);
  }
}
