/** What work costs: time, this process's and this thread's CPU, and that of a server beside it. */
import { readFileSync } from "node:fs";
import { SystemClock } from "#contract/clock";

const clock = new SystemClock();
/** Linux tells CPU time in ticks of 1/100 s, whatever the machine. */
const usPerTick = 10_000;
/** As the recorder does it. */
const inFlight = 4;

export interface Cost {
  readonly perSecond: number;
  /** Of this process, µs per reading. */
  readonly cpuUs: number;
  /** Of this thread alone. */
  readonly threadUs: number;
  /** Of the server; 0 when there is none. */
  readonly serverUs: number;
}

/** The cost of work on so many readings. */
export async function measured(readings: number, work: () => Promise<void>, serverPid?: number): Promise<Cost> {
  const [beganMs, cpu, thread, server] = [clock.elapsedMs(), process.cpuUsage(), process.threadCpuUsage(), serverCpuUs(serverPid)];
  await work();
  const [used, usedHere] = [process.cpuUsage(cpu), process.threadCpuUsage(thread)];
  return {
    perSecond: readings / ((clock.elapsedMs() - beganMs) / 1_000),
    cpuUs: (used.user + used.system) / readings,
    threadUs: (usedHere.user + usedHere.system) / readings,
    serverUs: (serverCpuUs(serverPid) - server) / readings,
  };
}

/** Keeps so many writes on their way until all batches are written. */
export async function pumped<B>(batches: Iterable<B>, write: (batch: B) => Promise<void>, atOnce = inFlight): Promise<void> {
  const left = batches[Symbol.iterator]();
  // An iterator that several take from: each gets the next.
  const rest = { [Symbol.iterator]: () => ({ next: () => left.next() }) };
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const batch of rest) await write(batch);
    }),
  );
}

/** utime and stime of /proc/PID/stat, µs. */
function serverCpuUs(pid: number | undefined): number {
  if (pid === undefined) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * usPerTick;
}
