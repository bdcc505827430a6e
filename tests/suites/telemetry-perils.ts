/** What every telemetry store that outlives its process promises when something is taken from it, run on each of them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { randomInt, seededRandom } from "#contract/random";
import type { Reading, TelemetryStore } from "#controller/telemetry/port";
import { reading } from "./telemetry-store.ts";

/** Where a store keeps its readings, which stays when the store is closed or its process dies. */
export interface Place {
  open(): TelemetryStore;
  /** Takes what the store needs away, and gives it back. */
  takeAway(): Promise<void>;
  giveBack(): Promise<void>;
  /** Ends without warning whatever keeps the readings besides the writer's process, and starts it again. */
  crash(): Promise<void>;
  /** What telemetry-writer.ts opens the same place with. */
  readonly writer: readonly string[];
}

const batchReadings = 500;
const lights = 25;
const minuteMs = 60_000;
const beganMs = Date.UTC(2026, 10, 21, 17);

/** The readings of a writer's batch: the same every time it is asked for. */
export const batchOf = (batch: number): Reading[] =>
  Array.from({ length: batchReadings }, (_, i) => {
    const seq = batch * batchReadings + i;
    return reading({ light: `ep-${i % lights}`, seq, atMs: beganMs + seq, levelPct: seq % 101, energyKwh: seq / 1_000 });
  });

/** Runs the suite. `newPlace` gives an empty one. */
export function telemetryPerilSuite(newPlace: () => Promise<Place>): void {
  test("a store that is away for an hour loses nothing it took, and goes on when it is back", async () => {
    const place = await newPlace();
    const store = place.open();
    const hour = (n: number): Reading[] => Array.from({ length: 60 }, (_, i) => reading({ seq: n * 60 + i, atMs: beganMs + (n * 60 + i) * minuteMs }));
    await store.write(hour(0));
    await place.takeAway();
    await expect(store.write(hour(1))).rejects.toMatchObject({ code: "STORE_OFFLINE" });
    await place.giveBack();
    await store.write([...hour(2), ...hour(1)]);
    expect(await store.history("ep-0001", 0, beganMs * 2, 1_000)).toEqual([...hour(0), ...hour(1), ...hour(2)]);
    await store.close();
  });

  test.each([1, 2])("killed in the middle of batches (seed %i), it holds every reading it acknowledged and none twice", { timeout: 60_000 }, async (seed) => {
    const [place, random] = [await newPlace(), seededRandom(seed)];
    let acknowledged = 0;
    for (let round = 0; round < 3; round++) {
      acknowledged = await writeUntilKilled(place, acknowledged, 2 + randomInt(random, 12), randomInt(random, 4));
      await place.crash();
    }
    const store = place.open();
    // The batch after the last acknowledged may be there, in part or whole: it was on its way.
    const possible = new Map(Array.from({ length: acknowledged + 1 }, (_, batch) => batchOf(batch).map((of) => [of.seq, of] as const)).flat());
    let found = 0;
    for (let light = 0; light < lights; light++) {
      const held = await store.history(`ep-${light}`, 0, beganMs * 2, 100_000);
      expect(held).toEqual(held.map(({ seq }) => possible.get(seq)));
      expect(new Set(held.map(({ seq }) => seq)).size).toBe(held.length);
      found += held.filter(({ seq }) => seq < acknowledged * batchReadings).length;
    }
    expect(found).toBe(acknowledged * batchReadings);
    await store.close();
  });
}

/** Has a process write from a batch on, and kills it `laterMs` after it said that so many are stored; answers how many batches are, in all. */
async function writeUntilKilled(place: Place, from: number, batches: number, laterMs: number): Promise<number> {
  const script = join(import.meta.dirname, "..", "controller", "telemetry", "telemetry-writer.ts");
  const writer = spawn(process.execPath, [script, ...place.writer, String(from)], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(writer, "exit");
  let stored = from;
  for await (const line of createInterface({ input: writer.stdout })) {
    stored = Number(line);
    // A timer, and not the line itself: the moment must fall anywhere within the next batch.
    if (stored === from + batches) setTimeout(() => writer.kill("SIGKILL"), laterMs);
  }
  const [, signal] = await ended;
  expect(signal, "the writer was to be killed, and not to fail by itself").toBe("SIGKILL");
  return stored;
}
