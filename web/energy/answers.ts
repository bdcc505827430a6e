/** What the Energy page knows: the question in the link, and an answer for each of its parts. */
import { computed, effect } from "@preact/signals";
import type { EnergyDays, EnergyHeat, EnergyIndicators, EnergyPower, EnergySummary } from "../../contract/energy.ts";
import { get } from "../api.ts";
import { tickMs } from "../page-clock.ts";
import { address, estate, go, local, status, stream } from "../state.ts";
import { Ask } from "./ask.ts";
import { getByLines } from "./lines.ts";
import { fieldsOf, paths, problemOf, type Question, readQuestion } from "./question.ts";

export const summary = new Ask<EnergySummary>(getByLines);
export const days = new Ask<EnergyDays>(get);
export const power = new Ask<EnergyPower>(get);
export const heat = new Ask<EnergyHeat>(getByLines);
export const indicators = new Ask<EnergyIndicators>(get);
export const topUse = new Ask<EnergySummary>(get);
export const topDeviation = new Ask<EnergySummary>(get);
export const asks = [summary, topDeviation, topUse, days, power, heat, indicators] as const;

/** Today in the installation's zone, once its clock and zone are known; a page that cannot reach its controller takes its own clock. */
export const today = computed<string | undefined>(() => {
  const isKnown = estate.value !== undefined && (status.value !== undefined || stream.value.kind === "broken");
  return isKnown ? local.value.isoDay(tickMs.value) : undefined;
});

const fields = computed(() => address.value.energy);
export const question = computed<Question | undefined>(() => (today.value === undefined ? undefined : readQuestion(fields.value, today.value)));

/** Asks another question. Each is a step that Back undoes. */
export function change(part: Partial<Question>): void {
  const now = question.peek();
  if (!now) return;
  const isOtherTable = part.offset === undefined;
  go({ energy: fieldsOf({ ...now, ...(isOtherTable && { offset: 0 }), ...part }) }, "push");
}

/** Keeps the answers to the question in the link; answers how to stop, which ends whatever is on its way. */
export function startAsking(): () => void {
  const stop = effect(() => {
    const now = question.value;
    if (!now) return;
    // The first question has its days in the link at once: the link is the same screen next month.
    if (!fields.peek().from) go({ energy: fieldsOf(now) });
    putAll(problemOf(now) === undefined ? now : undefined);
  });
  return () => {
    stop();
    for (const ask of asks) ask.close();
  };
}

function putAll(now: Question | undefined): void {
  summary.put(now && paths.summary(now));
  topDeviation.put(now && paths.top(now, "deviation"));
  topUse.put(now && paths.top(now, "use"));
  days.put(now && paths.days(now));
  power.put(now && paths.power(now));
  heat.put(now && paths.heat(now));
  indicators.put(now && paths.indicators(now));
}
