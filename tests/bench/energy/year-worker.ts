/** Simulates nodes for a year and accounts their reports, day by day, with the accounts' own arithmetic; a thread of its own (year.ts). */
import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { loadConfig } from "#config/load";
import { seededRandom } from "#contract/random";
import { addDays, localToUtcMs } from "#controller/decide/local-time";
import { DesignBook } from "#controller/design/design-book";
import { Schedules } from "#controller/design/schedules";
import { type DayField, type DaySchedule, halfHourFields } from "#controller/energy/accounts";
import { blockLights, emptyBlockColumn, packBlock, stepsFrom, stepsOf } from "#controller/energy/accounts-columns";
import { columnsOf, fieldsOf, totalRows } from "#controller/energy/accounts-draft";
import { nextAfterEdge } from "#controller/energy/accounts-traces";
import { dayFiguresOf } from "#controller/energy/day-figures";
import { dayScheduleOf } from "#controller/energy/day-schedule";
import { type LightDay, lightDayOf } from "#controller/energy/half-hour";
import { halfHourMs } from "#controller/energy/half-hours";
import { litOf } from "#controller/energy/lit";
import { type LocalDay, LocalDays } from "#controller/energy/local-days";
import { ratesOfDay } from "#controller/energy/rates";
import { placeOf } from "#controller/plans";
import type { Reading } from "#controller/telemetry/port";
import { readingOf } from "#controller/telemetry/reading";
import { carbon, tariffs, zone } from "./council.ts";
import { ModelTown } from "./model-town.ts";
import type { MadeDay, MadeEnd, YearPart } from "./year-messages.ts";

const hourMs = 3_600_000;
/** Days made ahead of the file: a hundred MB at most. */
const aheadDays = 3;

/** What the accounts keep of a modelled light's day. */
interface Kept {
  /** Half hours in the steps in which they are kept. */
  readonly steps: Readonly<Record<(typeof halfHourFields)[number], Float64Array>>;
  readonly figures: Readonly<Record<DayField, number>>;
  readonly next: number;
}

// Whoever starts this thread gives it a YearPart (year.ts); node types what a thread is given as any.
const part: YearPart = workerData;
const config = loadConfig({ overrides: { authority: { id: "bench", name: "Bench" } } });
const localDays = new LocalDays(zone);
const schedules = new Schedules(new DesignBook(config).inForce(), part.modelled);
const readings: Reading[] = [];
const town = new ModelTown(part.modelled, config, {
  fromMs: localToUtcMs(addDays(part.days[0] ?? "", -1), "12:00", zone),
  random: seededRandom(part.seed).fork("nodes"),
  onReport: (light, report, atMs) => void (atMs >= part.readingsFromMs && readings.push(readingOf(light, report, atMs))),
});
const sun = placeOf(town.geometry, 0);
const meteredFields: ReadonlySet<DayField> = new Set(["meteredKwh", "meteredPence", "meteredGrams"]);

await makeYear();

async function makeYear(): Promise<void> {
  let unwritten = 0;
  let modelCpuS = 0;
  let next = new Int32Array();
  parentPort?.on("message", () => unwritten--);
  for (const day of part.days) {
    const local = localDays.get(day);
    const isLast = local.toMs > part.edgeMs;
    const began = process.threadCpuUsage();
    town.advanceTo(Math.min(local.fromMs + 12 * hourMs, part.readingsToMs));
    town.advanceTo(isLast ? part.readingsToMs : local.toMs + hourMs);
    modelCpuS += secondsSince(began);
    const schedule = dayScheduleOf({ morning: schedules, evening: schedules }, town.geometry, config, local.day);
    const kept = keptOf(local, Math.min(local.toMs, part.edgeMs), schedule);
    next = Int32Array.from(kept, (each) => each.next);
    parentPort?.postMessage(dayOf(local, kept, schedule));
    for (unwritten++; unwritten > aheadDays; ) if (parentPort) await once(parentPort, "message");
  }
  const cpuS = secondsSince({ user: 0, system: 0 });
  parentPort?.postMessage({ is: "end", reports: town.reports, readings, next, modelCpuS, cpuS } satisfies MadeEnd);
  parentPort?.close();
}

function secondsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(began);
  return (user + system) / 1e6;
}

/** By place among the modelled. */
function keptOf(local: LocalDay, toMs: number, schedule: DaySchedule): Kept[] {
  const context = { startsMs: local.startsMs, toMs, lit: litOf(local.day, zone, sun), rates: ratesOfDay(local.day, zone, tariffs, carbon) };
  const byLight = new Map<string, Kept>();
  for (const { light, row, trace } of town.traces(local.fromMs)) {
    const day = lightDayOf(light, trace, local.startsMs, toMs);
    const steps = fieldsOf((field) => Float64Array.from(day[field], (amount) => stepsFrom(field, amount)));
    // Day figures are of the half hours as they are kept, as the accounts make them.
    const rounded: LightDay = { ...fieldsOf((field) => steps[field].map((each) => each / stepsOf[field])), readings: day.readings };
    const figures = dayFiguresOf(light, rounded, { ...context, schedule: schedule.shapes[schedule.shapeOf[row] ?? -1] });
    byLight.set(light.id, { steps, figures, next: nextAfterEdge(trace, local, toMs) });
  }
  return part.modelled.map(({ id }) => byLight.get(id) ?? fail(`no day of ${id}`));
}

/** Every light of the part: as the one it is like, its metered energy by its own factor. */
function dayOf(local: LocalDay, kept: readonly Kept[], schedule: DaySchedule): MadeDay {
  const halfHours = local.startsMs.length;
  const of = (at: number): Kept => kept[part.models[at] ?? -1] ?? fail(`no model of light ${at}`);
  const columns = columnsOf((field) =>
    Float32Array.from(part.numbers, (_, at) => of(at).figures[field] * (meteredFields.has(field) ? (part.factors[at] ?? 1) : 1)),
  );
  const totals = new Float64Array(totalRows * halfHours);
  const blocks: MadeDay["blocks"][number][] = [];
  for (let from = 0; from < part.numbers.length; from += blockLights) {
    const block = Math.floor((part.numbers[from] ?? 0) / blockLights);
    const lights = Math.min(blockLights, part.numbers.length - from);
    for (const [row, field] of halfHourFields.entries()) {
      const column = emptyBlockColumn(field, halfHours);
      for (let at = 0; at < lights; at++) {
        const steps = of(from + at).steps[field];
        const factor = field === "meteredMwh" ? (part.factors[from + at] ?? 1) : 1;
        for (let index = 0; index < halfHours; index++) {
          const amount = Math.round((steps[index] ?? 0) * factor);
          column[at * halfHours + index] = amount;
          totals[row * halfHours + index] = (totals[row * halfHours + index] ?? 0) + amount;
        }
      }
      blocks.push({ block, field, data: packBlock(column) });
    }
  }
  const known = Math.min(halfHours, Math.ceil((part.edgeMs - local.fromMs) / halfHourMs));
  totals.fill(part.numbers.length, halfHourFields.length * halfHours, halfHourFields.length * halfHours + known);
  const shapes = part.modelled.map(({ id }) => schedule.shapeOf[town.geometry.rowOfLight.get(id) ?? -1] ?? -1);
  const shapeOf = Int32Array.from(part.models, (model) => shapes[model] ?? -1);
  return { is: "day", day: local.day, blocks, columns, totals, schedule: { shapes: schedule.shapes, shapeOf } };
}

function fail(what: string): never {
  throw new Error(what);
}
