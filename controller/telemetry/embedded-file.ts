/**
 * The SQLite file of the embedded store. Synchronous: it lives in the store's own thread (embedded-worker.ts).
 *
 * Rows are clustered by (hour, light, instant): a batch of now touches the few pages of this hour, however old the file is, and one
 * light's history is one short seek per hour. Measured with batches of 5,000 of 10,000 lights: 533,000 readings/s and 0.01 ms an
 * hour, against 758,000/s but a scan for (instant, light), and 116,000/s for (light, instant).
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { rowLength, rowOf } from "./packed.ts";
import type { CounterSpan } from "./port.ts";
import { lookBackMs, measures } from "./reading.ts";

const hourMs = 3_600_000;
const hourOf = (atMs: number): number => Math.floor(atMs / hourMs);

/** Steps per unit in which each measure is kept, as a whole number: half the bytes of a REAL, and finer than any node's meter. */
const scales = [100, 100, 100, 10_000, 10_000, 1_000_000, 100, 1_000, 1] as const satisfies { readonly length: (typeof measures)["length"] };
const energyScale = scales[measures.indexOf("energyKwh")] ?? 1;

/** Wait for another process that holds the file (a back-up, a shell), ms. Longer, and the recorder's buffer is the better place. */
const busyMs = 1_000;
/** Pages of 4 KiB: this and the last hour of 100,000 lights. */
const cacheKib = 32_768;
/** About as many readings are removed at once: others wait for some tens of ms. */
const pieceReadings = 20_000;
/** Above the number of any light. */
const everyLight = Number.MAX_SAFE_INTEGER;
const schemaVersion = 1;

export interface Newest {
  readonly light: string;
  readonly boot: number;
  readonly seq: number;
  readonly atMs: number;
}

/** A light's (atMs, levelPct) in time order. */
export interface LevelSeries {
  readonly light: string;
  readonly atMs: Float64Array<ArrayBuffer>;
  readonly levelPct: Float64Array<ArrayBuffer>;
}

/** A light's (atMs, levelPct, energyKwh) in time order. */
export interface TraceSeries extends LevelSeries {
  readonly energyKwh: Float64Array<ArrayBuffer>;
}

type Row = number[];

export class ReadingFile {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Known lights: number in the file, and the hour of the newest reading. */
  readonly #lights = new Map<string, { readonly id: number; newestHour: number }>();

