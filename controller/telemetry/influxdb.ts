/**
 * Telemetry in InfluxDB 1.x: measurement "reading", one series per light, tag `authority` when the database is shared. It works in a thread
 * of its own (influxdb-worker.ts): making the text of a write and reading large answers would take the time of the lights.
 *
 * InfluxDB's own CPU is the limit, 21–30 µs a point or 65,000–80,000 points/s on two cores that do nothing else. Per point the `influx`
 * client's writePoints takes 5–8 µs of the thread that calls it, our own lines (influxdb-lines.ts) 2.5 µs of the store's thread and packing
 * them 0.4 µs of the controller's: so those lines reach what the server can take, and writePoints three quarters of it. The client makes the
 * database; queries are posted like lines (influxdb-post.ts says why).
 */
import type { InfluxPlace } from "./influxdb-client.ts";
import type { TelemetryStore } from "./port.ts";
import { ThreadedTelemetry } from "./threaded.ts";

/** Opens the store. Does not wait for the server: while it is away calls reject with STORE_OFFLINE, and it is used again once it is back. */
export function openInfluxTelemetry({ url, database, username, password, authority }: InfluxPlace): TelemetryStore {
  return new ThreadedTelemetry({
    title: `InfluxDB ${url}/${database}`,
    module: new URL("./influxdb-worker.ts", import.meta.url),
    data: { url, database, username, password, authority } satisfies InfluxPlace,
  });
}
