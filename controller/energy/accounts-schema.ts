/** The tables of the energy accounts' file. */
import type { DatabaseSync } from "node:sqlite";

const schemaVersion = 2;
/** Columns are tens to hundreds of kB: large pages make their chains short. It takes effect when the file is made. */
const pageBytes = 32_768;
const cacheKib = 32_768;

/** Makes what is missing. Throws what SQLite throws, and an Error for a file of a newer Leerie. */
export function createTables(db: DatabaseSync): void {
  db.exec(`PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -${cacheKib}`);
  const version = Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (version > schemaVersion) throw new Error(`the file was made by a newer Leerie (form ${version}, this one knows ${schemaVersion}): install that one`);
  if (version === 1) db.exec(toForm2);
  db.exec(`
    CREATE TABLE IF NOT EXISTS light (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE IF NOT EXISTS edge (at INTEGER NOT NULL, next BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS day (
      day TEXT PRIMARY KEY, fromMs INTEGER NOT NULL, halfHours INTEGER NOT NULL, toMs INTEGER NOT NULL, rates BLOB, isStale INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS half_hour (day TEXT NOT NULL, block INTEGER NOT NULL, field TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (day, block, field)) STRICT;
    CREATE TABLE IF NOT EXISTS day_column (
      day TEXT NOT NULL, field TEXT NOT NULL, isZstd INTEGER NOT NULL, sum REAL, unknown INTEGER, data BLOB NOT NULL, PRIMARY KEY (day, field)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS total (day TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS late (day TEXT PRIMARY KEY, bits BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS open (day TEXT PRIMARY KEY, bits BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS schedule (day TEXT PRIMARY KEY, shapes TEXT NOT NULL, shapeOf BLOB NOT NULL) STRICT;
    PRAGMA user_version = ${schemaVersion}`);
}

/** Sums of whole columns: those of columns put before are made when asked for. */
const toForm2 = `BEGIN;
  ALTER TABLE day_column ADD COLUMN sum REAL;
  ALTER TABLE day_column ADD COLUMN unknown INTEGER;
  PRAGMA user_version = 2;
  COMMIT`;
