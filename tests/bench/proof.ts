/**
 * The proof of tests/system/proof.test.ts at its full size in both stores: a week of 1,000 lights with 5 % of messages lost, nodes that
 * start again, broker, controller and store killed four times each. It fails when a single reading is missing, invented or changed.
 */
import { telemetryPath } from "#config/paths";
import { SystemClock } from "#contract/clock";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import type { TelemetryStore } from "#controller/telemetry/port";
import { startInfluxdb } from "#tests/setup/influxdb";
import { differences } from "#tests/system/proof-check";
import { ProofWeek } from "#tests/system/proof-week";
import type { BenchOptions } from "./harness.ts";

const clock = new SystemClock();
const at = "2026-10-20T11:00:00.000Z";

export async function bench({ quick, seed, report }: BenchOptions): Promise<void> {
  const size = quick ? { lights: 100, days: 1, kills: 2 } : { lights: 1_000, days: 7, kills: 4 };
  const embedded = new ProofWeek({ ...size, at, seed, store: { kind: "embedded" } });
  await proveWith("embedded", embedded, () => openEmbeddedTelemetry(telemetryPath(embedded.folder)), report);
  const database = await startInfluxdb();
  try {
    const place = { url: database.url, database: "proof" };
    const week = new ProofWeek({ ...size, at, seed, store: { kind: "influxdb", ...place }, database });
    await proveWith("InfluxDB", week, () => openInfluxTelemetry({ ...place, authority: "testburgh" }), report);
  } finally {
    await database.close();
  }
}

async function proveWith(name: string, week: ProofWeek, open: () => TelemetryStore, report: BenchOptions["report"]): Promise<void> {
  const beganMs = clock.elapsedMs();
  try {
    await week.run();
    const settled = await week.controller.ask({ do: "settle" });
    await week.controller.stop();
    const ranMs = clock.elapsedMs() - beganMs;
    const store = open();
    const wrong = await differences(week.street.made(), store);
    const stored = await store.count();
    await store.close();
    if (wrong.length > 0 || stored !== week.street.count)
      throw new Error(`${name}: ${stored} readings stored of ${week.street.count} made: ${wrong.join("; ")}`);
    const figure = (what: string, value: number, unit: string): void => report({ name: `proof, ${name}: ${what}`, value, unit });
    figure("readings made, and stored one by one", stored, "readings");
    figure("messages lost on the way", week.street.lost, "messages");
    figure("reports fetched again from nodes' logs", settled.gaps.healed, "reports");
    figure("reports given up", settled.gaps.givenUp, "reports");
    figure("time of the run", ranMs / 1_000, "s");
  } finally {
    await week.close();
  }
}
