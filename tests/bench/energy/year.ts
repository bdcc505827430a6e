/**
 * A year of energy accounts, made by the simulator's own model and the accounts' own arithmetic, in as many threads as there are cores. A
 * year of 100,000 nodes would be 3.9 thousand million reports: some nodes are simulated, and the others are each like one of those.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { SystemClock } from "#contract/clock";
import { seededRandom } from "#contract/random";
import { addDays, localToUtcMs } from "#controller/decide/local-time";
import { type DayField, type DaySchedule, dayFields } from "#controller/energy/accounts";
import { blockLights } from "#controller/energy/accounts-columns";
import { columnsOf } from "#controller/energy/accounts-draft";
import { AccountsFile } from "#controller/energy/accounts-file";
import { ratesBytes } from "#controller/energy/accounts-rates";
import { LocalDays } from "#controller/energy/local-days";
import { ratesOfDay } from "#controller/energy/rates";
import { buildGeometry } from "#controller/fleet/geometry";
import type { Reading } from "#controller/telemetry/port";
import { type Council, carbon, meterFactors, tariffs, today, zone } from "./council.ts";
import type { MadeDay, MadeEnd, YearPart } from "./year-messages.ts";

export const yearDays = 365;
export const firstDay = addDays(today, -yearDays);
export const lastDay = addDays(today, -1);
export const todayMs = localToUtcMs(today, "00:00", zone);
const hourMs = 3_600_000;
/** How far the file is accounted today. */
export const edgeMs = todayMs + 11.5 * hourMs;
/** Readings there are: for the half hours that are accounted while questions are asked. */
export const readingsToMs = todayMs + 14.5 * hourMs;
const weekMs = 7 * 24 * hourMs;

export interface MadeYear {
  readonly seconds: number;
  readonly cpuS: number;
  /** Of the model alone. */
  readonly modelCpuS: number;
  readonly reports: number;
  /** Of the modelled lights, the last week and today. */
  readonly readings: readonly Reading[];
  readonly factors: ReadonlyMap<string, number>;
}

/** Makes the file of the accounts, from a year ago until today 11:30. */
export async function makeYear(path: string, council: Council, seed: number): Promise<MadeYear> {
  const clock = new SystemClock();
  const beganMs = clock.elapsedMs();
  const factors = meterFactors(council, seededRandom(seed).fork("meters"));
  const file = new AccountsFile(path);
  const order = buildGeometry(council.lights).lights.map(({ id }) => id);
  file.addLights(order);
  const parts = partsOf(council, order, { seed, factors });
  const ends = await madeBy(parts, (day, made) => put(file, day, made, parts));
  const next = new Int32Array(order.length);
  for (const [at, { numbers, models }] of parts.entries()) {
    numbers.forEach((number, place) => {
      next[number] = ends[at]?.next[models[place] ?? -1] ?? 0;
    });
  }
  file.change(() => file.putEdge({ atMs: edgeMs, next }));
  file.close();
  const sum = (of: (end: MadeEnd) => number): number => ends.reduce((total, end) => total + of(end), 0);
  return {
    seconds: (clock.elapsedMs() - beganMs) / 1_000,
    cpuS: sum((end) => end.cpuS),
    modelCpuS: sum((end) => end.modelCpuS),
    reports: sum((end) => end.reports),
    readings: ends.flatMap((end) => end.readings),
    factors,
  };
}

