/** What lights used in a period and what that saved: one row for each member, and the total. The page, the print and the reports ask this. */
import type { EnergySummary, EnergySummaryQuery } from "#contract/energy";
import { LightingError } from "#contract/failures";
import { iso } from "#contract/units";
import type { Asker } from "../../api/energy-desk.ts";
import { problemsMessage } from "../../api/problems.ts";
import type { Controller } from "../../controller.ts";
import { addDays } from "../../decide/local-time.ts";
import type { Accounts, Progress } from "../../energy/accounts.ts";
import { Slices } from "../../whatif/slices.ts";
import { nightsIn } from "../../whatif/what-if.ts";
import { placeOf } from "../estate.ts";
import { type BaselineSums, baselineOf } from "./baseline.ts";
import { problemsOf } from "./check.ts";
import { type DesignsBefore, designsBefore } from "./designs-before.ts";
import { type Division, divide } from "./division.ts";
import { figuresOf, hundredths } from "./figures.ts";
import { lastDayOf, nightHoursOf } from "./night-hours.ts";
import { deviationAt } from "./schedule.ts";
import { type Period, Sums } from "./sums.ts";

export interface EnergyParts {
  readonly controller: Controller;
  readonly accounts: Accounts;
}

/** Throws BAD_INPUT naming every problem of the query; rejects with the signal's reason when it is aborted. */
export async function energySummaryOf(parts: EnergyParts, query: EnergySummaryQuery, signal = nobodyLeaves(), progress?: Progress): Promise<EnergySummary> {
  const { controller, accounts } = parts;
  const problems = problemsOf(controller, { of: "summary", query });
  if (problems.length > 0) throw new LightingError("BAD_INPUT", problemsMessage(problems));
  const { from, to, by, baseline: wanted } = query;
  const division = divide(controller, query, by);
  const { accountedToMs } = await accounts.state();
  const sums = await Sums.ask(accounts, division, { from, to }, signal);
  const before = { from: addDays(from, -nightsIn(from, to)), to: addDays(from, -1) };
  const totalBefore = await totalOf(accounts, division, before, signal);
  const baseline = await findBaseline(
    parts,
    { query, division, sums, before, untilMs: accountedToMs ?? Number.NEGATIVE_INFINITY },
    { signal, ...(progress && { progress }) },
  );
  const order = orderOf(query, { division, sums, baseline });
  const shown = order.slice(query.offset, query.offset + query.limit);
  const rows = await rowsOf(shown, { division, sums, baseline }, new Slices(controller.parts.pace, signal));
  return {
    from,
    to,
    by,
    baseline: wanted,
    method: baseline.method,
    ...(accountedToMs !== undefined && { accountedTo: iso(accountedToMs) }),
    total: figuresOf({ sums, baseline }, sums.count, division.lights),
    ...(totalBefore && { before: figuresOf({ sums: totalBefore, baseline: undefined }, 0, division.lights) }),
    standingGbp: hundredths(sums.standingPence / 100),
    daysWithoutTariff: sums.daysWithoutTariff,
    daysWithoutCarbon: sums.daysWithoutCarbon,
    members: division.members.length,
    rows,
  };
}

interface Answered {
  readonly division: Division;
  readonly sums: Sums;
  readonly baseline: BaselineSums;
}

/** A file has a row for every light: the loop goes on between some of them. */
async function rowsOf(shown: readonly number[], { division, sums, baseline }: Answered, slices: Slices): Promise<EnergySummary["rows"]> {
  const rows: EnergySummary["rows"] = [];
  for (const number of shown) {
    const member = division.members[number];
    if (member) rows.push({ id: member.id, name: division.nameOf(member), figures: figuresOf({ sums, baseline }, number, member.lights) });
    if (slices.isOver) await slices.next();
  }
  return rows;
}

/** For those who wait for the answer whatever happens. */
const nobodyLeaves = (): AbortSignal => new AbortController().signal;

async function totalOf(accounts: Accounts, { layers }: Division, before: Period, signal: AbortSignal): Promise<Sums | undefined> {
  const [layer] = layers;
  const sums = layer && (await Sums.askTotal(accounts, layer, before, signal));
  return sums && (sums.column("lightDays")[0] ?? 0) > 0 ? sums : undefined;
}

interface Found {
  readonly query: EnergySummaryQuery;
  readonly division: Division;
  readonly sums: Sums;
  readonly before: Period;
  /** Accounted up to here. */
  readonly untilMs: number;
}

async function findBaseline({ controller, accounts }: EnergyParts, found: Found, asker: Asker): Promise<BaselineSums> {
  const { query, division, sums, before, untilMs } = found;
  const zone = controller.parts.config.timeZone;
  const place = placeOf(controller.situation.geometry);
  const hoursOf = (period: Period, toMs: number) => nightHoursOf(period, { zone, place, untilMs: toMs });
  const hours = hoursOf(query, untilMs);
  return baselineOf(query, {
    accounts,
    division,
    sums,
    before,
    hours,
    hoursBefore: query.baseline === "period-before" ? hoursOf(before, Number.POSITIVE_INFINITY) : { hours: 0, days: 0 },
    sumsBefore: () => Sums.ask(accounts, division, before, asker.signal),
    designsBefore: async (): Promise<DesignsBefore> => {
      const to = lastDayOf(query, zone, untilMs);
      if (to === undefined || query.before === undefined) return { kwh: new Float64Array(sums.count + 1), method: "No day of the period is accounted yet." };
      const period = { from: query.from, to };
      const whole = hoursOf(period, Number.POSITIVE_INFINITY).hours;
      return designsBefore(controller, { before: query.before, period, division, accounts, sums, darkShare: whole > 0 ? hours.hours / whole : 1 }, asker);
    },
  });
}

/** Members from the largest; by name from A. Equal ones stay in the order of the inventory. */
function orderOf({ sort }: EnergySummaryQuery, { division, sums, baseline }: Answered): number[] {
  const order = [...division.members.keys()];
  if (sort === "name") {
    const names = division.members.map((member) => sortable(division.nameOf(member)));
    return order.sort((a, b) => ((names[a] ?? "") < (names[b] ?? "") ? -1 : 1));
  }
  const keys = keysOf(sort, sums, baseline);
  // Two without a figure are equal; their difference would be no number.
  return order.sort((a, b) => (keys[a] === keys[b] ? 0 : (keys[b] ?? 0) - (keys[a] ?? 0)));
}

/** Column 9 before column 10, whatever the case. Comparing 100,000 names by the rules of a language takes seconds. */
const sortable = (name: string): string => name.toLowerCase().replaceAll(/\d+/g, (digits) => digits.padStart(12, "0"));

function keysOf(sort: "use" | "saved" | "deviation", sums: Sums, baseline: BaselineSums): Float64Array {
  const metered = sums.column("meteredKwh");
  if (sort === "use") return metered;
  const figures = metered.map((used, member) => (sort === "deviation" ? deviationAt(sums, member) : (baseline.kwh[member] ?? Number.NaN) - used));
  // Those without a figure come last.
  return figures.map((figure) => (Number.isNaN(figure) ? Number.NEGATIVE_INFINITY : figure));
}
