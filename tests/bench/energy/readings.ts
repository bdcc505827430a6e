/** Raw readings of the benchmark: a week of the simulated nodes, and the last hours of every light, which are still to be accounted. */
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import type { Reading } from "#controller/telemetry/port";
import { pumped } from "../stores/cost.ts";
import type { Council } from "./council.ts";
import { edgeMs, type MadeYear } from "./year.ts";

/** As the recorder does it. */
const batchReadings = 5_000;
/** Readings of every light begin this long before what is accounted: the accounts look as far back as a light may be silent and still go on. */
const backMs = 2 * 3_600_000;

/** Answers how many were stored. */
export async function storeReadings(path: string, council: Council, year: Pick<MadeYear, "readings" | "factors">): Promise<number> {
  const store = openEmbeddedTelemetry(path);
  let stored = 0;
  await pumped(batchesOf(readingsOf(council, year)), async (batch) => {
    await store.write(batch);
    stored += batch.length;
  });
  await store.close();
  return stored;
}

function* readingsOf({ lights, modelOf }: Council, { readings, factors }: Pick<MadeYear, "readings" | "factors">): Generator<Reading, void> {
  yield* readings;
  const recent = Map.groupBy(
    readings.filter(({ atMs }) => atMs >= edgeMs - backMs),
    ({ light }) => light,
  );
  for (const { id } of lights) {
    const model = modelOf(id);
    if (model === id) continue;
    const factor = factors.get(id) ?? 1;
    for (const reading of recent.get(model) ?? []) yield { ...reading, light: id, powerW: reading.powerW * factor, energyKwh: reading.energyKwh * factor };
  }
}

function* batchesOf(readings: Iterable<Reading>): Generator<Reading[], void> {
  let batch: Reading[] = [];
  for (const reading of readings) {
    batch.push(reading);
    if (batch.length < batchReadings) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
