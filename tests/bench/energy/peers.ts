/** The year's question put to what anyone would use: a row for each light and day in plain SQLite, a point for each in InfluxDB 1.x. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { InfluxDB } from "influx";
import { SystemClock } from "#contract/clock";
import { AccountsFile } from "#controller/energy/accounts-file";
import { startInfluxdb } from "#tests/setup/influxdb";
import { percentile } from "../harness.ts";
import { pumped } from "../stores/cost.ts";
import type { Council } from "./council.ts";

const clock = new SystemClock();
const timesAsked = 5;

export interface PeerAnswer {
  /** The median of some times, of the year by group and day. */
  readonly ms: number;
  readonly lights: number;
}

/** What a light used on a day. */
interface LightDay {
  readonly light: number;
  readonly group: string;
  readonly day: string;
  readonly kwh: number;
}

/** In a table whose key is day and light. */
export async function sqlitePeer(folder: string, council: Council, lights: number): Promise<PeerAnswer> {
  const database = new DatabaseSync(join(folder, "peer.sqlite"));
  database.exec("PRAGMA journal_mode = WAL; CREATE TABLE light (light INTEGER PRIMARY KEY, grp TEXT NOT NULL)");
  database.exec("CREATE TABLE light_day (day TEXT, light INTEGER, kwh REAL, PRIMARY KEY (day, light)) WITHOUT ROWID");
  const [light, lightDay] = [database.prepare("INSERT OR IGNORE INTO light VALUES (?, ?)"), database.prepare("INSERT INTO light_day VALUES (?, ?, ?)")];
  database.exec("BEGIN");
  for (const each of lightDays(folder, council, lights)) {
    light.run(each.light, each.group);
    lightDay.run(each.day, each.light, each.kwh);
  }
  database.exec("COMMIT");
  const query = database.prepare("SELECT day, grp, SUM(kwh) AS kwh FROM light_day JOIN light USING (light) GROUP BY day, grp");
  const ms = await median(async () => query.all().length);
  database.close();
  return { ms, lights };
}

/** In a measurement with light and group as tags, asked by the client. */
export async function influxPeer(folder: string, council: Council, lights: number): Promise<PeerAnswer> {
  const server = await startInfluxdb();
  try {
    const { hostname, port } = new URL(server.url);
    const client = new InfluxDB({ host: hostname, port: Number(port), database: "peer" });
    await client.createDatabase("peer");
    await pumped(batches(lightDays(folder, council, lights)), (batch) =>
      client.writePoints(
        batch.map(({ light, group, day, kwh }) => ({
          measurement: "light_day",
          tags: { light: String(light), grp: group },
          fields: { kwh },
          timestamp: new Date(day),
        })),
      ),
    );
    const query = "SELECT sum(kwh) FROM light_day WHERE time > 0 AND time < now() + 3650d GROUP BY time(1d), grp fill(none)";
    const ms = await median(async () => (await client.query(query)).length);
    return { ms, lights };
  } finally {
    await server.close();
  }
}

async function median(ask: () => Promise<number>): Promise<number> {
  const tookMs: number[] = [];
  for (let time = 0; time < timesAsked; time++) {
    const beganMs = clock.elapsedMs();
    const rows = await ask();
    tookMs.push(clock.elapsedMs() - beganMs);
    if (rows === 0) throw new Error("the peer answered nothing");
  }
  return percentile(tookMs, 0.5);
}

function* lightDays(folder: string, council: Council, lights: number): Generator<LightDay, void> {
  const file = new AccountsFile(join(folder, "energy.sqlite"));
  const chosen = council.lights.slice(0, lights).map(({ id, area, regime }) => ({ light: file.numberOf(id) ?? 0, group: `${area}/${regime}` }));
  for (const { day } of file.days()) {
    const column = file.column(day, "meteredKwh");
    for (const { light, group } of chosen) yield { light, group, day, kwh: column[light] ?? 0 };
  }
  file.close();
}

const batchSize = 5_000;

function* batches<T>(all: Iterable<T>): Generator<T[], void> {
  let batch: T[] = [];
  for (const each of all) {
    batch.push(each);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
