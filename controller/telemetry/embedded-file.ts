/**
 * The SQLite file of the embedded store. Synchronous: it lives in the store's own thread (embedded-worker.ts).
 *
 * Rows are clustered by (hour, light, instant): a batch of now touches the few pages of this hour, however old the file is, and one
 * light's history is one short seek per hour. Measured with batches of 5,000 of 10,000 lights: 533,000 readings/s and 0.01 ms an
 * hour, against 758,000/s but a scan for (instant, light), and 116,000/s for (light, instant).
 */
import { ReadingDatabase } from "./embedded-database.ts";
import { KnownLights } from "./embedded-lights.ts";
import { columns, hourMs, hourOf, insertSql, packedRows, type Row, scaledRow } from "./embedded-rows.ts";
import { tracesOf } from "./embedded-traces.ts";
import { rowLength, rowOf } from "./packed.ts";
import type { PackedCounts, PackedNewest, PackedTraces } from "./thread-messages.ts";

/** About as many readings are removed at once: others wait for some tens of ms. */
const pieceReadings = 20_000;
/** Above the number of any light. */
const everyLight = Number.MAX_SAFE_INTEGER;

export class ReadingFile {
  readonly #db: ReadingDatabase;
  readonly #lights: KnownLights;

  /** Opens or makes the file; throws what SQLite throws. */
  constructor(path: string) {
    this.#db = new ReadingDatabase(path);
    this.#lights = new KnownLights(this.#db);
  }

  /** Stores rows (packed.ts), durably; those already there change nothing. `nameOf` tells the light of a row's number. */
  write(rows: Float64Array, nameOf: (number: number) => string): void {
    this.#db.counted(() => {
      let added = 0;
      for (const { light, hour, from } of this.#clustered(rows, nameOf)) added += this.#db.run(insertSql, ...scaledRow(rows, from, hour, light)).changes;
      return added;
    });
  }

  /**
   * Removes what is older than an instant; answers how many. Each piece is durable by itself, and it yields between two. The file keeps its
   * size: its free pages take the readings to come.
   */
  *prune(beforeMs: number): Generator<void, number> {
    const pieceEnd = "SELECT light FROM reading WHERE hour = ? AND light > ? AND at < ? ORDER BY light LIMIT 1 OFFSET ?";
    const remove = "DELETE FROM reading WHERE hour = ? AND light > ? AND light <= ? AND at < ?";
    let removed = 0;
    for (const hour of this.#db.hours(0, hourOf(beforeMs - 1))) {
      const beforeAt = beforeMs - hour * hourMs;
      for (let after = 0; after < everyLight; ) {
        const [from, to] = [after, this.#db.rows(pieceEnd, hour, after, beforeAt, pieceReadings - 1)[0]?.[0] ?? everyLight];
        removed -= this.#db.counted(() => -this.#db.run(remove, hour, from, to, beforeAt).changes);
        after = to;
        yield;
      }
    }
    return removed;
  }

  /** Packed rows of a light in [fromMs, toMs), oldest first; of more than `limit`, the newest. */
  history(light: string, fromMs: number, toMs: number, limit: number): Float64Array<ArrayBuffer> {
    this.#lights.refresh();
    const known = this.#lights.get(light);
    const page = `SELECT ${columns} FROM reading WHERE hour = ? AND light = ? AND at >= ? AND at < ? ORDER BY at DESC, boot DESC, seq DESC LIMIT ?`;
    const hours = known ? this.#db.hours(hourOf(fromMs), Math.min(known.newestHour, hourOf(toMs - 1))) : [];
    const found: Row[] = [];
    for (const hour of hours.reverse()) {
      if (!known || found.length >= limit) break;
      const offsetMs = hour * hourMs;
      for (const row of this.#db.rows(page, hour, known.id, fromMs - offsetMs, toMs - offsetMs, limit - found.length)) {
        row[0] = (row[0] ?? 0) + offsetMs;
        found.push(row);
      }
    }
    return packedRows(found.reverse());
  }

  /** Traces of some lights or of all, by parts; yields a part when it is whole, and nothing now and again so that others are let in. */
  traces(fromMs: number, toMs: number, lights?: readonly string[]): Generator<PackedTraces | undefined, void> {
    this.#lights.refresh();
    const wanted = lights === undefined ? [...this.#lights.all()] : [...new Set(lights)].flatMap((name) => this.#lights.get(name) ?? []);
    return tracesOf(this.#db, wanted, fromMs, toMs);
  }

  /** Readings by light in [fromMs, toMs); it yields after each hour, so that others are let in. */
  *counts(fromMs: number, toMs: number): Generator<void, PackedCounts> {
    this.#lights.refresh();
    const ofHour = "SELECT light, count(*) FROM reading WHERE hour = ? AND at >= ? AND at < ? GROUP BY light";
    const counts = new Map<number, number>();
    for (const hour of this.#db.hours(hourOf(fromMs), hourOf(toMs - 1))) {
      const offsetMs = hour * hourMs;
      for (const [light = 0, count = 0] of this.#db.rows(ofHour, hour, fromMs - offsetMs, toMs - offsetMs)) counts.set(light, (counts.get(light) ?? 0) + count);
      yield;
    }
    const counted = [...this.#lights.all()].filter(({ id }) => counts.has(id));
    return { lights: counted.map(({ name }) => name), of: Float64Array.from(counted, ({ id }) => counts.get(id) ?? 0) };
  }

  newest(): PackedNewest {
    this.#lights.refresh();
    const last = "SELECT boot, seq, at FROM reading WHERE hour = ? AND light = ? ORDER BY at DESC, boot DESC, seq DESC LIMIT 1";
    const lights: string[] = [];
    const of: number[] = [];
    for (const { name, id, newestHour } of this.#lights.all()) {
      const [boot, seq, at] = this.#db.rows(last, newestHour, id)[0] ?? [];
      if (boot === undefined || seq === undefined || at === undefined) continue;
      lights.push(name);
      of.push(boot, seq, newestHour * hourMs + at);
    }
    return { lights, of: Float64Array.from(of) };
  }

  /** Instant of the oldest reading, ms since 1970 UTC. */
  oldest(): number | undefined {
    const [hour, at] = this.#db.rows("SELECT hour, min(at) FROM reading WHERE hour = (SELECT min(hour) FROM reading) GROUP BY hour")[0] ?? [];
    return hour === undefined || at === undefined ? undefined : hour * hourMs + at;
  }

  count(): number {
    return this.#db.rows("SELECT readings FROM total")[0]?.[0] ?? 0;
  }

  close(): void {
    this.#db.close();
  }

  /** The rows in the order of the file, so that neighbours are written together. */
  #clustered(rows: Float64Array, nameOf: (number: number) => string): { light: number; hour: number; from: number }[] {
    const order: { light: number; hour: number; from: number }[] = [];
    for (let from = 0; from < rows.length; from += rowLength) {
      const hour = hourOf(rows[from + rowOf.atMs] ?? 0);
      order.push({ light: this.#lights.idOf(nameOf(rows[from] ?? 0), hour), hour, from });
    }
    return order.sort((a, b) => a.hour - b.hour || a.light - b.light);
  }
}
