/** What designs would do in a period, against what is in force: with recorded demand where the past has some, else by sun and calendar. */
import type { Config } from "#config/schema";
import type { WhatIf } from "#contract/what-if";
import { dayNumber } from "../decide/dates.ts";
import { type FittedLight, fittedLights } from "../decide/lamp.ts";
import { lightingDayBounds } from "../decide/local-time.ts";
import type { Place } from "../decide/sun.ts";
import { rulesOf } from "../demand-replay.ts";
import type { Schedules } from "../design/schedules.ts";
import type { Geometry } from "../fleet/geometry.ts";
import { floorsOf, placeOf } from "../plans.ts";
import { buildScheme } from "./build-scheme.ts";
import type { TwiceFitted } from "./cells.ts";
import { compare } from "./compare.ts";
import type { Rates } from "./figures.ts";
import { playRecorded, type Recorded, Replay } from "./replay.ts";
import type { Scheme } from "./scheme.ts";
import type { Slices } from "./slices.ts";

export interface WhatIfInputs {
  /** First and last lighting day, yyyy-mm-dd. */
  readonly from: string;
  readonly to: string;
  readonly inForce: Schedules;
  readonly proposed: Schedules;
  readonly geometry: Geometry;
  readonly config: Pick<Config, "timeZone" | "floors" | "demand">;
  /** Demand as it was heard; undefined when none is kept. */
  readonly recorded: Recorded | undefined;
  /** Demand heard after this instant does not exist yet. */
  readonly nowMs: number;
  readonly rates: Rates;
  readonly slices: Slices;
  /** Into whom figures are divided, each light into one; absent is by the proposed groups. */
  readonly division?: Pick<Scheme, "groups" | "groupOf">;
}

/** Longest period, nights: a leap year. */
export const nightsMax = 366;

/** Nights of a period, both ends included; 0 or less when it ends before it begins. */
export const nightsIn = (from: string, to: string): number => dayNumber(to) - dayNumber(from) + 1;

/** The period is from 1 to `nightsMax` nights long. Rejects with the reason of its slices' signal when that is aborted. */
export async function whatIf(inputs: WhatIfInputs): Promise<Omit<WhatIf, "tookMs">> {
  const { from, to, geometry, config, rates, slices } = inputs;
  const nights = nightsIn(from, to);
  const lights = { proposed: fittedTo(inputs.proposed, inputs), inForce: geometry.lights };
  const { proposed, inForce, method } = await schemes(inputs, lights);
  const { total, groups } = await compare({
    lights,
    proposed: { ...proposed, ...inputs.division },
    inForce,
    fromDay: from,
    nights,
    zone: config.timeZone,
    rates,
    slices,
  });
  return { from, to, nights, lights: geometry.lights.length, method, ...total, groups: [...groups] };
}

/** The lights with the luminaires of designs. */
const fittedTo = ({ designs }: Schedules, { inForce, geometry }: WhatIfInputs): readonly FittedLight[] =>
  designs.luminaires === inForce.designs.luminaires ? geometry.lights : fittedLights(geometry.stored, designs.luminaires.body);

async function schemes(inputs: WhatIfInputs, lights: TwiceFitted): Promise<{ readonly proposed: Scheme; readonly inForce: Scheme; readonly method: string }> {
  const { geometry, config, slices } = inputs;
  const replays = {
    proposed: new Replay(config.demand, rulesOf(inputs.proposed.designs)),
    inForce: new Replay(config.demand, rulesOf(inputs.inForce.designs)),
  };
  const readings = await replayPast([replays.proposed, replays.inForce], inputs);
  const places = placesOf(geometry);
  const endMs = pastEndMs(inputs);
  const build = (which: keyof TwiceFitted): Promise<Scheme> => {
    const [schedules, replay] = [inputs[which], replays[which]];
    const neverBelowPct = floorsOf(config, schedules.designs.sections.body);
    const asked = replay.close(endMs);
    return buildScheme({ schedules, lights: lights[which], placeOf: places, neverBelowPct, demand: replay, asked, slices });
  };
  return {
    proposed: await build("proposed"),
    inForce: await build("inForce"),
    method: methodOf(inputs, readings),
  };
}

/** A reading is stale after three intervals, and lifts for up to four hours: older ones do not count in the first minutes of the period. */
const leadMs = ({ demand }: WhatIfInputs["config"]): number => Math.max(4 * 3_600_000, ...demand.map(({ intervalS }) => 3 * intervalS * 1_000));

/** When the period's past ends: it may not have begun. */
const pastEndMs = ({ to, config, nowMs }: WhatIfInputs): number => Math.min(nowMs, lightingDayBounds(to, config.timeZone).toMs);

async function replayPast(replays: readonly Replay[], inputs: WhatIfInputs): Promise<number> {
  const { recorded, from, config, slices } = inputs;
  const fromMs = lightingDayBounds(from, config.timeZone).fromMs;
  const toMs = pastEndMs(inputs);
  return recorded === undefined || toMs <= fromMs ? 0 : playRecorded(replays, { recorded, fromMs: fromMs - leadMs(config), toMs, slices });
}

/** One object for each distinct place. */
function placesOf(geometry: Geometry): (row: number) => Place {
  const byGroup: Place[] = [];
  const known = new Map<string, Place>();
  return (row) => {
    const group = geometry.groupOf[row] ?? 0;
    const found = byGroup[group];
    if (found) return found;
    const place = placeOf(geometry, row);
    const key = `${place.lat} ${place.lon}`;
    const shared = known.get(key) ?? place;
    known.set(key, shared);
    byGroup[group] = shared;
    return shared;
  };
}

function methodOf({ from, config, nowMs, recorded }: WhatIfInputs, readings: number): string {
  return [
    "Each night's levels are planned by sun and calendar for every distinct calendar and place, and added up with each light's level-to-power curve, standby by day included; a driver with constant light output is counted as at the end of its life; fades count as done at once, and overrides are left out.",
    "Full output is 100 % from when clear-sky daylight falls to 35 lx until it rises to 18 lx.",
    "In force is what is in force now, on every night of the period.",
    demandWords(lightingDayBounds(from, config.timeZone).fromMs < nowMs, recorded !== undefined, readings),
  ].join(" ");
}

function demandWords(hasPast: boolean, isKept: boolean, readings: number): string {
  if (!hasPast) return "The nights are still to come: demand lifts nothing.";
  if (!isKept || readings === 0) return "No demand was recorded for the nights that are past: demand lifts nothing.";
  return `On nights that are past the demand rules hear the ${readings.toLocaleString("en-GB")} readings recorded then; a rule whose sources were not heard, and the nights to come, have no demand.`;
}
