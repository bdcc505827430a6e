/** The InfluxDB store's own thread: writes and queries by posts of our own, the database's making by the `influx` client. */
import { workerData } from "node:worker_threads";
import { SystemClock } from "#contract/clock";
import { boundedCall } from "./influxdb-call.ts";
import { clientOf, InfluxPlace } from "./influxdb-client.ts";
import { StatementPost } from "./influxdb-post.ts";
import { queryMs } from "./influxdb-queries.ts";
import { influxReader } from "./influxdb-read.ts";
import { InfluxWriter } from "./influxdb-write.ts";
import { serveStore } from "./thread-service.ts";

const place = InfluxPlace.parse(workerData);
// Real time: a demo clock would run out of patience sixty times too early.
const call = boundedCall(new SystemClock(), place.url);
const client = clientOf(place, queryMs);
const statements = new StatementPost(place);
const writer = new InfluxWriter(place, client, call);

serveStore({
  ...influxReader(statements, call, place.authority),
  write: (rows, nameOf) => writer.write(rows, nameOf),
  close: async () => {
    writer.close();
    statements.close();
  },
});
