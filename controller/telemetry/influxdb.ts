/**
 * Telemetry in InfluxDB 1.x through the `influx` client: measurement "reading", one series per light, tag `authority` when the database is
 * shared. The client builds and escapes every line; ids pass the whitelist first, because its escaping leaves newlines as they are.
 *
 * InfluxDB's own CPU is the limit (30–40 µs a point), so requests hold thousands of points and several are in flight.
 */
import { setImmediate as turn } from "node:timers/promises";
import { FieldType, InfluxDB } from "influx";
import type { Clock } from "#contract/clock";
import { LightingError } from "#contract/failures";
import { type Bounded, boundedCall, readableFailure, statusOf } from "./influxdb-call.ts";
import { type InfluxReader, influxReader } from "./influxdb-read.ts";
import type { CounterSpan, Reading, TelemetryStore, Trace } from "./port.ts";
import { measures, readingProblem } from "./reading.ts";

export interface InfluxTelemetryOptions {
  /** Such as http://127.0.0.1:8086 */
  readonly url: string;
  readonly database: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Written as a tag and asked for in every query: councils that share a database never see each other's lights. */
  readonly authority?: string | undefined;
  /** Real time, for time-outs: never a demo clock, which would run out of patience sixty times too early. */
  readonly clock: Clock;
}

/** Opens the store. Does not wait for the server: while it is away calls reject with STORE_OFFLINE, and it is used again once it is back. */
export const openInfluxTelemetry = (options: InfluxTelemetryOptions): TelemetryStore => new InfluxTelemetry(options);

/** Points of one request: as quick as 5,000 (measured), and half as long a pause for everybody else while its text is made (13 ms). */
const pointsMax = 2_500;
/** Requests in flight: keeps both cores of a small server busy; more only wait inside it. */
const inFlightMax = 4;
/** A write that takes longer is given up and tried again later, ms. Writing twice changes nothing. */
const writeMs = 10_000;

class InfluxTelemetry implements TelemetryStore {
  readonly title: string;
  readonly #client: InfluxDB;
  readonly #database: string;
  readonly #tags: Readonly<Record<string, string>>;
  readonly #call: Bounded;
  readonly #reader: InfluxReader;
  #inFlight = 0;
  /** Writes that wait for a place. */
  readonly #queue: (() => void)[] = [];
  /** Made sure of once per connection; undefined until then, and after the server said that it has no such database. */
  #databaseMade: Promise<void> | undefined;

  constructor(options: InfluxTelemetryOptions) {
    this.title = `InfluxDB ${options.url}/${options.database}`;
    this.#database = options.database;
    this.#tags = options.authority === undefined ? {} : { authority: options.authority };
    this.#client = clientOf(options);
    this.#call = boundedCall(options.clock, options.url);
    this.#reader = influxReader(this.#client, this.#call, options.authority);
  }

