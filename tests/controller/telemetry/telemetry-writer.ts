/** Writes batch after batch to a telemetry store and says on stdout how many are acknowledged, until it is killed. */
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";
import { batchOf } from "#tests/suites/telemetry-perils";

const [kind, where = "", database = "", from = "0"] = process.argv.slice(2);
const store = kind === "embedded" ? openEmbeddedTelemetry(where) : openInfluxTelemetry({ url: where, database });
for (let batch = Number(from); ; batch++) {
  await store.write(batchOf(batch));
  process.stdout.write(`${batch + 1}\n`);
}