  /** Opens or makes the file; throws what SQLite throws. */
  constructor(path: string) {
    this.#db = new DatabaseSync(path, { timeout: busyMs });
    try {
      this.#prepareFile();
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** Stores rows (packed.ts), durably; those already there change nothing. `nameOf` tells the light of a row's number. */
  write(rows: Float64Array, nameOf: (number: number) => string): void {
    this.#counted(() => this.#insert(rows, nameOf));
  }

  /**
   * Removes what is older than an instant; answers how many. Each piece is durable by itself, and it yields between two. The file keeps its
   * size: its free pages take the readings to come.
   */
  *prune(beforeMs: number): Generator<void, number> {
    const nextHour = this.#statement("SELECT hour FROM reading WHERE hour > ? AND hour <= ? ORDER BY hour LIMIT 1");
    const pieceEnd = this.#statement("SELECT light FROM reading WHERE hour = ? AND light > ? AND at < ? ORDER BY light LIMIT 1 OFFSET ?");
    const remove = this.#statement("DELETE FROM reading WHERE hour = ? AND light > ? AND light <= ? AND at < ?");
    const hourAfter = (hour: number): number | undefined => all(nextHour, hour, hourOf(beforeMs - 1))[0]?.[0];
    let removed = 0;
    for (let hour = hourAfter(-1); hour !== undefined; hour = hourAfter(hour)) {
      const beforeAt = beforeMs - hour * hourMs;
      for (let after = 0; after < everyLight; ) {
        const [from, to] = [after, all(pieceEnd, hour, after, beforeAt, pieceReadings - 1)[0]?.[0] ?? everyLight];
        removed -= this.#counted(() => -Number(remove.run(hour, from, to, beforeAt).changes));
        after = to;
        yield;
      }
    }
    return removed;
  }

  /** Packed rows of a light in [fromMs, toMs), oldest first; of more than `limit`, the newest. */
  history(light: string, fromMs: number, toMs: number, limit: number): Float64Array<ArrayBuffer> {
    const known = this.#lights.get(light);
    const [oldest, newest] = this.#hours();
    const found: Row[] = [];
    const page = this.#statement(
      `SELECT at, boot, seq, ${measures.join()}, following FROM reading WHERE hour = ? AND light = ? AND at >= ? AND at < ? ORDER BY at DESC, boot DESC, seq DESC LIMIT ?`,
    );
    for (let hour = Math.min(newest, hourOf(toMs - 1)); known && hour >= Math.max(oldest, hourOf(fromMs)) && found.length < limit; hour--) {
      for (const row of all(page, hour, known.id, fromMs - hour * hourMs, toMs - hour * hourMs, limit - found.length)) {
        row[0] = (row[0] ?? 0) + hour * hourMs;
        found.push(row);
      }
    }
    const packed = new Float64Array(found.length * rowLength);
    for (const [i, row] of found.reverse().entries()) packed.set(unscaled(row), i * rowLength + rowOf.atMs);
    return packed;
  }

  /** Counters at the ends of a period; yields between hours so that the thread can do other work. */
  *counters(fromMs: number, toMs: number): Generator<void, CounterSpan[]> {
    const spans = new Map<number, { first: CounterSpan["first"]; last: CounterSpan["first"]; fellKwh: number; within: boolean }>();
    const add = (light: number, atMs: number, boot: number, energyKwh: number): void => {
      const end = { atMs, boot, energyKwh };
      const span = spans.get(light);
      if (!span) spans.set(light, { first: end, last: end, fellKwh: 0, within: atMs >= fromMs });
      else {
        span.fellKwh += Math.max(0, span.last.energyKwh - energyKwh);
        span.last = end;
        span.within = true; // only the first of a light can lie before the period
      }
    };
    // At or before the start: one ms later, so that "before" includes the start itself.
    yield* this.#before("energyKwh", fromMs + 1, (light, atMs, boot, value) => add(light, atMs, boot, value / energyScale));
    yield* this.#scan("energyKwh", fromMs + 1, toMs + 1, (light, atMs, boot, value) => add(light, atMs, boot, value / energyScale));
    return this.#named(spans).flatMap(([light, { first, last, fellKwh, within }]) => (within ? [{ light, first, last, fellKwh }] : []));
  }

  /** Levels and counters of a period and those before it, by light, of some lights or of all; yields between hours. */
  *traces(fromMs: number, toMs: number, lights?: readonly string[]): Generator<void, TraceSeries[]> {
    const wanted = lights && new Set(lights.flatMap((name) => this.#lights.get(name)?.id ?? []));
    const series = new Map<number, { at: number[]; level: number[]; energy: number[] }>();
    const add = (light: number, at: number, level: number, energy: number): void => {
      const of = series.get(light) ?? { at: [], level: [], energy: [] };
      if (of.at.length === 0) series.set(light, of);
      of.at.push(at);
      of.level.push(level / scales[0]);
      of.energy.push(energy / energyScale);
    };
    yield* this.#tracesBefore(fromMs, wanted, add);
    const [oldest, newest] = this.#hours();
    const columns = "SELECT light, at, levelPct, energyKwh FROM reading WHERE hour = ? AND at >= ? AND at < ?";
    const everyone = this.#statement(`${columns} ORDER BY light, at, boot, seq`);
    const one = this.#statement(`${columns} AND light = ? ORDER BY at, boot, seq`);
    for (let hour = Math.max(oldest, hourOf(fromMs)); hour <= Math.min(newest, hourOf(toMs - 1)); hour++) {
      const bounds = [hour, fromMs - hour * hourMs, toMs - hour * hourMs] as const;
      const rows = wanted ? [...wanted].flatMap((light) => all(one, ...bounds, light)) : all(everyone, ...bounds);
      for (const [light = 0, at = 0, level = 0, energy = 0] of rows) add(light, at + hour * hourMs, level, energy);
      yield;
    }
    return this.#named(series).map(([light, { at, level, energy }]) => ({
      light,
      atMs: Float64Array.from(at),
      levelPct: Float64Array.from(level),
      energyKwh: Float64Array.from(energy),
    }));
  }

