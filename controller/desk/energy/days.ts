/** Figures of each day of a period: of all lights of a scope, and the metered energy of each member when asked for. */
import type { EnergyDays, EnergyDaysQuery } from "#contract/energy";
import { addDays } from "../../decide/local-time.ts";
import type { DayField, DaySums, Members } from "../../energy/accounts.ts";
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
  return { days, ...columns, members: membersOf(days, division, layers) };
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

function membersOf(days: readonly string[], { members, nameOf }: Division, layers: readonly DaySums[]): NonNullable<EnergyDays["members"]> {
  const count = members.length + 1;
  const bucketsOf = layers.map((layer) => new Map(layer.days.map((day, bucket) => [day, bucket])));
  const kwhOf = (member: number, day: string): number | null => {
    let [kwh, lights] = [0, 0];
    layers.forEach((layer, index) => {
      const at = (bucketsOf[index]?.get(day) ?? Number.NaN) * count + member;
      kwh += layer.sums.meteredKwh[at] ?? 0;
      lights += layer.lightDays[at] ?? 0;
    });
    return lights > 0 ? known(thousandths(kwh)) : null;
  };
  return members.map((each, member) => ({ id: each.id, name: nameOf(each), meteredKwh: days.map((day) => kwhOf(member, day)) }));
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
