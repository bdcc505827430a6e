/** What the rest of the machine did meanwhile: a rate says little when somebody else had the cores. */
import { readFileSync } from "node:fs";
import { SystemClock } from "#contract/clock";
import { cpuMsOfProcess } from "./part.ts";

const clock = new SystemClock();
/** Linux counts CPU time in these wherever it shows it (USER_HZ). */
const tickMs = 10;

/** Begins to watch; the answer, %, is the share of all cores that processes other than these and this one took until it is asked. */
export function watchOthers(pids: readonly number[]): () => number {
  const before = reading(pids);
  return () => {
    const now = reading(pids);
    const others = now.busyMs - before.busyMs - (now.ownMs - before.ownMs);
    return Math.max(0, (100 * others) / ((now.atMs - before.atMs) * now.cores));
  };
}

function reading(pids: readonly number[]): { readonly atMs: number; readonly busyMs: number; readonly ownMs: number; readonly cores: number } {
  const lines = readFileSync("/proc/stat", "latin1").split("\n");
  const [user = 0, nice = 0, system = 0, _idle, _iowait, irq = 0, softirq = 0, steal = 0] = (lines[0] ?? "").split(/ +/).slice(1).map(Number);
  const ownMs = [process.pid, ...pids].reduce((sum, pid) => sum + cpuMsOfProcess(pid), 0);
  const cores = lines.filter((line) => /^cpu\d/.test(line)).length;
  return { atMs: clock.elapsedMs(), busyMs: (user + nice + system + irq + softirq + steal) * tickMs, ownMs, cores };
}
