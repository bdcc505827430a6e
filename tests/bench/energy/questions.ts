/** What is asked of a year of energy, and how long each answer took. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Random, randomInt, seededRandom } from "#contract/random";
import { addDays } from "#controller/decide/local-time";
import { type BenchOptions, percentile } from "../harness.ts";
import { watchOthers } from "../loop/machine.ts";
import type { Asker } from "./asker.ts";
import type { Council } from "./council.ts";
import { firstDay, lastDay, todayMs } from "./year.ts";

export interface Question {
  readonly name: string;
  /** Of each time it is asked. */
  readonly path: (random: Random) => string;
  readonly times: number;
  /** p95 that is asked of it on 100,000 lights, ms. */
  readonly targetMs?: number;
  /** Whether an answer says something. */
  readonly says: RegExp;
}

const year = `from=${firstDay}&to=${lastDay}`;
const days60 = `from=${addDays(lastDay, -59)}&to=${lastDay}`;
const month = `from=${addDays(lastDay, -29)}&to=${lastDay}`;
const weekAgo = new Date(todayMs - 7 * 86_400_000).toISOString();

export const yearByGroup: Question = {
  name: "kWh by group and day, a year",
  path: () => `energy/days?${year}&by=group`,
  times: 24,
  targetMs: 1_000,
  says: /"members":\[\{"id"/,
};

export const questionsOf = (council: Council, quick: boolean): readonly Question[] => {
  const times = (full: number): number => (quick ? Math.ceil(full / 4) : full);
  const light = (random: Random): string => council.modelled[randomInt(random, council.modelled.length)]?.id ?? "";
  const area = (random: Random): string => encodeURIComponent(council.lights[randomInt(random, council.lights.length)]?.area ?? "");
  const profile = "part-night-70-35";
  return [
    { ...yearByGroup, times: times(yearByGroup.times) },
    { name: "authority's hourly power, 60 days", path: () => `energy/power?${days60}`, times: times(40), targetMs: 300, says: /"meteredKw":\[\d/ },
    {
      name: "one light's week of readings",
      path: (random) => `lights/${light(random)}/history?from=${weekAgo}&to=${new Date(todayMs).toISOString()}&limit=2000`,
      times: times(200),
      targetMs: 50,
      says: /"readings":\[\{/,
    },
    { name: "latest of every light", path: () => "lights/snapshot", times: times(40), says: /^/ },
    { name: "heat map of a year, authority", path: () => `energy/heat?to=${lastDay}`, times: times(20), says: /"levelPct":\[\[\d/ },
    { name: "summary by area, a month, full output", path: () => `energy/summary?${month}&by=area&baseline=full-output`, times: times(20), says: /"saved"/ },
    { name: "an area's hourly power, 60 days", path: (random) => `energy/power?${days60}&area=${area(random)}`, times: times(20), says: /"meteredKw":\[\d/ },
    { name: "an area's heat map of a year", path: (random) => `energy/heat?to=${lastDay}&area=${area(random)}`, times: times(8), says: /"levelPct":\[\[\d/ },
    {
      name: "hourly power of half the lights, everywhere, 60 days",
      path: () => `energy/power?${days60}&profile=${profile}`,
      times: quick ? 1 : 2,
      says: /"meteredKw":\[\d/,
    },
  ];
};

/** Asks each as often as it says; answers the median of each, ms, by name. */
export async function askAll(
  questions: readonly Question[],
  url: string,
  asker: Asker,
  random: Random,
  report: BenchOptions["report"],
): Promise<Map<string, number>> {
  const medians = new Map<string, number>();
  for (const question of questions) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const ms: number[] = [];
    const began = process.cpuUsage();
    const others = watchOthers([]);
    for (let time = 0; time < question.times; time++) ms.push(await askOnce(question, url, asker, random));
    delay.disable();
    const used = process.cpuUsage(began);
    const { name, targetMs } = question;
    medians.set(name, percentile(ms, 0.5));
    report({ name: `${name}: p50`, value: percentile(ms, 0.5), unit: "ms" });
    const target = targetMs === undefined ? {} : { peer: "to be kept", peerValue: targetMs };
    report({ name: `${name}: p95`, value: percentile(ms, 0.95), unit: "ms", ...target });
    report({ name: "  CPU per answer, all else that goes on included", value: (used.user + used.system) / 1e3 / ms.length, unit: "ms" });
    report({ name: "  of the cores others took meanwhile", value: others(), unit: "%" });
    report({ name: "  the controller's loop is late by: p99", value: delay.percentile(99) / 1e6, unit: "ms" });
    report({ name: "  and at most", value: delay.max / 1e6, unit: "ms" });
  }
  return medians;
}

/** One answer, of a question that needs no chance, ms. */
export const askMeanwhile = (question: Question, url: string, asker: Asker): Promise<number> => askOnce(question, url, asker, seededRandom(0));

async function askOnce({ name, path, says }: Question, url: string, asker: Asker, random: Random): Promise<number> {
  const { ms, body } = await asker.ask(`${url}/api/v1/${path(random)}`);
  if (!says.test(body)) throw new Error(`${name}: expected ${says} in the answer, found ${body.slice(0, 200)}`);
  return ms;
}