  async write(readings: readonly Reading[]): Promise<void> {
    for (const reading of readings) {
      const problem = readingProblem(reading);
      if (problem !== undefined) throw new LightingError("BAD_INPUT", `a reading cannot be stored: ${problem}`);
    }
    const parts: Promise<void>[] = [];
    for (let from = 0; from < readings.length; from += pointsMax) parts.push(this.#writePart(readings.slice(from, from + pointsMax)));
    const failures = (await Promise.allSettled(parts)).flatMap((part) => (part.status === "rejected" ? [readableFailure(part.reason, this.title)] : []));
    // A part that can be written later matters more than one that never will: the whole is tried again, and what is stored stays one point.
    const failure = failures.find(({ code }) => code === "STORE_OFFLINE") ?? failures[0];
    if (failure) throw failure;
  }

  history(light: string, fromMs: number, toMs: number, limit: number): Promise<Reading[]> {
    return this.#reader.history(light, fromMs, toMs, limit);
  }

  counters(fromMs: number, toMs: number): Promise<CounterSpan[]> {
    return this.#reader.counters(fromMs, toMs);
  }

  levels(fromMs: number, toMs: number, each: (light: string, atMs: Float64Array, levelPct: Float64Array) => void): Promise<void> {
    return this.#reader.levels(fromMs, toMs, each);
  }

  traces(fromMs: number, toMs: number, each: (trace: Trace) => void, lights?: readonly string[]): Promise<void> {
    return this.#reader.traces(fromMs, toMs, each, lights);
  }

  newest(): Promise<Map<string, { readonly boot: number; readonly seq: number; readonly atMs: number }>> {
    return this.#reader.newest();
  }

  count(): Promise<number> {
    return this.#reader.count();
  }

  prune(beforeMs: number): Promise<number> {
    return this.#reader.prune(beforeMs);
  }

  async close(): Promise<void> {
    // The client holds nothing but idle sockets of Node's shared agent.
  }

  async #writePart(readings: readonly Reading[]): Promise<void> {
    await this.#place();
    // Making a request's text takes some ms of this thread: others are let in between two.
    await turn();
    try {
      await this.#ensureDatabase();
      await this.#post(readings);
    } catch (error) {
      if (statusOf(error) !== 404) throw readableFailure(error, this.title);
      // Somebody dropped the database, or the server came back empty.
      this.#databaseMade = undefined;
      await this.#ensureDatabase();
      await this.#post(readings).catch((again) => {
        throw readableFailure(again, this.title);
      });
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#inFlight--;
    }
  }

  /** Waits for one of the inFlightMax places; who leaves one hands it to the next that waits. */
  async #place(): Promise<void> {
    if (this.#inFlight < inFlightMax) this.#inFlight++;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  #post(readings: readonly Reading[]): Promise<void> {
    return this.#call(writeMs, "a write", () =>
      this.#client.writePoints(
        readings.map((reading) => pointOf(reading, this.#tags)),
        { precision: "n" },
      ),
    );
  }

  async #ensureDatabase(): Promise<void> {
    this.#databaseMade ??= this.#call(writeMs, "making the database", () => this.#client.createDatabase(this.#database));
    try {
      await this.#databaseMade;
    } catch (error) {
      this.#databaseMade = undefined;
      throw readableFailure(error, this.title);
    }
  }
}

function clientOf({ url, database, username, password }: InfluxTelemetryOptions): InfluxDB {
  const { protocol, hostname, port, pathname } = new URL(url);
  const secure = protocol === "https:";
  return new InfluxDB({
    database,
    username: username ?? "",
    password: password ?? "",
    hosts: [{ protocol: secure ? "https" : "http", host: hostname, port: Number(port) || (secure ? 443 : 80), path: pathname === "/" ? "" : pathname }],
    schema: [
      {
        measurement: "reading",
        tags: ["light", "authority"],
        fields: {
          ...Object.fromEntries(measures.map((field) => [field, FieldType.FLOAT])),
          faultBits: FieldType.INTEGER,
          boot: FieldType.INTEGER,
          seq: FieldType.INTEGER,
          following: FieldType.STRING,
        },
      },
    ],
    // The recorder decides when to try again. The client's own back-off would shut out its only host for up to 10 s after it is back.
    pool: { maxRetries: 0, requestTimeout: writeMs, backoff: noBackoff },
  });
}

const noBackoff = { getDelay: () => 0, next: () => noBackoff, reset: () => noBackoff };

function pointOf(reading: Reading, tags: Readonly<Record<string, string>>) {
  const { light, atMs, boot, seq, ...fields } = reading;
  return { measurement: "reading", tags: { light, ...tags }, fields: { ...fields, boot, seq }, timestamp: timestampOf(atMs, boot, seq) };
}

/**
 * The point's instant, ns: the reading's ms, and within it a place made of (boot, seq). The same report always gets the same place, so
 * writing it twice is one point; two reports of a boot share a place only when their sequence numbers differ by a million.
 */
export function timestampOf(atMs: number, boot: number, seq: number): string {
  // 618,033 is 10^6 over the golden ratio: its multiples keep away from each other, so neighbouring boots do not meet either.
  const place = ((boot % 1_000_000) * 618_033 + seq) % 1_000_000;
  return `${atMs}${String(place).padStart(6, "0")}`;
}
