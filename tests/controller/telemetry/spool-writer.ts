/**
 * Records readings while the store is away and says on stdout how many are in the spool, until it is killed; or, told to, writes the
 * spool to a store and says how many are durable.
 */
import { SystemClock, wait } from "#contract/clock";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { Recorder } from "#controller/telemetry/recorder";
import { openSpool } from "#controller/telemetry/spool";
import { readings } from "./spool-rig.ts";

const [folder = "", path] = process.argv.slice(2);
const clock = new SystemClock();
const say = (count: number): boolean => process.stdout.write(`${count}\n`);
const store = path === undefined ? new MemoryTelemetry() : openEmbeddedTelemetry(path);
const spool = await openSpool({ folder, bytesMax: 100_000_000, pace: clock, log: (line) => process.stderr.write(`${line}\n`) });
const recorder = new Recorder({ store, clock, pace: clock, batchReadings: 100, batchMs: 10, readingsMax: 1_000, spool });
if (store instanceof MemoryTelemetry) {
  store.offline = "the database is away";
  for (let seq = 1, told = 0; ; seq += 100) {
    for (const each of readings(seq, seq + 99)) recorder.record(each);
    // As fast as the disk takes them, so that nothing is dropped.
    while (recorder.state().buffered > 900) await wait(clock, 1, "room in memory");
    const { spooled } = recorder.state();
    if (spooled > told) say(spooled);
    told = spooled;
  }
}
recorder.onStored(() => say(recorder.state().written));
recorder.start();
await recorder.flush();
await recorder.close();
await store.close();
