/** Writes readings to InfluxDB: in requests of some thousand lines, several on their way, each with an end. */
import { setImmediate as turn } from "node:timers/promises";
import type { InfluxDB } from "influx";
import { type Bounded, readableFailure, refusalOf } from "./influxdb-call.ts";
import type { InfluxPlace } from "./influxdb-client.ts";
import { linePrefix, linesOf } from "./influxdb-lines.ts";
import { LinePost } from "./influxdb-post.ts";
import { rowLength } from "./packed.ts";

/** Points of one request: as quick as 5,000 (measured), and half as much to do again when it fails. */
const pointsMax = 2_500;
/** Requests in flight: keeps both cores of a small server busy; more only wait inside it. */
const inFlightMax = 4;
/** A write that takes longer is given up and tried again later, ms. Writing twice changes nothing. */
const writeMs = 10_000;

export class InfluxWriter {
  readonly #title: string;
  readonly #database: string;
  readonly #prefix: string;
  readonly #client: InfluxDB;
  readonly #call: Bounded;
  readonly #post: LinePost;
  #inFlight = 0;
  /** Writes that wait for a place. */
  readonly #queue: (() => void)[] = [];
  /** Made sure of once per connection; undefined until then, and after the server said that it has no such database. */
  #databaseMade: Promise<void> | undefined;

  constructor(place: InfluxPlace, client: InfluxDB, call: Bounded) {
    this.#title = `InfluxDB ${place.url}/${place.database}`;
    this.#database = place.database;
    this.#prefix = linePrefix(place.authority);
    this.#client = client;
    this.#call = call;
    this.#post = new LinePost(place);
  }

  /** Stores packed rows. Rejects as TelemetryStore.write does. */
  async write(rows: Float64Array, nameOf: (number: number) => string): Promise<void> {
    const parts: Promise<void>[] = [];
    for (let from = 0; from < rows.length; from += pointsMax * rowLength)
      parts.push(this.#writePart(rows.subarray(from, from + pointsMax * rowLength), nameOf));
    const failures = (await Promise.allSettled(parts)).flatMap((part) => (part.status === "rejected" ? [readableFailure(part.reason, this.#title)] : []));
    // A part that can be written later matters more than one that never will: the whole is tried again, and what is stored stays one point.
    const failure = failures.find(({ code }) => code === "STORE_OFFLINE") ?? failures[0];
    if (failure) throw failure;
  }

  close(): void {
    this.#post.close();
  }

  async #writePart(rows: Float64Array, nameOf: (number: number) => string): Promise<void> {
    await this.#place();
    // Making a request's text takes some ms of this thread: others are let in between two.
    await turn();
    try {
      await this.#send(linesOf(this.#prefix, rows, nameOf), rows.length / rowLength);
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#inFlight--;
    }
  }

  async #send(lines: string, points: number): Promise<void> {
    await this.#ensureDatabase();
    const send = () => this.#call(writeMs, "a write", (signal) => this.#post.post(lines, signal));
    let answer = await send();
    if (answer.status === 404) {
      // Somebody dropped the database, or the server came back empty.
      this.#databaseMade = undefined;
      await this.#ensureDatabase();
      answer = await send();
    }
    if (answer.status >= 300) throw refusalOf(answer, this.#title, points);
  }

  /** Waits for one of the inFlightMax places; who leaves one hands it to the next that waits. */
  async #place(): Promise<void> {
    if (this.#inFlight < inFlightMax) this.#inFlight++;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  async #ensureDatabase(): Promise<void> {
    this.#databaseMade ??= this.#call(writeMs, "making the database", () => this.#client.createDatabase(this.#database));
    try {
      await this.#databaseMade;
    } catch (error) {
      this.#databaseMade = undefined;
      throw readableFailure(error, this.#title);
    }
  }
}
