/**
 * Traces out of a telemetry file: the columns that energy is computed from. Lights are taken in parts, and of each part hour by hour in the
 * order of the file. Neighbouring lights cost one range per hour (400,000 rows in about 0.2 s), single ones a seek per hour each.
 */
import type { ReadingDatabase } from "./embedded-database.ts";
import type { KnownLight } from "./embedded-lights.ts";
import { energyScale, hourMs, hourOf, levelScale } from "./embedded-rows.ts";
import { lookBackMs } from "./reading.ts";
import type { PackedTraces } from "./thread-messages.ts";

/** Readings of a part, about: 3 MB on their way to who asked. */
const partReadings = 100_000;
const partLightsMin = 50;
const partLightsMax = 2_000;
/** Reports of a light in an hour, about: every 15 minutes. */
const readingsPerHour = 4;
/** Rows or seeks, about, after which others are let in: some ms. */
const turnSteps = 4_000;
/** A range is read when at least one in so many of its lights is wanted: a seek costs about as much as so many rows. */
const sparseness = 8;

const rowColumns = "light, at, levelPct, energyKwh";
const inRange = `SELECT ${rowColumns} FROM reading WHERE hour = ? AND light >= ? AND light <= ? AND at >= ? AND at < ? ORDER BY light, at, boot, seq`;
const lastOfOne = `SELECT ${rowColumns} FROM reading WHERE hour = ? AND light >= ? AND light <= ? AND at >= ? AND at < ? ORDER BY light DESC, at DESC, boot DESC, seq DESC LIMIT 1`;

/** Traces of lights in [fromMs, toMs), each with the last before it; a part of them whole, or nothing to let others in. */
export function* tracesOf(db: ReadingDatabase, lights: readonly KnownLight[], fromMs: number, toMs: number): Generator<PackedTraces | undefined, void> {
  const hours = db.hours(hourOf(fromMs), hourOf(toMs - 1));
  const before = db.hours(hourOf(fromMs - lookBackMs), hourOf(fromMs - 1)).reverse();
  const inOrder = [...lights].sort((a, b) => a.id - b.id);
  const partLights = Math.max(partLightsMin, Math.min(partLightsMax, Math.floor(partReadings / (readingsPerHour * Math.max(1, hours.length)))));
  for (let from = 0; from < inOrder.length; from += partLights) {
    const part = new Part(db, inOrder.slice(from, from + partLights));
    yield* part.takeLastBefore(fromMs, before);
    for (const hour of hours) {
      part.take(hour, fromMs, toMs);
      if (part.isTurn()) yield;
    }
    yield part.packed();
  }
}

class Part {
  readonly #db: ReadingDatabase;
  readonly #lights: readonly KnownLight[];
  /** Place of a light's number among the lights of this part. */
  readonly #places: ReadonlyMap<number, number>;
  readonly #place: number[] = [];
  readonly #atMs: number[] = [];
  readonly #levelPct: number[] = [];
  readonly #energyKwh: number[] = [];
  #steps = 0;

  constructor(db: ReadingDatabase, lights: readonly KnownLight[]) {
    this.#db = db;
    this.#lights = lights;
    this.#places = new Map(lights.map(({ id }, place) => [id, place]));
  }

