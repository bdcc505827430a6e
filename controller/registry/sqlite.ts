/** The registry in one SQLite file: what was saved is on the disk (WAL, synchronous=FULL) before the promise resolves. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely, SqliteDialect } from "kysely";
import { LightingError } from "#contract/failures";
import { migrate } from "./migrations.ts";
import { asKyselyDatabase } from "./node-sqlite.ts";
import type { Registry } from "./port.ts";
import { sqliteAlarms } from "./sqlite-alarms.ts";
import { sqliteDemand } from "./sqlite-demand.ts";
import { sqliteDesigns } from "./sqlite-designs.ts";
import { sqliteFaults } from "./sqlite-faults.ts";
import { sqliteIssued } from "./sqlite-issued.ts";
import { sqliteNotices } from "./sqlite-notices.ts";
import { sqliteStored } from "./sqlite-stored.ts";
import { sqliteWork } from "./sqlite-work.ts";
import { bareOverrideOf, connectionOf, connectionRow, lightOf, lightRow, overrideOf, overrideRow, runOf, type Tables } from "./tables.ts";

/** Waiting for another process's lock blocks this one, so not for long. */
const lockWaitMs = 2_000;
/** SQLite takes 32,766 parameters a statement: 2,000 rows of 15 columns stay under it. */
const rowsPerStatement = 2_000;

/** Opens the file, or makes it and its folder. Throws LightingError STORE_OFFLINE with what to do when it cannot be used. */
export function openSqliteRegistry(path: string): Registry {
  const database = openDatabase(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyDatabase(database) }) });
  const guarded = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((cause: unknown) => {
      throw offline(path, cause);
    });
  // Replacing is delete and insert in one transaction: the same on every database Kysely speaks to.
  return {
    lights: () => guarded(async () => (await db.selectFrom("light").selectAll().orderBy("id").execute()).map(lightOf)),
    saveLights: (lights) =>
      guarded(() =>
        db.transaction().execute(async (step) => {
          for (const part of parts(lights)) {
            await step.deleteFrom("light").where("id", "in", part.map(idOf)).execute();
            await step.insertInto("light").values(part.map(lightRow)).execute();
          }
        }),
      ),
    overrides: (sinceMs) =>
      guarded(async () => {
        const rows = await db.selectFrom("override").selectAll().where("ends_at_ms", ">=", sinceMs).orderBy("created_at_ms").orderBy("id").execute();
        return rows.map(overrideOf);
      }),
    overridesOf: (light, fromMs, toMs) =>
      guarded(async () => {
        const rows = await db
          .selectFrom("override")
          .select(["id", "title", "level_pct", "fade_ms", "starts_at_ms", "ends_at_ms", "reason", "made_by", "created_at_ms", "released_at_ms"])
          .where("ends_at_ms", ">=", fromMs)
          .where("starts_at_ms", "<=", toMs)
          .where("created_at_ms", "<=", toMs)
          // The ids are JSON texts, and an id has no quotation mark and no wildcard in it.
          .where("lights", "like", `%"${light}"%`)
          .orderBy("created_at_ms")
          .orderBy("id")
          .execute();
        return rows.map(bareOverrideOf);
      }),
    saveOverride: (override) =>
      guarded(() =>
        db.transaction().execute(async (step) => {
          await step.deleteFrom("override").where("id", "=", override.id).execute();
          await step.insertInto("override").values(overrideRow(override)).execute();
        }),
      ),
    connections: () => guarded(async () => (await db.selectFrom("connection").selectAll().orderBy("id").execute()).map(connectionOf)),
    saveConnections: (connections) =>
      guarded(() =>
        db.transaction().execute(async (step) => {
          for (const part of parts(connections)) {
            await step.deleteFrom("connection").where("id", "in", part.map(idOf)).execute();
            await step.insertInto("connection").values(part.map(connectionRow)).execute();
          }
        }),
      ),
    startRun: (job, scheduledAtMs) =>
      guarded(async () => {
        const row = { job, scheduled_at_ms: scheduledAtMs, ok: null, outcome: null, took_ms: null };
        // The primary key decides who is first, also between two processes.
        const { numInsertedOrUpdatedRows } = await db
          .insertInto("run")
          .values(row)
          .onConflict((conflict) => conflict.columns(["job", "scheduled_at_ms"]).doNothing())
          .executeTakeFirst();
        return numInsertedOrUpdatedRows === 1n;
      }),
    finishRun: (job, scheduledAtMs, { ok, text, tookMs }) =>
      guarded(async () => {
        const ended = { ok: ok ? 1 : 0, outcome: text, took_ms: tookMs };
        await db.updateTable("run").set(ended).where("job", "=", job).where("scheduled_at_ms", "=", scheduledAtMs).execute();
      }),
    runs: (limit) =>
      guarded(async () => (await db.selectFrom("run").selectAll().orderBy("scheduled_at_ms", "desc").orderBy("job").limit(limit).execute()).map(runOf)),
    ...sqliteDesigns(db, guarded),
    ...sqliteDemand(db, guarded),
    ...sqliteIssued(db, guarded),
    ...sqliteFaults(db, guarded),
    ...sqliteAlarms(db, guarded),
    ...sqliteStored(db, guarded),
    ...sqliteWork(db, guarded),
    ...sqliteNotices(db, guarded),
    close: async () => {
      await db.destroy();
      // Kysely closes only what it has used.
      if (database.isOpen) database.close();
    },
  };
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { timeout: lockWaitMs });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    // Takes the write lock once, so that a read-only or locked file is found now and not at the first override.
    database.exec("BEGIN IMMEDIATE; ROLLBACK;");
    if (migrate(database)) return database;
  } catch (cause) {
    database?.close();
    throw offline(path, cause);
  }
  database.close();
  throw new LightingError("STORE_OFFLINE", `The registry ${path} was made by a newer Leerie: start that version, or choose another data folder.`);
}

/** What to do, by SQLite's primary result code (https://sqlite.org/rescode.html). */
const advice: Readonly<Record<number, string>> = {
  5: "is locked by another process: stop the other Leerie that uses this data folder.",
  6: "is locked by another process: stop the other Leerie that uses this data folder.",
  8: "cannot be written: check the permissions of the file and its folder.",
  10: "cannot be read or written: check the disk.",
  11: "is damaged: put back a backup of it, or move it away to start empty.",
  13: "cannot grow because the disk is full: make room.",
  14: "cannot be opened: check that its folder exists and may be written.",
  26: "is not a registry: it holds something else. Move it away, or choose another data folder.",
};

function offline(path: string, cause: unknown): LightingError {
  const code = cause instanceof Error && "errcode" in cause ? Number(cause.errcode) & 0xff : undefined;
  const folder = cause instanceof Error && "syscall" in cause;
  const what = code === undefined ? undefined : advice[code];
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new LightingError("STORE_OFFLINE", `The registry ${path} ${what ?? (folder ? advice[14] : `cannot be used: ${detail}`)}`, { cause });
}

const idOf = ({ id }: { readonly id: string }): string => id;

function* parts<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += rowsPerStatement) yield items.slice(at, at + rowsPerStatement);
}
