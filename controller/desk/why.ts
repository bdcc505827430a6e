/** Why a light is, was or will be at its level: what was known at that instant, put to the same rules that decide. */
import type { Explanation } from "#contract/explanation";
import { LightingError } from "#contract/failures";
import type { Controller } from "../controller.ts";
import { answers, decide, type Verdict } from "../decide/decide.ts";
import { dayMs, lightingDay } from "../decide/local-time.ts";
import { situationAt, type WhyInputs } from "./why-inputs.ts";
import { reportedAt } from "./why-report.ts";

type Tense = Explanation["tense"];

/** Calendars are made a year ahead; what is planned beyond says little. */
const aheadMsMax = 400 * dayMs;
/** No reading is kept longer than ten years. */
const backMsMax = 3_653 * dayMs;

/**
 * Explains the level of a light at an instant (ISO 8601 UTC; absent is now). Throws LightingError: NOT_FOUND for a light that is not in
 * the inventory, BAD_INPUT for an instant more than ten years back or 400 days ahead, STORE_OFFLINE when the registry is away. Without
 * the telemetry store only what the node reported is missing.
 */
export async function whyOf(controller: Controller, id: string, at: string | undefined): Promise<Explanation> {
  const row = controller.situation.geometry.rowOfLight.get(id);
  if (row === undefined) throw new LightingError("NOT_FOUND", `There is no light ${id} in the inventory.`);
  const nowMs = controller.parts.clock.now();
  const atMs = at === undefined ? nowMs : instantOf(at, nowMs);
  const tense: Tense = atMs === nowMs ? "now" : atMs < nowMs ? "past" : "future";
  const [known, reported] = await Promise.all([situationAt(controller, row, { atMs, tense }), reportedAt(controller, row, { atMs, tense })]);
  const decision = decide(known.inputs, atMs);
  return {
    light: id,
    at: new Date(atMs).toISOString(),
    tense,
    levelPct: decision.levelPct,
    because: decision.because,
    rules: answers(known.inputs, atMs).map((verdict) => worded(verdict, tense, known)),
    group: groupOf(known, row),
    designs: designsOf(known, row, atMs),
    readings: known.readings.map(({ source, atMs: readAtMs, value }) => ({ source, at: new Date(readAtMs).toISOString(), value })),
    ...(reported && { reported }),
  };
}

function instantOf(at: string, nowMs: number): number {
  const atMs = Date.parse(at);
  if (atMs >= nowMs - backMsMax && atMs <= nowMs + aheadMsMax) return atMs;
  const [from, to] = [nowMs - backMsMax, nowMs + aheadMsMax].map((each) => new Date(each).toISOString());
  throw new LightingError("BAD_INPUT", `at: found ${at}, expected an instant from ${from} to ${to}`);
}

/** What a silent rule says of another time than now. */
function worded(verdict: Verdict, tense: Tense, { forgotten }: WhyInputs): Verdict {
  if (verdict.levelPct !== undefined || verdict.rule !== "demand") return verdict;
  if (tense === "future") return { ...verdict, text: "What will be counted or sensed then nobody knows: this is the plan without it" };
  return forgotten ? { ...verdict, text: "What was counted or sensed then is not kept any more" } : verdict;
}

function groupOf({ schedules }: WhyInputs, row: number): Explanation["group"] {
  const leaf = schedules.tree.leafOf(row);
  const given = schedules.tree.calendarOf(row);
  const calendarFrom = "group" in given ? given.groupName : given.regime === "" ? "no regime" : `regime ${given.regime}`;
  return { id: leaf.id, name: leaf.name, calendar: schedules.of(row).calendar.name, calendarFrom };
}

/** The versions that the answer rests on; version 0 is the configuration's. */
function designsOf({ schedules, inputs, rules, light }: WhyInputs, row: number, atMs: number): Explanation["designs"] {
  const { designs } = schedules;
  const schedule = schedules.of(row);
  const profile = designs.profiles.get(schedule.profileIdOn(lightingDay(atMs, inputs.zone)));
  const sets = new Set(schedule.calendar.rules.flatMap(({ when }) => when.flatMap((each) => (each.on === "holidays" ? [each.set] : []))));
  const sections = designs.sections.body.sections.some(({ streets }) => streets.includes(light.street));
  const luminaire = designs.luminaires.body.types.find(({ id }) => id === light.luminaire);
  return [
    { kind: "calendar", id: schedule.calendarId, version: schedule.version, name: schedule.calendar.name },
    ...(profile ? [{ kind: "profile", id: profile.id, version: profile.version, name: profile.body.name }] : []),
    ...[...sets].flatMap((set) => designs.holidays.get(set) ?? []).map(({ id, version, body }) => ({ kind: "holidays", id, version, name: body.name })),
    ...(designs.groups.version > 0 ? [{ kind: "groups", id: designs.groups.id, version: designs.groups.version, name: "Groups" }] : []),
    ...(sections ? [{ kind: "sections", id: designs.sections.id, version: designs.sections.version, name: "Road sections" }] : []),
    ...(luminaire ? [{ kind: "luminaires", id: designs.luminaires.id, version: designs.luminaires.version, name: luminaire.name }] : []),
    ...designs.demandRules.filter(({ id }) => rules.has(id)).map(({ id, version, body }) => ({ kind: "demand-rule", id, version, name: body.name })),
  ];
}
