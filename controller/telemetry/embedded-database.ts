/** A telemetry file's connection: statements prepared once, changes whole or not at all. What it throws is SQLite's own. */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { type Row, tableSql } from "./embedded-rows.ts";

/** Wait for another process that holds the file (a back-up, a shell), ms. Longer, and the recorder's buffer is the better place. */
const busyMs = 1_000;
/** Pages of 4 KiB: this and the last hour of 100,000 lights. */
const cacheKib = 32_768;
const schemaVersion = 1;

export class ReadingDatabase {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens or makes the file. */
  constructor(path: string) {
    this.#db = new DatabaseSync(path, { timeout: busyMs });
    try {
      this.#prepare();
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** Rows of a query that asks for INTEGER columns only. */
  rows(sql: string, ...values: number[]): Row[] {
    // node:sqlite types every row as an object of values; setReturnArrays makes it an array, and every column asked for is an INTEGER.
    return this.#statement(sql).all(...values) as unknown as Row[];
  }

  /** Runs a statement; answers how many rows it changed, and the number of the row it put in. */
  run(sql: string, ...values: (number | string)[]): { readonly changes: number; readonly rowId: number } {
    const { changes, lastInsertRowid } = this.#statement(sql).run(...values);
    return { changes: Number(changes), rowId: Number(lastInsertRowid) };
  }

  /** Another number than before when another connection has changed the file meanwhile; this one's own changes do not count. */
  othersVersion(): number {
    return this.rows("PRAGMA data_version")[0]?.[0] ?? 0;
  }

  /** Every light of the file: its name, number, and the hour of its newest reading. */
  lights(): [name: string, id: number, newestHour: number][] {
    return [...this.#statement("SELECT name, id, newestHour FROM light").iterate()].map((row) => {
      const [name, id, newestHour] = Object.values(row);
      return [String(name), Number(id), Number(newestHour)];
    });
  }

  /** Runs a change that answers by how many readings the file grew, durably and whole or not at all. */
  counted(change: () => number): number {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const added = change();
      this.run("UPDATE total SET readings = readings + ?", added);
      this.#db.exec("COMMIT");
      return added;
    } catch (error) {
      // The lights learnt in this transaction are in memory only: the owner throws this object away and opens the file again.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  /** Hours with readings in [fromHour, toHour], ascending: one short seek each, however many readings they hold. */
  hours(fromHour: number, toHour: number): number[] {
    const found: number[] = [];
    const next = (after: number): number | undefined =>
      this.rows("SELECT hour FROM reading WHERE hour > ? AND hour <= ? ORDER BY hour LIMIT 1", after, toHour)[0]?.[0];
    for (let hour = next(fromHour - 1); hour !== undefined; hour = next(hour)) found.push(hour);
    return found;
  }

  close(): void {
    this.#db.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#db.prepare(sql);
    made.setReturnArrays(true);
    this.#statements.set(sql, made);
    return made;
  }

  #prepare(): void {
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -${cacheKib}`);
    const version = this.rows("PRAGMA user_version")[0]?.[0] ?? 0;
    if (version > schemaVersion) throw new Error(`the file was made by a newer Leerie (form ${version}, this one knows ${schemaVersion}): install that one`);
    this.#db.exec(`
      CREATE TABLE IF NOT EXISTS light (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, newestHour INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS total (readings INTEGER NOT NULL) STRICT;
      INSERT INTO total SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM total);
      ${tableSql};
      PRAGMA user_version = ${schemaVersion}`);
  }
}
