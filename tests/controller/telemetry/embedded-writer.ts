/** Writes batches to a telemetry file and says on stdout how many readings are acknowledged, until it is killed. */
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { reading } from "#tests/suites/telemetry-store";

const [path = ""] = process.argv.slice(2);
const store = openEmbeddedTelemetry(path);
for (let batch = 0; ; batch++) {
  await store.write(
    Array.from({ length: 500 }, (_, i) => reading({ light: `ep-${i % 250}`, seq: batch * 500 + i, atMs: 1_790_000_000_000 + batch * 1_000 + i })),
  );
  process.stdout.write(`${(batch + 1) * 500}\n`);
}
