/** Figures of each day of a period: of all lights of a scope, and the metered energy of each member when asked for. */
import type { EnergyDays, EnergyDaysQuery } from "#contract/energy";
import { addDays } from "../../decide/local-time.ts";
import type { DayField, DaySums, Members } from "../../energy/accounts.ts";
import { Slices } from "../../whatif/slices.ts";
import { type Division, divide, undivided } from "./division.ts";
import { hundredths, thousandths } from "./figures.ts";
import type { EnergyParts } from "./summary.ts";

type Column = (number | null)[];

/** Rejects with the signal's reason when it is aborted. */
export async function energyDaysOf({ controller, accounts }: EnergyParts, query: EnergyDaysQuery, signal: AbortSignal): Promise<EnergyDays> {
  const { from, to, by } = query;
  const days = daysBetween(from, to);
  const ask = (members: Members, fields?: readonly DayField[]): Promise<DaySums> => accounts.days({ from, to, members, bucket: "day", fields }, signal);
  const columns = columnsOf(days, await ask(undivided(controller, query).members, shown));
  if (by === undefined) return { days, ...columns };
  const division = divide(controller, query, by);
  const layers: DaySums[] = [];
  for (const layer of division.layers) layers.push(await ask(layer, ["meteredKwh"]));
  return { days, ...columns, members: await membersOf(days, division, layers, new Slices(controller.parts.pace, signal)) };
}

/** Fields that a column is made of. */
const shown: readonly DayField[] = ["meteredKwh", "calculatedKwh", "scheduledKwh", "fullKwh", "meteredPence", "meteredGrams", "burningMin", "estimatedMin"];

/** Local days, yyyy-mm-dd, both ends included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

function columnsOf(days: readonly string[], sums: DaySums): Omit<EnergyDays, "days" | "members"> {
  const bucketOf = new Map(sums.days.map((day, bucket) => [day, bucket]));
  const column = (value: (bucket: number) => number): Column =>
    days.map((day) => {
      const bucket = bucketOf.get(day);
      // A day on which no light had a reading is unknown, not dark.
      return bucket === undefined || !sums.lightDays[bucket] ? null : known(value(bucket));
    });
  const sum = (field: DayField, scale = 1) =>
    column((bucket) => (sums.known[field][bucket] ? thousandths((sums.sums[field][bucket] ?? 0) / scale) : Number.NaN));
  const perLight = (field: DayField, scale: number) =>
    column((bucket) => hundredths((sums.sums[field][bucket] ?? Number.NaN) / (sums.lightDays[bucket] ?? 0) / scale));
  return {
    lights: column((bucket) => sums.lightDays[bucket] ?? 0),
    meteredKwh: sum("meteredKwh"),
    calculatedKwh: sum("calculatedKwh"),
    scheduledKwh: sum("scheduledKwh"),
    fullOutputKwh: sum("fullKwh"),
    costGbp: sum("meteredPence", 100),
    co2Kg: sum("meteredGrams", 1_000),
    burningHours: perLight("burningMin", 60),
    estimatedPct: perLight("estimatedMin", 14.4),
  };
}

/** Hundreds of thousands of figures: the loop goes on between some members. */
async function membersOf(days: readonly string[], { members, nameOf }: Division, layers: readonly DaySums[], slices: Slices): Promise<EnergyDays["members"]> {
  const count = members.length + 1;
  const bucketsOf = layers.map(({ days: known }) => {
    const bucketOf = new Map(known.map((day, bucket) => [day, bucket]));
    return Int32Array.from(days, (day) => bucketOf.get(day) ?? -1);
  });
  const kwhOf = (member: number, day: number): number | null => {
    let [kwh, lights] = [0, 0];
    for (const [index, { sums, lightDays }] of layers.entries()) {
      const at = (bucketsOf[index]?.[day] ?? -1) * count + member;
      if (at < 0) continue;
      kwh += sums.meteredKwh[at] ?? 0;
      lights += lightDays[at] ?? 0;
    }
    return lights > 0 ? known(thousandths(kwh)) : null;
  };
  const found: NonNullable<EnergyDays["members"]> = [];
  for (const [member, each] of members.entries()) {
    found.push({ id: each.id, name: nameOf(each), meteredKwh: days.map((_, day) => kwhOf(member, day)) });
    if (slices.isOver) await slices.next();
  }
  return found;
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
