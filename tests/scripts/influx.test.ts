import { InfluxDB } from "influx";
import { expect, onTestFinished, test } from "vitest";
import { SystemClock } from "#contract/clock";
import { clearDemoDatabase, demoDatabase } from "../../scripts/influx.ts";
import { startInfluxdb } from "../setup/influxdb.ts";

const clock = new SystemClock();

test("a demo begins with an empty database of its own and leaves an installation's alone", async () => {
  const server = await startInfluxdb();
  onTestFinished(() => server.close());
  const influx = new InfluxDB(server.url);
  await influx.createDatabase(demoDatabase);
  await influx.createDatabase("leerie");
  await clearDemoDatabase(server.url, clock);
  expect(await influx.getDatabaseNames()).toEqual(expect.arrayContaining(["leerie"]));
  expect(await influx.getDatabaseNames()).not.toContain(demoDatabase);
  // The first demo has nothing to clear.
  await clearDemoDatabase(server.url, clock);
});

test("a server that is not there is told with what to do", async () => {
  await expect(clearDemoDatabase("http://127.0.0.1:9", clock)).rejects.toThrow(
    /^InfluxDB cannot be used at http:\/\/127\.0\.0\.1:9: .*Start it, give another address, or leave out --influx\.$/,
  );
});
