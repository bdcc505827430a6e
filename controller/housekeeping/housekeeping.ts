/**
 * Housekeeping: jobs at their times, one after the other. The ledger is asked first, so that a doubled fire does nothing; what was missed
 * while the controller was down is made up for after its start.
 */

import type { Cancel, Clock } from "#contract/clock";
import { messageOf } from "#contract/failures";
import type { Registry } from "../registry/port.ts";
import { lastDue, type Schedule } from "./cron.ts";
import type { Job, JobDeps } from "./jobs.ts";

export interface HousekeepingParts {
  readonly jobs: readonly Job[];
  readonly deps: JobDeps;
  readonly ledger: Pick<Registry, "startRun" | "finishRun">;
  readonly schedule: Schedule;
  /** Real time, as the schedule's. */
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** The first minutes after a start belong to the nodes that connect again. */
export const settleMs = 120_000;

export class Housekeeping {
  readonly #parts: HousekeepingParts;
  readonly #cancels: readonly Cancel[];
  /** Ends when nothing runs or waits; never rejects. Bounded: of each job one run by the schedule and one by a start or a sleep. */
  #idle: Promise<void> = Promise.resolve();
  #closed = false;

  /** Starts the schedule of every job. */
  constructor(parts: HousekeepingParts) {
    this.#parts = parts;
    this.#cancels = [
      ...parts.jobs.map((job) => parts.schedule(job.cron, (scheduledAtMs) => this.#queue(job, scheduledAtMs))),
      parts.clock.after(settleMs, "housekeeping: what was missed", () => this.#catchUp()),
    ];
  }

  /** Resolves when nothing runs or waits. */
  idle(): Promise<void> {
    return this.#idle;
  }

  /** Nothing starts from now on. What runs is not waited for: it ends when its store closes, and the next run does the rest. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel();
  }

  /** The last instant at which each job was due: the ledger knows which of them have run. */
  #catchUp(): void {
    const nowMs = this.#parts.clock.now();
    for (const job of this.#parts.jobs) {
      const dueMs = lastDue(job.cron, nowMs);
      if (dueMs !== undefined) void this.#queue(job, dueMs);
    }
  }

  #queue(job: Job, scheduledAtMs: number): Promise<void> {
    this.#idle = this.#idle.then(() => this.#run(job, scheduledAtMs));
    return this.#idle;
  }

  async #run(job: Job, scheduledAtMs: number): Promise<void> {
    if (this.#closed) return;
    const { ledger, clock, deps } = this.#parts;
    const beganMs = clock.elapsedMs();
    try {
      if (!(await ledger.startRun(job.name, scheduledAtMs))) return;
      const result = await resultOf(() => job.run(deps, scheduledAtMs));
      // Cut off by the end of the controller, which is no failure: the ledger shows a run without an end.
      if (this.#closed && !result.ok) return;
      const tookMs = Math.round(clock.elapsedMs() - beganMs);
      await ledger.finishRun(job.name, scheduledAtMs, { ...result, tookMs });
      this.#tell(job, scheduledAtMs, result.ok ? `${result.text}, in ${tookMs} ms` : `failed: ${result.text}. ${nextTime(job)}`);
    } catch (error) {
      if (!this.#closed) this.#tell(job, scheduledAtMs, `the run ledger cannot be used: ${messageOf(error)}. ${nextTime(job)}`);
    }
  }

  #tell({ name }: Job, scheduledAtMs: number, what: string): void {
    this.#parts.log(`housekeeping ${name}, due ${new Date(scheduledAtMs).toISOString()}: ${what}`);
  }
}

async function resultOf(run: () => Promise<string>): Promise<{ readonly ok: boolean; readonly text: string }> {
  try {
    return { ok: true, text: await run() };
  } catch (error) {
    return { ok: false, text: messageOf(error) };
  }
}

const nextTime = ({ cron }: Job): string => `It is tried again at its next time (${cron}, UTC)`;
