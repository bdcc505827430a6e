/** The registry's tables, as the steps that made them. Append only: an installation may stand at any of them. */
import type { DatabaseSync } from "node:sqlite";

const migrations: readonly { readonly name: string; readonly sql: string }[] = [
  {
    name: "inventory, overrides, connections",
    sql: `
      CREATE TABLE light (
        id TEXT PRIMARY KEY, node TEXT NOT NULL, asset TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
        street TEXT NOT NULL, area TEXT NOT NULL, postcode TEXT, feeder TEXT, regime TEXT NOT NULL,
        power_w REAL NOT NULL, power_assumed INTEGER NOT NULL, min_level_pct REAL NOT NULL, min_power_w REAL NOT NULL, standby_w REAL NOT NULL
      ) STRICT;
      CREATE TABLE override (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, level_pct REAL NOT NULL, fade_ms INTEGER NOT NULL,
        starts_at_ms INTEGER NOT NULL, ends_at_ms INTEGER NOT NULL, reason TEXT NOT NULL, made_by TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL, released_at_ms INTEGER, lights TEXT NOT NULL
      ) STRICT;
      CREATE INDEX override_by_end ON override (ends_at_ms);
      CREATE TABLE connection (
        id TEXT PRIMARY KEY, authority TEXT NOT NULL, kind TEXT NOT NULL, secret_hash TEXT NOT NULL, nodes TEXT NOT NULL
      ) STRICT;`,
  },
  {
    name: "run ledger",
    sql: `
      CREATE TABLE run (
        job TEXT NOT NULL, scheduled_at_ms INTEGER NOT NULL, ok INTEGER, outcome TEXT, took_ms REAL, PRIMARY KEY (job, scheduled_at_ms)
      ) STRICT;
      CREATE INDEX run_by_instant ON run (scheduled_at_ms);`,
  },
  {
    // A draft that was published or given up keeps its revision with no body: a page that still shows it cannot overwrite the next one.
    name: "designs and drafts",
    sql: `
      CREATE TABLE design_version (
        kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
        author TEXT NOT NULL, at_ms INTEGER NOT NULL, reason TEXT NOT NULL, rolled_back_to INTEGER, PRIMARY KEY (kind, id, version)
      ) STRICT;
      CREATE TABLE draft (
        kind TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT,
        author TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (kind, id)
      ) STRICT;`,
  },
  {
    name: "demand as it was heard",
    sql: `
      CREATE TABLE demand_reading (
        source TEXT NOT NULL, at_ms INTEGER NOT NULL, heard_at_ms INTEGER NOT NULL, nr INTEGER NOT NULL, value REAL NOT NULL, refused TEXT,
        PRIMARY KEY (source, heard_at_ms, nr)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX demand_reading_by_instant ON demand_reading (heard_at_ms);`,
  },
  { name: "types of luminaire", sql: "ALTER TABLE light ADD COLUMN luminaire TEXT;" },
  {
    name: "issued documents",
    sql: `
      CREATE TABLE issued (
        kind TEXT NOT NULL, subject TEXT NOT NULL, period TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL,
        sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, issued_at_ms INTEGER NOT NULL, issued_by TEXT NOT NULL, reason TEXT NOT NULL,
        draft INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (kind, subject, period, version)
      ) STRICT;
      CREATE INDEX issued_by_instant ON issued (issued_at_ms);
      CREATE TRIGGER issued_never_changes BEFORE UPDATE ON issued BEGIN SELECT RAISE(ABORT, 'what was issued never changes'); END;
      CREATE TRIGGER issued_is_never_removed BEFORE DELETE ON issued BEGIN SELECT RAISE(ABORT, 'what was issued is never removed'); END;`,
  },
  {
    name: "how far readings are stored",
    sql: `
      CREATE TABLE stored_reading (
        light TEXT PRIMARY KEY, node TEXT NOT NULL, boot INTEGER NOT NULL, up_to INTEGER NOT NULL, above TEXT NOT NULL, newest_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    // Only what stands: a fault that has cleared leaves its row.
    name: "faults that stand",
    sql: `
      CREATE TABLE light_fault (
        light TEXT NOT NULL, kind TEXT NOT NULL, pending_at_ms INTEGER NOT NULL, active_at_ms INTEGER, PRIMARY KEY (light, kind)
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    name: "incidents, alarms, and what was done to them",
    sql: `
      CREATE TABLE incident (id TEXT PRIMARY KEY, ended_at_ms INTEGER, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX incident_by_end ON incident (ended_at_ms);
      CREATE TABLE alarm (id TEXT PRIMARY KEY, ended_at_ms INTEGER, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX alarm_by_end ON alarm (ended_at_ms);
      CREATE TABLE alarm_event (
        alarm TEXT NOT NULL, at_ms INTEGER NOT NULL, nr INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (alarm, at_ms, nr)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX alarm_event_by_instant ON alarm_event (at_ms);`,
  },
  {
    name: "work orders and notifications",
    sql: `
      CREATE TABLE work_order (
        id TEXT PRIMARY KEY, revision INTEGER NOT NULL, state TEXT NOT NULL, due_at_ms INTEGER NOT NULL,
        assignee TEXT, incident TEXT, reference TEXT UNIQUE, body TEXT NOT NULL
      ) STRICT;
      CREATE INDEX work_order_by_due ON work_order (state, due_at_ms);
      CREATE INDEX work_order_by_incident ON work_order (incident);
      CREATE TABLE notice (
        id TEXT PRIMARY KEY, state TEXT NOT NULL, made_at_ms INTEGER NOT NULL, due_at_ms INTEGER NOT NULL, body TEXT NOT NULL
      ) STRICT;
      CREATE INDEX notice_by_due ON notice (state, due_at_ms);
      CREATE TABLE hand_over (
        rota TEXT PRIMARY KEY, stand_in TEXT NOT NULL, from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, made_by TEXT NOT NULL
      ) STRICT;`,
  },
];

/** Brings the tables up to date, each step in a transaction. Returns false when the file was made by a newer Leerie. */
export function migrate(database: DatabaseSync): boolean {
  database.exec("CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT");
  const done = Number(database.prepare("SELECT coalesce(max(version), 0) AS done FROM migration").get()?.done ?? 0);
  if (done > migrations.length) return false;
  migrations.slice(done).forEach(({ name, sql }, index) => {
    database.exec("BEGIN IMMEDIATE");
    database.exec(sql);
    database.prepare("INSERT INTO migration (version, name) VALUES (?, ?)").run(done + index + 1, name);
    database.exec("COMMIT");
  });
  return true;
}
