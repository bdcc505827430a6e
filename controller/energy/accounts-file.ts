/**
 * The file of the energy accounts (energy.sqlite): packed columns by day, and how far they go. Synchronous: it lives in the accounts' own
 * thread. Lights are numbered for ever by their ids, so that a column's element keeps its meaning whatever the inventory becomes.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { LightingError, messageOf } from "#contract/failures";
import type { DayField, DaySchedule, HalfHourField } from "./accounts.ts";
import {
  type BlockColumn,
  type ColumnSum,
  columnSumOf,
  emptyBlockColumn,
  packBytes,
  packDay,
  packInts,
  unpackBlock,
  unpackBytes,
  unpackDay,
  unpackInts,
} from "./accounts-columns.ts";
import { damaged, offline } from "./accounts-failures.ts";
import { createTables } from "./accounts-schema.ts";

/** Wait for another process that holds the file (a back-up, a shell), ms. */
const busyMs = 1_000;

/** What is known of an accounted day. */
export interface DayRow {
  readonly day: string;
  readonly fromMs: number;
  readonly halfHours: number;
  /** Accounted up to here; the day's end when it is over. */
  readonly toMs: number;
  /** The rates it was costed with, as bytes (accounts-rates.ts); undefined when none were told. */
  readonly rates: Uint8Array | undefined;
  /** Its schedule was told anew since its figures were made. */
  readonly isStale: boolean;
}

/** Everything before `atMs` is accounted. `next` by light: 0, or 1 + ms from the edge to the first reading after it that is known (accounts-edge.ts). */
export interface EdgeRow {
  readonly atMs: number;
  readonly next: Int32Array<ArrayBuffer>;
}

export interface Heard {
  readonly count: number;
  readonly lights: () => Uint8Array;
}

const heardName = "heard";

/** Tables with one row of bits by light for each day. */
type BitTable = "late" | "open";

export class AccountsFile {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #numbers = new Map<string, number>();
  readonly #days = new Map<string, DayRow>();

  /** Opens or makes the file. Throws LightingError STORE_OFFLINE with what to do when it cannot be used. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#db = new DatabaseSync(path, { timeout: busyMs });
    } catch (cause) {
      throw offline(path, cause);
    }
    try {
      this.#prepare();
    } catch (cause) {
      this.#db.close();
      throw offline(path, cause);
    }
  }

  /** How many lights have a number: columns are as long. */
  get lights(): number {
    return this.#numbers.size;
  }

  numberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  /** Gives new lights the next numbers. */
  addLights(ids: readonly string[]): void {
    const unknown = [...new Set(ids)].filter((id) => !this.#numbers.has(id));
    if (unknown.length === 0) return;
    const from = this.#numbers.size;
    this.change(() => {
      for (const [at, id] of unknown.entries()) this.#run("INSERT INTO light (number, id) VALUES (?, ?)", from + at, id);
    });
    for (const [at, id] of unknown.entries()) this.#numbers.set(id, from + at);
  }

  day(day: string): DayRow | undefined {
    return this.#days.get(day);
  }

  /** Accounted days from one to another, both included, ascending. */
  days(from = "", to = "9999"): DayRow[] {
    return [...this.#days.values()].filter(({ day }) => day >= from && day <= to).sort((a, b) => (a.day < b.day ? -1 : 1));
  }

  edge(): EdgeRow | undefined {
    const row = this.#get("SELECT at, next FROM edge");
    return row && { atMs: Number(row.at), next: unpackInts(bytesOf(row.next)) };
  }

  /** A field of a block of lights; zeros where nothing is kept. */
  block({ day, halfHours }: Pick<DayRow, "day" | "halfHours">, block: number, field: HalfHourField): BlockColumn {
    const row = this.#get("SELECT data FROM half_hour WHERE day = ? AND block = ? AND field = ?", day, block, field);
    return row ? this.#sound(() => unpackBlock(bytesOf(row.data), field, halfHours)) : emptyBlockColumn(field, halfHours);
  }

  hasHalfHours(day: string): boolean {
    return this.#get("SELECT 1 AS one FROM half_hour WHERE day = ? LIMIT 1", day) !== undefined;
  }

  /** A field of a day by light; lights that came later are past its end. */
  column(day: string, field: DayField): Float32Array<ArrayBuffer> {
    const row = this.#get("SELECT isZstd, data FROM day_column WHERE day = ? AND field = ?", day, field);
    return row ? this.#sound(() => unpackDay(bytesOf(row.data), row.isZstd === 1)) : new Float32Array(0);
  }

  /** Which lights have readings on a day: how many, without reading more, and 1 by number; a fiftieth of what their numbers of readings take. */
  heard(day: string): Heard {
    const row = this.#get("SELECT sum FROM day_column WHERE day = ? AND field = ?", day, heardName);
    if (row) return { count: Number(row.sum), lights: () => this.#heardOf(day) };
    const lights = Uint8Array.from(this.column(day, "readings"), (readings) => (readings > 0 ? 1 : 0));
    return { count: lights.reduce((count, each) => count + each, 0), lights: () => lights };
  }

  /** The sum of what is known of a field of a day over all lights that have a number, and of how many it is not known (NaN); undefined in older files. */
  columnSum(day: string, field: DayField): ColumnSum | undefined {
    const row = this.#get("SELECT sum, unknown FROM day_column WHERE day = ? AND field = ?", day, field);
    return row && row.sum !== null ? { sum: Number(row.sum), unknown: Number(row.unknown) } : undefined;
  }

  /** Sums over all lights of a day, as the accounts lay them out (accounts-totals.ts). */
  totals(day: string): Float64Array<ArrayBuffer> | undefined {
    const row = this.#get("SELECT data FROM total WHERE day = ?", day);
    return row && new Float64Array(bytesOf(row.data).slice().buffer);
  }

  bits(table: BitTable): Map<string, Uint8Array> {
    return new Map(this.#all(`SELECT day, bits FROM ${table}`).map((row) => [String(row.day), bytesOf(row.bits)]));
  }

  /** Shapes, and by light the index of its own, −1 for none. */
  schedule(day: string): DaySchedule | undefined {
    const row = this.#get("SELECT shapes, shapeOf FROM schedule WHERE day = ?", day);
    if (!row) return undefined;
    const shapes: { readonly atMs: number[]; readonly levelPct: number[] }[] = JSON.parse(String(row.shapes));
    return {
      shapes: shapes.map(({ atMs, levelPct }) => ({ atMs: Float64Array.from(atMs), levelPct: Float64Array.from(levelPct) })),
      shapeOf: unpackInts(bytesOf(row.shapeOf)),
    };
  }

  /** Accounted days that have half hours and no schedule, ascending. */
  daysWithoutSchedule(): string[] {
    const sql = "SELECT day FROM total WHERE NOT EXISTS (SELECT 1 FROM schedule WHERE schedule.day = total.day) ORDER BY day";
    return this.#all(sql).map((row) => String(row.day));
  }

  /** Runs puts, durably and whole or not at all. Rejects with what to do when the file cannot take them. */
  change(puts: () => void): void {
    const before = new Map(this.#days);
    try {
      this.#db.exec("BEGIN IMMEDIATE");
      puts();
      this.#db.exec("COMMIT");
    } catch (cause) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      this.#days.clear();
      for (const [day, row] of before) this.#days.set(day, row);
      throw offline(this.path, cause);
    }
  }

  putEdge({ atMs, next }: EdgeRow): void {
    this.#run("DELETE FROM edge");
    this.#run("INSERT INTO edge (at, next) VALUES (?, ?)", atMs, packInts(next));
  }

  putDay(row: DayRow): void {
    const { day, fromMs, halfHours, toMs, rates, isStale } = row;
    this.#run(
      "INSERT OR REPLACE INTO day (day, fromMs, halfHours, toMs, rates, isStale) VALUES (?, ?, ?, ?, ?, ?)",
      ...[day, fromMs, halfHours, toMs, rates ?? null, isStale ? 1 : 0],
    );
    this.#days.set(day, row);
  }

  /** Blocks are packed before the transaction, so that it is short. */
  putBlock(day: string, block: number, field: HalfHourField, packed: Uint8Array): void {
    this.#run("INSERT OR REPLACE INTO half_hour (day, block, field, data) VALUES (?, ?, ?, ?)", day, block, field, packed);
  }

  putColumn(day: string, field: DayField, column: Float32Array<ArrayBuffer>): void {
    const { data, isZstd } = packDay(column);
    const { sum, unknown } = columnSumOf(column);
    const sql = "INSERT OR REPLACE INTO day_column (day, field, isZstd, sum, unknown, data) VALUES (?, ?, ?, ?, ?, ?)";
    this.#run(sql, day, field, isZstd ? 1 : 0, sum, unknown, data);
    if (field !== "readings") return;
    // A column like the others, under a name that no field has.
    const heard = Uint8Array.from(column, (readings) => (readings > 0 ? 1 : 0));
    this.#run(
      sql,
      day,
      heardName,
      1,
      heard.reduce((count, each) => count + each, 0),
      0,
      packBytes(heard),
    );
  }

  putTotals(day: string, totals: Float64Array): void {
    this.#run("INSERT OR REPLACE INTO total (day, data) VALUES (?, ?)", day, new Uint8Array(totals.buffer, totals.byteOffset, totals.byteLength));
  }

  putBits(table: BitTable, day: string, bits: Uint8Array | undefined): void {
    if (bits === undefined || bits.length === 0) this.#run(`DELETE FROM ${table} WHERE day = ?`, day);
    else this.#run(`INSERT OR REPLACE INTO ${table} (day, bits) VALUES (?, ?)`, day, bits);
  }

  putSchedule(day: string, { shapes, shapeOf }: DaySchedule): void {
    const text = JSON.stringify(shapes.map(({ atMs, levelPct }) => ({ atMs: [...atMs], levelPct: [...levelPct] })));
    this.#run("INSERT OR REPLACE INTO schedule (day, shapes, shapeOf) VALUES (?, ?, ?)", day, text, packInts(shapeOf));
  }

  /** Removes half hours and schedules of days before one; answers how many days had some. */
  removeHalfHours(beforeDay: string): number {
    const days = Number(this.#get("SELECT COUNT(DISTINCT day) AS days FROM half_hour WHERE day < ?", beforeDay)?.days ?? 0);
    for (const table of ["half_hour", "total", "schedule"]) this.#run(`DELETE FROM ${table} WHERE day < ?`, beforeDay);
    return days;
  }

  close(): void {
    this.#db.close();
  }

  #heardOf(day: string): Uint8Array {
    const row = this.#get("SELECT data FROM day_column WHERE day = ? AND field = ?", day, heardName);
    return row ? this.#sound(() => unpackBytes(bytesOf(row.data))) : new Uint8Array(0);
  }

  #sound<T>(unpack: () => T): T {
    try {
      return unpack();
    } catch (cause) {
      throw new LightingError("STORE_OFFLINE", damaged(this.path, messageOf(cause)), { cause });
    }
  }

  #get(sql: string, ...values: SQLInputValue[]): Record<string, unknown> | undefined {
    try {
      return this.#statement(sql).get(...values);
    } catch (cause) {
      throw offline(this.path, cause);
    }
  }

  #all(sql: string): Record<string, unknown>[] {
    try {
      return this.#statement(sql).all();
    } catch (cause) {
      throw offline(this.path, cause);
    }
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  #prepare(): void {
    createTables(this.#db);
    for (const { number, id } of this.#statement("SELECT number, id FROM light ORDER BY number").iterate()) this.#numbers.set(String(id), Number(number));
    for (const row of this.#statement("SELECT * FROM day").iterate()) {
      const rates = row.rates === null ? undefined : bytesOf(row.rates);
      const [day, fromMs, halfHours, toMs] = [String(row.day), Number(row.fromMs), Number(row.halfHours), Number(row.toMs)];
      this.#days.set(day, { day, fromMs, halfHours, toMs, rates, isStale: row.isStale === 1 });
    }
  }
}

const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array(0));