/** Blocks of lights shared between the cores; nodes that lights of two parts are like are simulated in both, alike. */
function partsOf(council: Council, order: readonly string[], { seed, factors }: { seed: number; factors: ReadonlyMap<string, number> }): YearPart[] {
  const blocks = Math.ceil(order.length / blockLights);
  const count = Math.min(blocks, availableParallelism());
  const days = Array.from({ length: yearDays + 1 }, (_, at) => addDays(firstDay, at));
  const byId = new Map(council.modelled.map((light) => [light.id, light]));
  return Array.from({ length: count }, (_, part) => {
    const from = Math.round((part * blocks) / count) * blockLights;
    const to = Math.min(order.length, Math.round(((part + 1) * blocks) / count) * blockLights);
    const own = order.slice(from, to);
    const models = [...new Set(own.map(council.modelOf))];
    const placeOf = new Map(models.map((id, place) => [id, place]));
    return {
      ...{ seed, days, edgeMs, readingsToMs, readingsFromMs: todayMs - weekMs },
      modelled: models.flatMap((id) => byId.get(id) ?? []),
      numbers: Int32Array.from(own, (_, at) => from + at),
      models: Int32Array.from(own, (id) => placeOf.get(council.modelOf(id)) ?? -1),
      factors: Float64Array.from(own, (id) => factors.get(id) ?? 1),
    };
  });
}

/** Runs the parts; each day is put when all have made it. */
async function madeBy(parts: readonly YearPart[], putDay: (day: string, made: readonly MadeDay[]) => void): Promise<MadeEnd[]> {
  const waiting = parts.map((): MadeDay[] => []);
  const workers = parts.map((part) => new Worker(join(import.meta.dirname, "year-worker.ts"), { workerData: part }));
  const putReady = (): void => {
    while (waiting.every((days) => days.length > 0)) {
      const made = waiting.flatMap((days) => days.shift() ?? []);
      putDay(made[0]?.day ?? "", made);
      for (const worker of workers) worker.postMessage("written");
    }
  };
  return Promise.all(
    workers.map((worker, at) => {
      const { promise, resolve, reject } = Promise.withResolvers<MadeEnd>();
      worker.on("message", (made: MadeDay | MadeEnd) => {
        if (made.is === "end") return resolve(made);
        waiting[at]?.push(made);
        putReady();
      });
      worker.on("error", reject);
      worker.on("exit", () => reject(new Error("a thread of the year ended before its work")));
      return promise;
    }),
  );
}

const localDays = new LocalDays(zone);

function put(file: AccountsFile, day: string, made: readonly MadeDay[], parts: readonly YearPart[]): void {
  const columns = columnsOf((field) => joined(field, made, parts, file.lights));
  const totals = Float64Array.from(made[0]?.totals ?? [], (_, at) => made.reduce((sum, each) => sum + (each.totals[at] ?? 0), 0));
  const { fromMs, toMs, startsMs } = localDays.get(day);
  file.change(() => {
    for (const { blocks } of made) for (const { block, field, data } of blocks) file.putBlock(day, block, field, data);
    for (const field of dayFields) file.putColumn(day, field, columns[field]);
    file.putTotals(day, totals);
    file.putSchedule(day, scheduleOf(made, parts, file.lights));
    const rates = ratesBytes(ratesOfDay(day, zone, tariffs, carbon));
    file.putDay({ day, fromMs, halfHours: startsMs.length, toMs: Math.min(toMs, edgeMs), rates, isStale: false });
  });
}

function joined(field: DayField, made: readonly MadeDay[], parts: readonly YearPart[], lights: number): Float32Array<ArrayBuffer> {
  const column = new Float32Array(lights);
  for (const [at, { columns }] of made.entries()) column.set(columns[field], parts[at]?.numbers[0] ?? 0);
  return column;
}

function scheduleOf(made: readonly MadeDay[], parts: readonly YearPart[], lights: number): DaySchedule {
  const shapeOf = new Int32Array(lights).fill(-1);
  let shapesBefore = 0;
  for (const [at, { schedule }] of made.entries()) {
    schedule.shapeOf.forEach((shape, place) => {
      shapeOf[parts[at]?.numbers[place] ?? 0] = shape + shapesBefore;
    });
    shapesBefore += schedule.shapes.length;
  }
  return { shapes: made.flatMap(({ schedule }) => schedule.shapes), shapeOf };
}
