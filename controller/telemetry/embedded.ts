/** The embedded telemetry store: one SQLite file (embedded-file.ts), in a thread of its own so that nobody waits for the disk. */
import type { TelemetryStore } from "./port.ts";
import { ThreadedTelemetry } from "./threaded.ts";

/** Opens the store on a file, made when missing. Does not wait: a file that cannot be used shows as STORE_OFFLINE, and is tried again. */
export const openEmbeddedTelemetry = (path: string): TelemetryStore =>
  new ThreadedTelemetry({ title: `embedded (${path})`, module: new URL("./embedded-worker.ts", import.meta.url), data: path });
