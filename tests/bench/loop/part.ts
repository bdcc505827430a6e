/** A part of an installation, or a peer, as a process of its own, with what it costs by the kernel's own account. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { SystemClock, wait } from "#contract/clock";

export interface Part {
  readonly pid: number;
  /** What it said when it was ready: the match of `readyAt`. */
  readonly ready: RegExpMatchArray;
  /** CPU time used since it started, user and system, ms (whole ticks of 10 ms). */
  cpuMs(): number;
  /** Resident memory, bytes. */
  rssBytes(): number;
  /** Sends a message over the IPC channel; resolves to what comes back as {answer}. Only of a program of Node that listens to such messages. */
  ask(message: string | object): Promise<unknown>;
  /** Asks it to end, and waits; what hangs is killed. */
  close(): Promise<void>;
}

const clock = new SystemClock();
/** Longest start, ms: a busy machine of two cores needs some seconds. */
const startMs = 60_000;
const goodbyeMs = 10_000;
/** Linux counts CPU time in these wherever it shows it (USER_HZ). */
const tickMs = 10;

/** Starts a program and waits until a line of its output matches. Rejects with its last words when it ends before, or takes too long. */
export async function startPart(command: string, args: readonly string[], readyAt: RegExp): Promise<Part> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  // A benchmark that breaks off leaves nothing behind.
  const leash = (): void => void child.kill("SIGKILL");
  process.once("exit", leash);
  const ready = await said(child, readyAt, [command, ...args].join(" "));
  const pid = child.pid ?? 0;
  return {
    pid,
    ready,
    cpuMs: () => cpuMsOfProcess(pid),
    rssBytes: () => rssBytesOf(readFileSync(`/proc/${pid}/status`, "latin1")),
    ask: (message) => asked(child, message),
    close: async () => {
      await end(child);
      process.off("exit", leash);
    },
  };
}

async function said(child: ChildProcess, readyAt: RegExp, title: string): Promise<RegExpMatchArray> {
  let output = "";
  let failed: Error | undefined;
  child.once("error", (error) => {
    failed = error;
  });
  // Goes on reading after the start, so that the process never waits for its output to be taken.
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text: Buffer) => {
      output = (output + text.toString()).slice(-4_000);
    });
  const beganMs = clock.elapsedMs();
  while (clock.elapsedMs() - beganMs < startMs) {
    const match = output.match(readyAt);
    if (match) return match;
    if (failed || child.exitCode !== null) throw new Error(`${title} ended while starting: ${output}`, { cause: failed });
    await wait(clock, 20, `${title} to start`);
  }
  child.kill("SIGKILL");
  throw new Error(`expected ${title} to say ${readyAt} within ${startMs / 1_000} s; it said: ${output}`);
}

function asked(child: ChildProcess, message: string | object): Promise<unknown> {
  return new Promise((resolve) => {
    // A part may say other things as well: that it is ready, to a parent that wants to know.
    const hear = (heard: unknown): void => {
      if (typeof heard !== "object" || heard === null || !("answer" in heard)) return;
      child.off("message", hear);
      resolve(heard.answer);
    };
    child.on("message", hear);
    child.send(message);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const cancel = clock.after(goodbyeMs, "a part to end", () => child.kill("SIGKILL"));
  await exit;
  cancel();
}

/** CPU time of a process since it started, ms: fields 14 and 15 of /proc/PID/stat, behind the name, which may hold anything; proc(5). */
export function cpuMsOfProcess(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

const rssBytesOf = (status: string): number => Number(status.match(/^VmRSS:\s+(\d+) kB$/m)?.[1] ?? Number.NaN) * 1_024;
