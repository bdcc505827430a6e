/**
 * How much of the night demand had lifted a section's lights (EN 13201-5:2015 Annex D, detection probability): the demand that was recorded,
 * heard again by the rules in force now.
 */
import type { EnergyPeriod } from "#contract/energy";
import type { Controller } from "../../controller.ts";
import { classBelow, type Section } from "../../decide/classes.ts";
import type { RuleAnswer } from "../../decide/demand/rule.ts";
import { addDays, localToUtcMs } from "../../decide/local-time.ts";
import { rulesOf } from "../../demand-replay.ts";
import { litOf, type Span } from "../../energy/lit.ts";
import { type Asked, playRecorded, Replay } from "../../whatif/replay.ts";
import { Slices } from "../../whatif/slices.ts";
import { placeOf } from "../estate.ts";
import { daysBetween } from "./days.ts";
import { rowsOfRule } from "./scope.ts";

/** A lift holds for up to four hours: demand heard before the period may reach into it. */
const leadMs = 4 * 3_600_000;
/** Readings of a source taken from one piece of the record (6 h): one each second. */
const readingsMax = 21_600;

/** Answers the share of the hours between sunset and sunrise for a section and its rows, %; undefined when no rule reaches any of them. */
export type DetectionPct = (section: Section, rows: readonly number[]) => number | undefined;

/** Rejects with the signal's reason when it is aborted. */
export async function detectionIn(controller: Controller, { from, to }: EnergyPeriod, signal: AbortSignal): Promise<DetectionPct> {
  const { parts, designs, demandLog, situation } = controller;
  const { config, clock, pace } = parts;
  const replay = new Replay(config.demand, rulesOf(designs.inForce()));
  if (replay.rules.length === 0) return () => undefined;
  const fromMs = localToUtcMs(from, "00:00", config.timeZone);
  const toMs = Math.min(clock.now(), localToUtcMs(addDays(to, 1), "00:00", config.timeZone));
  const recorded = (source: string, sinceMs: number, untilMs: number) => demandLog.heard(source, sinceMs, untilMs, readingsMax);
  await playRecorded([replay], { recorded, fromMs: fromMs - leadMs, toMs, slices: new Slices(pace, signal) });
  const asked = replay.close(toMs);
  const place = placeOf(situation.geometry);
  const nights = cutTo(
    daysBetween(from, to).flatMap((day) => litOf(day, config.timeZone, place)),
    toMs,
  );
  const reached = replay.rules.map(({ id }) => new Set(rowsOfRule(controller, id)));
  return (section, rows) => {
    const rules = asked.filter((_, rule) => rows.some((row) => reached[rule]?.has(row)));
    return rules.length === 0 ? undefined : shareOf(nights, rules.flat(), section);
  };
}

function shareOf(nights: readonly Span[], asked: readonly Asked[], section: Section): number {
  const lifted = joined(asked.filter(({ answer }) => isLift(answer, section)).map((each) => ({ fromMs: each.fromMs, toMs: each.untilMs })));
  const darkMs = nights.reduce((sum, night) => sum + night.toMs - night.fromMs, 0);
  return darkMs === 0 ? 0 : (100 * overlapMs(nights, lifted)) / darkMs;
}

/** A class rule always asks for something: it lifts when that is brighter than the section's floor class. */
const isLift = (answer: RuleAnswer, section: Section): boolean =>
  answer.as === "level" || classBelow(section, answer.below) !== classBelow(section, Number.POSITIVE_INFINITY);

const cutTo = (spans: readonly Span[], untilMs: number): Span[] =>
  spans.filter(({ fromMs }) => fromMs < untilMs).map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, untilMs) }));

/** The same time as ascending spans that do not overlap. */
export function joined(spans: readonly Span[]): Span[] {
  const joinedSpans: Span[] = [];
  for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = joinedSpans.at(-1);
    if (last && fromMs <= last.toMs) joinedSpans[joinedSpans.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, toMs) };
    else joinedSpans.push({ fromMs, toMs });
  }
  return joinedSpans;
}

/** Time that is in both lists; each ascends and does not overlap itself. */
export function overlapMs(a: readonly Span[], b: readonly Span[]): number {
  let [sumMs, i, j] = [0, 0, 0];
  for (let [one, other] = [a[0], b[0]]; one && other; [one, other] = [a[i], b[j]]) {
    sumMs += Math.max(0, Math.min(one.toMs, other.toMs) - Math.max(one.fromMs, other.fromMs));
    if (one.toMs < other.toMs) i++;
    else j++;
  }
  return sumMs;
}