  *#tracesBefore(
    fromMs: number,
    wanted: ReadonlySet<number> | undefined,
    each: (light: number, atMs: number, level: number, energy: number) => void,
  ): Generator<void> {
    const last = this.#statement(
      "SELECT at, levelPct, energyKwh FROM reading WHERE hour = ? AND light = ? AND at >= ? AND at < ? ORDER BY at DESC, boot DESC, seq DESC LIMIT 1",
    );
    const [oldest] = this.#hours();
    let missing = wanted ? [...wanted] : [...this.#lights.values()].map(({ id }) => id);
    for (let hour = hourOf(fromMs - 1); missing.length > 0 && hour >= Math.max(oldest, hourOf(fromMs - lookBackMs)); hour--) {
      missing = missing.filter((light) => {
        const [at, level, energy] = all(last, hour, light, fromMs - lookBackMs - hour * hourMs, fromMs - hour * hourMs)[0] ?? [];
        if (at === undefined || level === undefined || energy === undefined) return true;
        each(light, at + hour * hourMs, level, energy);
        return false;
      });
      yield;
    }
  }

  /** Levels of a period and the one before it, by light; yields between hours. */
  *levels(fromMs: number, toMs: number): Generator<void, LevelSeries[]> {
    const series = new Map<number, { at: number[]; level: number[] }>();
    const add = (light: number, atMs: number, _boot: number, value: number): void => {
      const of = series.get(light) ?? { at: [], level: [] };
      if (of.at.length === 0) series.set(light, of);
      of.at.push(atMs);
      of.level.push(value / scales[0]);
    };
    yield* this.#before("levelPct", fromMs, add);
    yield* this.#scan("levelPct", fromMs, toMs, add);
    return this.#named(series).map(([light, { at, level }]) => ({ light, atMs: Float64Array.from(at), levelPct: Float64Array.from(level) }));
  }

  newest(): Newest[] {
    const last = this.#statement("SELECT at, boot, seq FROM reading WHERE hour = ? AND light = ? ORDER BY at DESC, boot DESC, seq DESC LIMIT 1");
    return [...this.#lights].flatMap(([light, { id, newestHour }]) => {
      const [at, boot, seq] = all(last, newestHour, id)[0] ?? [];
      return at === undefined || boot === undefined || seq === undefined ? [] : [{ light, boot, seq, atMs: newestHour * hourMs + at }];
    });
  }

  count(): number {
    return all(this.#statement("SELECT readings FROM total"))[0]?.[0] ?? 0;
  }

  close(): void {
    this.#db.close();
  }

  /** Runs a change that answers by how many readings the file grew, durably and whole or not at all. */
  #counted(change: () => number): number {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const added = change();
      this.#statement("UPDATE total SET readings = readings + ?").run(added);
      this.#db.exec("COMMIT");
      return added;
    } catch (error) {
      // The lights learnt in this transaction are in memory only: the owner throws this object away and opens the file again.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  #insert(rows: Float64Array, nameOf: (number: number) => string): number {
    const insert = this.#statement(
      `INSERT OR IGNORE INTO reading (hour, light, at, boot, seq, ${measures.join()}, following) VALUES (${Array(6 + measures.length).fill("?")})`,
    );
    const values: number[] = [];
    let added = 0;
    for (const { light, hour, from } of this.#clustered(rows, nameOf)) {
      values.length = 0;
      values.push(hour, light, (rows[from + rowOf.atMs] ?? 0) - hour * hourMs, rows[from + rowOf.boot] ?? 0, rows[from + rowOf.seq] ?? 0);
      for (const [i, scale] of scales.entries()) values.push(Math.round((rows[from + rowOf.measures + i] ?? 0) * scale));
      values.push(rows[from + rowOf.following] ?? 0);
      added += Number(insert.run(...values).changes);
    }
    return added;
  }

  /** The rows in the order of the file, so that neighbours are written together. */
  #clustered(rows: Float64Array, nameOf: (number: number) => string): { light: number; hour: number; from: number }[] {
    const order: { light: number; hour: number; from: number }[] = [];
    for (let from = 0; from < rows.length; from += rowLength) {
      const hour = hourOf(rows[from + rowOf.atMs] ?? 0);
      order.push({ light: this.#lightId(nameOf(rows[from] ?? 0), hour), hour, from });
    }
    return order.sort((a, b) => a.hour - b.hour || a.light - b.light);
  }

  /** The light's number in the file; makes one, and keeps the hour of its newest reading. */
  #lightId(name: string, hour: number): number {
    const known = this.#lights.get(name);
    if (known && known.newestHour >= hour) return known.id;
    if (known) {
      this.#statement("UPDATE light SET newestHour = ? WHERE id = ?").run(hour, known.id);
      known.newestHour = hour;
      return known.id;
    }
    const id = Number(this.#statement("INSERT INTO light (name, newestHour) VALUES (?, ?)").run(name, hour).lastInsertRowid);
    this.#lights.set(name, { id, newestHour: hour });
    return id;
  }

  /** Of every light the last row before an instant, not older than lookBackMs. */
  *#before(field: "energyKwh" | "levelPct", beforeMs: number, each: (light: number, atMs: number, boot: number, value: number) => void): Generator<void, void> {
    const last = this.#statement(
      `SELECT at, boot, ${field} FROM reading WHERE hour = ? AND light = ? AND at >= ? AND at < ? ORDER BY at DESC, boot DESC, seq DESC LIMIT 1`,
    );
    const [oldest] = this.#hours();
    // Exactly lookBackMs before the period, as the other stores: a counter's "before" includes its first ms.
    const notBeforeMs = beforeMs - lookBackMs - (field === "energyKwh" ? 1 : 0);
    let missing = [...this.#lights.values()].map(({ id }) => id);
    for (let hour = hourOf(beforeMs - 1); missing.length > 0 && hour >= Math.max(oldest, hourOf(notBeforeMs)); hour--) {
      missing = missing.filter((light) => {
        const [at, boot, value] = all(last, hour, light, notBeforeMs - hour * hourMs, beforeMs - hour * hourMs)[0] ?? [];
        if (at === undefined || boot === undefined || value === undefined) return true;
        each(light, at + hour * hourMs, boot, value);
        return false;
      });
      yield;
    }
  }

  /** Every row in [fromMs, toMs): of one light in time order. */
  *#scan(
    field: "energyKwh" | "levelPct",
    fromMs: number,
    toMs: number,
    each: (light: number, atMs: number, boot: number, value: number) => void,
  ): Generator<void, void> {
    const page = this.#statement(`SELECT light, at, boot, ${field} FROM reading WHERE hour = ? AND at >= ? AND at < ? ORDER BY light, at, boot, seq`);
    const [oldest, newest] = this.#hours();
    for (let hour = Math.max(oldest, hourOf(fromMs)); hour <= Math.min(newest, hourOf(toMs - 1)); hour++) {
      for (const [light = 0, at = 0, boot = 0, value = 0] of all(page, hour, fromMs - hour * hourMs, toMs - hour * hourMs)) {
        each(light, at + hour * hourMs, boot, value);
      }
      yield;
    }
  }

  /** First and last hour with readings; nothing is outside. */
  #hours(): [number, number] {
    const one = (order: "ASC" | "DESC"): number | undefined => all(this.#statement(`SELECT hour FROM reading ORDER BY hour ${order} LIMIT 1`))[0]?.[0];
    return [one("ASC") ?? 0, one("DESC") ?? -1];
  }

  #named<T>(byLight: ReadonlyMap<number, T>): [string, T][] {
    return [...this.#lights].flatMap(([name, { id }]) => {
      const of = byLight.get(id);
      return of === undefined ? [] : [[name, of] satisfies [string, T]];
    });
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#db.prepare(sql);
    made.setReturnArrays(true);
    this.#statements.set(sql, made);
    return made;
  }

  #prepareFile(): void {
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -${cacheKib}`);
    const version = all(this.#statement("PRAGMA user_version"))[0]?.[0] ?? 0;
    if (version > schemaVersion) throw new Error(`the file was made by a newer Leerie (form ${version}, this one knows ${schemaVersion}): install that one`);
    this.#db.exec(`
      CREATE TABLE IF NOT EXISTS light (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, newestHour INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS total (readings INTEGER NOT NULL) STRICT;
      INSERT INTO total SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM total);
      CREATE TABLE IF NOT EXISTS reading (
        hour INTEGER NOT NULL, light INTEGER NOT NULL, at INTEGER NOT NULL, boot INTEGER NOT NULL, seq INTEGER NOT NULL,
        ${measures.map((field) => `${field} INTEGER NOT NULL`)}, following INTEGER NOT NULL,
        PRIMARY KEY (hour, light, at, boot, seq)
      ) STRICT, WITHOUT ROWID;
      PRAGMA user_version = ${schemaVersion}`);
    for (const row of this.#statement("SELECT name, id, newestHour FROM light").iterate()) {
      const [name, id, newestHour] = Object.values(row);
      if (typeof name === "string") this.#lights.set(name, { id: Number(id), newestHour: Number(newestHour) });
    }
  }
}

/** Rows of a statement that returns arrays of whole numbers only. */
function all(statement: StatementSync, ...values: number[]): Row[] {
  // node:sqlite types every row as an object of values; setReturnArrays makes it an array, and every column asked for is an INTEGER.
  return statement.all(...values) as unknown as Row[];
}

/** A row as the file keeps it → atMs, boot, seq, measures in their units, following. */
const unscaled = (row: Row): Row => row.map((value, i) => value / (scales[i - 3] ?? 1));
