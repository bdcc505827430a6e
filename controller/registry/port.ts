/**
 * The Registry port: what must survive: the inventory, overrides, identities of connections, which housekeeping has run. SQLite through Kysely
 * (sqlite.ts; the same code is meant for PostgreSQL) and an in-memory twin (memory.ts); one suite for both.
 */
import type { LightRecord } from "./inventory.ts";

export interface OverrideRecord {
  readonly id: string;
  readonly title: string;
  readonly levelPct: number;
  readonly fadeMs: number;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly reason: string;
  readonly by: string;
  readonly createdAtMs: number;
  readonly releasedAtMs: number | undefined;
  /** Ids of the lights at the time of making. */
  readonly lights: readonly string[];
}

export interface ConnectionRecord {
  readonly id: string;
  readonly authority: string;
  readonly kind: "node" | "gateway" | "source" | "service";
  /** SHA-256 of the secret, hex. Secrets are random 128-bit tokens, so a plain digest is enough (operations.md A10). */
  readonly secretHash: string;
  /** Nodes a gateway may carry; empty for the others. */
  readonly nodes: readonly string[];
}

/** How a run of a housekeeping job ended. */
export interface RunOutcome {
  readonly ok: boolean;
  /** What it did, or what was wrong and what to do. */
  readonly text: string;
  readonly tookMs: number;
}

/** A line of the run ledger, named for ever by (job, scheduledAtMs). */
export interface RunRecord {
  readonly job: string;
  /** The instant it was due, which is not when it ran. */
  readonly scheduledAtMs: number;
  /** Undefined while it runs, and for ever when the process ended meanwhile. */
  readonly outcome: RunOutcome | undefined;
}

export interface Registry {
  /** Every light, by id. */
  lights(): Promise<LightRecord[]>;
  /** Inserts or replaces by id, all or nothing. */
  saveLights(lights: readonly LightRecord[]): Promise<void>;
  /** Overrides whose end, as made, is at or after `sinceMs`, released ones too; oldest first. */
  overrides(sinceMs: number): Promise<OverrideRecord[]>;
  /** Inserts or replaces by id; resolves when it is durable. */
  saveOverride(override: OverrideRecord): Promise<void>;
  /** Every connection, by id. */
  connections(): Promise<ConnectionRecord[]>;
  /** Inserts or replaces by id, all or nothing. */
  saveConnections(connections: readonly ConnectionRecord[]): Promise<void>;
  /** True for exactly one caller per (job, scheduled instant), however often it fires and whoever else asks; durable before it answers. */
  startRun(job: string, scheduledAtMs: number): Promise<boolean>;
  /** Notes how a started run ended. */
  finishRun(job: string, scheduledAtMs: number, outcome: RunOutcome): Promise<void>;
  /** The last runs by the instant they were due, at most `limit`; newest first. */
  runs(limit: number): Promise<RunRecord[]>;
  close(): Promise<void>;
}