  /** Whether it is time to let others in. */
  isTurn(): boolean {
    if (this.#steps < turnSteps) return false;
    this.#steps = 0;
    return true;
  }

  /** Takes the readings of an hour that lie in [fromMs, toMs). */
  take(hour: number, fromMs: number, toMs: number): void {
    for (const row of this.#rows(this.#lights, hour, fromMs, toMs)) this.#add(hour, row);
  }

  /** Takes of each light the last reading before an instant; `hours` are those that may hold it, newest first. */
  *takeLastBefore(beforeMs: number, hours: readonly number[]): Generator<undefined, void> {
    const notBeforeMs = beforeMs - lookBackMs;
    // A light that has been silent since is looked for where its newest reading is: nothing between that hour and now holds any.
    const silent = this.#lights.filter(({ newestHour }) => newestHour < hourOf(beforeMs - 1));
    for (const light of silent) this.#addLast(light.newestHour, this.#rowsOf(lastOfOne, light, light, light.newestHour, notBeforeMs, beforeMs));
    let missing = this.#lights.filter(({ newestHour }) => newestHour >= hourOf(beforeMs - 1));
    for (const hour of hours) {
      if (missing.length === 0) return;
      const found = this.#addLast(hour, this.#rows(missing, hour, notBeforeMs, beforeMs, lastOfOne));
      missing = missing.filter(({ id }) => !found.has(id));
      if (this.isTurn()) yield undefined;
    }
  }

  /** The lights with readings, each in time order. */
  packed(): PackedTraces {
    const ends = new Uint32Array(this.#lights.length);
    for (const place of this.#place) ends[place] = (ends[place] ?? 0) + 1;
    const readings = [...ends];
    for (let place = 1; place < ends.length; place++) ends[place] = (ends[place] ?? 0) + (ends[place - 1] ?? 0);
    const [atMs, levelPct, energyKwh] = [this.#place, this.#place, this.#place].map(({ length }) => new Float64Array(length));
    if (!atMs || !levelPct || !energyKwh) throw new Error("three columns were made");
    // Backwards, so that those of a light, which were taken in time order, stay in it.
    for (let from = this.#place.length - 1; from >= 0; from--) {
      const place = this.#place[from] ?? 0;
      const to = (ends[place] ?? 0) - 1;
      ends[place] = to;
      atMs[to] = this.#atMs[from] ?? 0;
      levelPct[to] = this.#levelPct[from] ?? 0;
      energyKwh[to] = this.#energyKwh[from] ?? 0;
    }
    const some = (place: number): boolean => (readings[place] ?? 0) > 0;
    return {
      lights: this.#lights.filter((_, i) => some(i)).map(({ name }) => name),
      readings: readings.filter((count) => count > 0),
      atMs,
      levelPct,
      energyKwh,
    };
  }

  /** Rows of lights, which are in the order of their numbers: by one range, or light by light when they are few in it. */
  #rows(lights: readonly KnownLight[], hour: number, fromMs: number, toMs: number, ofOne = inRange): readonly number[][] {
    const [first, last] = [lights[0], lights.at(-1)];
    if (!first || !last) return [];
    const dense = lights.length > 1 && lights.length * sparseness >= last.id - first.id + 1;
    if (!dense) return lights.flatMap((light) => this.#rowsOf(ofOne, light, light, hour, fromMs, toMs));
    const wanted = lights.length === this.#lights.length ? this.#places : new Set(lights.map(({ id }) => id));
    const rows = this.#rowsOf(inRange, first, last, hour, fromMs, toMs);
    return lights.length === last.id - first.id + 1 ? rows : rows.filter(([light = 0]) => wanted.has(light));
  }

  #rowsOf(sql: string, first: KnownLight, last: KnownLight, hour: number, fromMs: number, toMs: number): number[][] {
    const offsetMs = hour * hourMs;
    const rows = this.#db.rows(sql, hour, first.id, last.id, fromMs - offsetMs, toMs - offsetMs);
    this.#steps += Math.max(1, rows.length);
    return rows;
  }

  /** Adds of each light the last of its rows; answers which lights there were. */
  #addLast(hour: number, rows: readonly number[][]): Set<number> {
    const found = new Set<number>();
    for (const [i, row] of rows.entries()) {
      const [light = 0] = row;
      if (rows[i + 1]?.[0] === light) continue;
      this.#add(hour, row);
      found.add(light);
    }
    return found;
  }

  #add(hour: number, [light = 0, at = 0, level = 0, energy = 0]: readonly number[]): void {
    this.#place.push(this.#places.get(light) ?? 0);
    this.#atMs.push(at + hour * hourMs);
    this.#levelPct.push(level / levelScale);
    this.#energyKwh.push(energy / energyScale);
  }
}
