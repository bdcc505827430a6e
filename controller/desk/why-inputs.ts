/** What was known of one light at an instant, as the rules take it: designs in force, plan, floor, override, demand. */
import type { Explanation } from "#contract/explanation";
import type { Controller } from "../controller.ts";
import { darkTimes, isDark } from "../decide/darkness.ts";
import type { ActingOverride, DecideInputs } from "../decide/decide.ts";
import { DemandBook } from "../decide/demand/book.ts";
import type { DemandLift } from "../decide/demand/lift.ts";
import { rowsReached } from "../decide/demand/reach.ts";
import { type FittedLight, fittedLights } from "../decide/lamp.ts";
import { addDays, dayMs, lightingDay } from "../decide/local-time.ts";
import { overrideMsMax } from "../decide/override.ts";
import { planNights } from "../decide/profile.ts";
import { demandAt, rulesOf } from "../demand-replay.ts";
import type { DesignsInForce } from "../design/in-force.ts";
import { Schedules } from "../design/schedules.ts";
import { Lifts } from "../lifts.ts";
import { OverrideBook } from "../overrides.ts";
import { floorsOf, placeOf } from "../plans.ts";
import type { LightRecord } from "../registry/inventory.ts";

export interface WhyInputs {
  readonly inputs: DecideInputs;
  readonly schedules: Schedules;
  readonly light: Pick<LightRecord, "street" | "luminaire">;
  /** Ids of the demand rules that reach the light. */
  readonly rules: ReadonlySet<string>;
  /** Last reading of each source of those. */
  readonly readings: readonly { readonly source: string; readonly atMs: number; readonly value: number }[];
  /** The readings of then are not kept any more. */
  readonly forgotten: boolean;
}

interface Moment {
  readonly atMs: number;
  readonly tense: Explanation["tense"];
}

/** Inventory and configuration (sources, floors of the configuration) are today's: of them no history is kept. */
export async function situationAt(controller: Controller, row: number, { atMs, tense }: Moment): Promise<WhyInputs> {
  const { geometry } = controller.situation;
  const light = geometry.lights[row];
  if (light === undefined) throw new RangeError(`there is no light ${row} of ${geometry.lights.length}`);
  const designs = tense === "past" ? controller.designs.at(atMs) : controller.designs.inForce();
  const schedules = schedulesOf(controller, designs);
  const near = neighbourhoodOf(controller, schedules, { light, row });
  const now = tense === "now" ? controller.inputsOf(row, atMs) : undefined;
  if (now) return { inputs: now, schedules, light, forgotten: false, ...heardBy(controller.demand, near, atMs) };
  const { rawDays } = controller.parts.config.housekeeping;
  const forgotten = atMs < controller.parts.clock.now() - rawDays * dayMs;
  const past = { configs: controller.parts.config.demand, designs: controller.designs, log: controller.demandLog };
  const fresh = new DemandBook(past.configs, rulesOf(designs));
  const demand = tense === "past" && !forgotten ? await demandAt(past, reaching(fresh, near).sources, atMs) : undefined;
  const inputs = {
    ...plannedAt(controller, schedules, row, atMs),
    floorPct: floorsOf(controller.parts.config, designs.sections.body)(light),
    override: await overrideAt(controller, light.id, atMs),
    demand: demand && liftsAt(demand, near, designs, atMs),
  };
  return { inputs, schedules, light, forgotten, ...heardBy(demand ?? fresh, near, atMs) };
}

/** The nights around an instant: from the day before, for what was there before it, to the day after, for what comes next. */
function plannedAt({ parts, situation }: Controller, schedules: Schedules, row: number, atMs: number): Pick<DecideInputs, "plan" | "dark" | "zone"> {
  const zone = parts.config.timeZone;
  const place = placeOf(situation.geometry, row);
  const span = { fromDay: addDays(lightingDay(atMs, zone), -1), nights: 3 };
  return { plan: planNights(schedules.of(row).profileOn, place, zone, span), dark: isDark(darkTimes(place, zone, span), atMs), zone };
}

/** The override that held then: the last to act, of those made by then, as it stood. */
async function overrideAt({ parts }: Controller, light: string, atMs: number): Promise<ActingOverride | undefined> {
  // One that had ended may have replaced one that had not; that one began at most a longest override before.
  const made = await parts.registry.overridesOf(light, atMs - overrideMsMax - dayMs, atMs);
  const book = new OverrideBook(1, (each) => (each === light ? 0 : undefined));
  for (const override of made) book.put({ ...override, lights: [light] });
  book.startTick(atMs);
  const held = book.live(0);
  // Released since, but not yet then.
  return held && { ...held, releasedAtMs: undefined };
}

/** One light among those of its street: all that the reach of a rule asks about. */
interface Neighbourhood {
  readonly lights: readonly FittedLight[];
  /** Its place among them. */
  readonly own: number;
  readonly rowsOfGroup: (group: string) => readonly number[];
}

function neighbourhoodOf(
  { situation }: Controller,
  { tree, designs }: Schedules,
  { light, row }: { readonly light: LightRecord; readonly row: number },
): Neighbourhood {
  const near = situation.geometry.stored.filter(({ street }) => street === light.street);
  const own = near.findIndex(({ id }) => id === light.id);
  const parentOf = new Map(tree.groups.map(({ id, parent }) => [id, parent]));
  const groups = new Set<string>();
  for (let id: string | undefined = tree.leafOf(row).id; id !== undefined && !groups.has(id); id = parentOf.get(id)) groups.add(id);
  return { lights: fittedLights(near, designs.luminaires.body), own, rowsOfGroup: (group) => (groups.has(group) ? [own] : []) };
}

function reaching(book: DemandBook, near: Neighbourhood): { readonly rules: ReadonlySet<string>; readonly sources: ReadonlySet<string> } {
  const reached = book.rules.filter(({ rule }) => {
    const from = rule.sources.flatMap((source) => book.positionOf(source) ?? []);
    return rowsReached({ reach: rule.reach, from }, near).includes(near.own);
  });
  return { rules: new Set(reached.map(({ id }) => id)), sources: new Set(reached.flatMap(({ rule }) => rule.sources)) };
}

function heardBy(book: DemandBook, near: Neighbourhood, atMs: number): Pick<WhyInputs, "rules" | "readings"> {
  const { rules, sources } = reaching(book, near);
  const readings = book
    .states(atMs)
    .flatMap(({ id, reading }) => (reading && sources.has(id) ? [{ source: id, atMs: Date.parse(reading.at), value: reading.value }] : []));
  return { rules, readings };
}

function liftsAt(demand: DemandBook, { lights, own, rowsOfGroup }: Neighbourhood, designs: DesignsInForce, atMs: number): readonly DemandLift[] | undefined {
  const lifts = new Lifts({ lights, rowsOfGroup, demand, sections: designs.sections.body });
  lifts.startTick(atMs);
  return lifts.of(own);
}

/** A tree of 100,000 lights takes a tenth of a second: that of the last question is kept, because the next is mostly of the same time. */
const lastAsked = new WeakMap<readonly LightRecord[], Schedules>();

function schedulesOf({ situation }: Controller, designs: DesignsInForce): Schedules {
  const { lights } = situation.geometry;
  if (situation.plans.schedules.designs === designs) return situation.plans.schedules;
  const known = lastAsked.get(lights);
  if (known?.designs === designs) return known;
  const schedules = new Schedules(designs, lights);
  lastAsked.set(lights, schedules);
  return schedules;
}
