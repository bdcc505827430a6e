/** Detection scored against the truth: a simulated fleet with seeded faults of every kind, watched for nights as the controller watches. */
import { Worker } from "node:worker_threads";
import { type ShareResult, tickMs } from "./faults/run.ts";
import { type Score, scoreOf } from "./faults/score.ts";
import { tellScore } from "./faults/table.ts";
import type { Share } from "./faults/town.ts";
import type { RunOptions } from "./harness.ts";

/** Whole feeders to each thread: two cores, and what is lost together stays together. */
const parts = 2;
const reportMs = 15 * 60_000;
const councilLights = 100_000;

/** 10,000 lights for 30 nights; quick: 1,000 for 5. Figures by kind of fault, and the worst mistakes in words. */
export async function bench({ quick, seed, report, tell }: RunOptions): Promise<void> {
  const size = quick ? { lights: 1_000, nights: 5 } : { lights: 10_000, nights: 30 };
  const startMs = performance.now();
  const results = await Promise.all(Array.from({ length: parts }, (_, part) => runApart({ seed, ...size, part, parts })));
  const seconds = (performance.now() - startMs) / 1_000;
  const matched = {
    outcomes: results.flatMap(({ matched: { outcomes } }) => outcomes),
    right: results.flatMap(({ matched: { right } }) => right),
    wrong: results.flatMap(({ matched: { wrong } }) => wrong),
  };
  const score = scoreOf(matched, size.lights * size.nights, Math.max(...results.map(({ endMs }) => endMs)));
  tellScore(score, tell, report);
  sayOverall(score, report);
  sayCost(results, seconds, report);
  for (const line of results.flatMap(({ mistakes }) => mistakes).sort()) tell(line);
}

function runApart(share: Share): Promise<ShareResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./faults/worker.ts", import.meta.url), { workerData: share, name: `share ${share.part}` });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`share ${share.part} ended with ${code} before it had a result`)));
  });
}

function sayOverall({ overall, falsePer10000LightNights, losses, lossesWhole }: Score, report: RunOptions["report"]): void {
  report({ name: "faults: played, and could be seen", value: overall.visible, unit: "faults" });
  report({ name: "faults: recall", value: 100 * overall.recall, unit: "%" });
  report({ name: "faults: precision", value: 100 * overall.precision, unit: "%" });
  report({ name: "faults: false alarms per 10,000 light-nights", value: falsePer10000LightNights, unit: "alarms" });
  report({ name: "faults: losses of a feeder or a district", value: losses, unit: "losses" });
  report({ name: "faults: of those, told whole within 2 minutes", value: (100 * lossesWhole) / losses, unit: "%" });
}

/** `seconds` of the whole run, nodes' model included; detection alone is sampled. */
function sayCost(results: readonly ShareResult[], seconds: number, report: RunOptions["report"]): void {
  const mean = (pick: (result: ShareResult) => number): number => results.reduce((sum, result) => sum + pick(result), 0) / results.length;
  const perReportUs = mean(({ cost }) => cost.perReportUs);
  const perLightTickUs = mean(({ cost }) => cost.perLightTickUs);
  const reports = results.reduce((sum, result) => sum + result.reports, 0);
  const busyUsPerS = (councilLights / reportMs) * 1_000 * perReportUs + (councilLights * perLightTickUs * 1_000) / tickMs;
  report({ name: "faults: reports", value: reports, unit: "reports" });
  report({ name: "faults: reports simulated, watched and scored", value: reports / seconds, unit: "1/s" });
  report({ name: "faults: detection per report", value: perReportUs, unit: "µs" });
  report({ name: "faults: detection per light and tick", value: perLightTickUs * 1_000, unit: "ns" });
  report({ name: "faults: share of a core for 100,000 lights", value: busyUsPerS / 10_000, unit: "%" });
}
