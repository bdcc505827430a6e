import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock } from "#contract/clock";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import type { Reading } from "#controller/telemetry/port";
import { Recorder, type RecorderOptions } from "#controller/telemetry/recorder";
import { openSpool } from "#controller/telemetry/spool";
import { realDisk, type SpoolDisk } from "#controller/telemetry/spool-disk";
import { disturbedDisk, noSpace, range, readings, seqs, until, withFolder } from "./spool-rig.ts";

/** Memory for 80 readings in batches of 10, of which 70 wait there before spooling begins. */
const memory = { batchReadings: 10, batchMs: 1_000, readingsMax: 80 };

async function startRecorder(folder: string, options: Partial<RecorderOptions> & { bytesMax?: number; disk?: SpoolDisk } = {}) {
  const { bytesMax = 1_000_000, disk = realDisk, store = new MemoryTelemetry(), ...more } = options;
  const pace = new ManualClock(0);
  const lines: string[] = [];
  const log = (line: string): number => lines.push(line);
  const spool = await openSpool({ folder, bytesMax, pace, log, disk });
  const recorder = new Recorder({ store, clock: new ManualClock("2026-11-21T17:00:00Z"), pace, log, spool, ...memory, ...more });
  const stored: number[] = [];
  const dropped: number[] = [];
  recorder.onStored((batch) => stored.push(...seqs(batch)));
  recorder.onDropped((batch) => dropped.push(...seqs(batch)));
  const record = (from: number, to: number): void => {
    for (const each of readings(from, to)) recorder.record(each);
  };
  return { recorder, spool, pace, lines, stored, dropped, record };
}

function offlineStore(): MemoryTelemetry {
  const store = new MemoryTelemetry();
  store.offline = "the database is away";
  return store;
}

const heldBy = async (store: MemoryTelemetry): Promise<number[]> => {
  const all = await Promise.all(range(0, 3).map((light) => store.history(`ep-${light}`, 0, Number.MAX_SAFE_INTEGER, 1_000_000)));
  return seqs(all.flat()).sort((a, b) => a - b);
};

const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

test("while the store is away memory fills, then the spool; when it is back all is stored once and no file is left", () =>
  withFolder(async (folder) => {
    const store = offlineStore();
    const { recorder, pace, stored, dropped, record } = await startRecorder(folder, { store });
    for (let from = 1; from < 300; from += 10) {
      record(from, from + 9);
      await until("memory to be no fuller than it may", () => recorder.state().buffered <= 70);
    }
    const state = recorder.state();
    expect(state).toMatchObject({ state: "down", buffered: 70, spooled: 230, dropped: 0, spoolProblem: undefined });
    expect(state.spoolBytes).toBeGreaterThan(0);
    expect(recorder.isNearlyFull()).toBe(true);
    store.offline = undefined;
    pace.advance(10_000);
    await recorder.flush();
    expect(sorted(stored)).toEqual(range(1, 300));
    expect(await heldBy(store)).toEqual(range(1, 300));
    expect(dropped).toEqual([]);
    expect(recorder.state()).toMatchObject({ state: "up", buffered: 0, spooled: 0, spoolBytes: 0, written: 300 });
    expect(await realDisk.list(folder)).toEqual([]);
  }));

test("the spool is written oldest first, and live readings do not wait for its end", () =>
  withFolder(async (folder) => {
    const store = offlineStore();
    const { recorder, pace, record } = await startRecorder(folder, { store });
    for (let from = 1; from < 500; from += 10) {
      record(from, from + 9);
      await until("memory to be no fuller than it may", () => recorder.state().buffered <= 70);
    }
    await closed({ recorder, pace });
    store.offline = undefined;
    const next = await startRecorder(folder, { store });
    expect(next.recorder.state()).toMatchObject({ spooled: 500, buffered: 0 });
    next.recorder.start();
    next.record(501, 510);
    await next.recorder.flush();
    const fromSpool = next.stored.filter((seq) => seq <= 500);
    // Two files are on their way at once, and may overtake each other.
    for (const [i, seq] of fromSpool.entries()) expect(Math.abs(seq - (i + 1))).toBeLessThanOrEqual(20);
    expect(next.stored.indexOf(501)).toBeLessThan(100);
    expect(sorted(next.stored)).toEqual(range(1, 510));
    await next.recorder.close();
  }));

test("beyond memory and spool the oldest of memory are dropped and told, and the spool keeps what it has", () =>
  withFolder(async (folder) => {
    const store = offlineStore();
    const { recorder, pace, stored, dropped, record } = await startRecorder(folder, { store, bytesMax: 3_000 });
    for (let from = 1; from < 600; from += 10) {
      record(from, from + 9);
      await until("what memory cannot hold to be spooled or dropped", () => recorder.state().buffered <= (recorder.state().spoolProblem ? 80 : 70));
    }
    const state = recorder.state();
    expect(state.spoolBytes).toBeLessThanOrEqual(3_000);
    expect(state.spoolProblem).toContain("is full");
    expect(state.dropped).toBe(dropped.length);
    expect(state.buffered + state.spooled + state.dropped).toBe(600);
    expect(state.spooled).toBeGreaterThan(50);
    store.offline = undefined;
    pace.advance(10_000);
    await recorder.flush();
    expect(sorted([...stored, ...dropped])).toEqual(range(1, 600));
    expect(recorder.state()).toMatchObject({ state: "up", spooled: 0, spoolProblem: undefined });
  }));

test("a full disk is told, readings are dropped then, and spooled again once there is room", () =>
  withFolder(async (folder) => {
    let isFull = true;
    const disk = disturbedDisk(async (what) => {
      if (isFull && what === "write") throw noSpace();
    });
    const { recorder, pace, lines, stored, dropped, record } = await startRecorder(folder, { store: offlineStore(), disk });
    record(1, 80);
    await until("the full disk to be told", () => lines.length > 0);
    record(81, 100);
    expect(recorder.state()).toMatchObject({ buffered: 80, spooled: 0, dropped: 20, spoolProblem: expect.stringContaining("the disk is full: make room") });
    isFull = false;
    pace.advance(10_000);
    record(101, 101);
    await until("readings to be spooled", () => recorder.state().spooled > 0 && recorder.state().buffered <= 70);
    const { buffered, spooled } = recorder.state();
    expect(buffered + spooled + dropped.length + stored.length).toBe(101);
    expect(recorder.state().spoolProblem).toBeUndefined();
  }));

test("closing while the store is away leaves everything to the next start, those on their way too", () =>
  withFolder(async (folder) => {
    const store = new MemoryTelemetry();
    const write = store.write.bind(store);
    store.write = () => new Promise(() => {});
    const { recorder, pace, stored, dropped, record } = await startRecorder(folder, { store });
    record(1, 55);
    const closing = recorder.close();
    pace.advance(5_000);
    await closing;
    expect(recorder.state()).toMatchObject({ buffered: 0, spooled: 55, dropped: 0 });
    expect([...stored, ...dropped]).toEqual([]);
    store.write = write;
    const next = await startRecorder(folder, { store });
    next.recorder.start();
    await next.recorder.flush();
    expect(await heldBy(store)).toEqual(range(1, 55));
    await next.recorder.close();
  }));

test("closing waits 5 s for a disk that hangs, and tells what is dropped", () =>
  withFolder(async (folder) => {
    const disk = disturbedDisk((what) => (what === "write" ? new Promise(() => {}) : Promise.resolve()));
    const { recorder, pace, dropped, record } = await startRecorder(folder, { store: offlineStore(), disk });
    record(1, 55);
    const closing = recorder.close();
    pace.advance(5_000);
    await until("the disk to be waited for", () => pace.waiting().includes("telemetry to be spooled before the end"));
    pace.advance(5_000);
    await closing;
    expect(sorted(dropped)).toEqual(range(1, 55));
    expect(recorder.state()).toMatchObject({ buffered: 0, spooled: 0, dropped: 55 });
    expect(pace.waiting()).toEqual([]);
  }));

test("a bad reading in the spool is refused alone", () =>
  withFolder(async (folder) => {
    const store = new MemoryTelemetry();
    const first = await startRecorder(folder, { store: offlineStore() });
    await first.spool.put([...readings(1, 5), { ...readings(6, 6)[0], powerW: Number.NaN } as Reading, ...readings(7, 10)]);
    const { recorder, stored } = await startRecorder(folder, { store });
    recorder.start();
    await recorder.flush();
    expect(sorted(stored)).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10]);
    expect(recorder.state()).toMatchObject({ refused: 1, spooled: 0 });
  }));

const writer = join(import.meta.dirname, "spool-writer.ts");

/** Runs the writer until it has said so much, kills it, and answers the last it said. */
async function killedAfter(limit: number, ...args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [writer, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let said = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    said = Number(line);
    if (said >= limit) child.kill("SIGKILL");
  }
  return said;
}

test("a process killed while it spools, and one killed while it writes the spool to the store, lose nothing acknowledged", () =>
  withFolder(async (folder) => {
    const [spoolFolder, path] = [join(folder, "spool"), join(folder, "telemetry.sqlite")];
    const acknowledged = await killedAfter(2_000, spoolFolder);
    expect(acknowledged).toBeGreaterThanOrEqual(2_000);
    await killedAfter(500, spoolFolder, path);
    const last = spawn(process.execPath, [writer, spoolFolder, path], { stdio: ["ignore", "ignore", "inherit"] });
    expect(await once(last, "exit")).toEqual([0, null]);
    const store = openEmbeddedTelemetry(path);
    try {
      const all = await Promise.all(range(0, 3).map((light) => store.history(`ep-${light}`, 0, Number.MAX_SAFE_INTEGER, 1_000_000)));
      const found = sorted(seqs(all.flat()));
      expect(found.length).toBeGreaterThanOrEqual(acknowledged);
      expect(found).toEqual(range(1, found.length));
    } finally {
      await store.close();
    }
    expect((await realDisk.list(spoolFolder)).filter(({ name }) => !name.endsWith(".damaged"))).toEqual([]);
  }));

type Step =
  | { readonly do: "record"; readonly count: number }
  | { readonly do: "store" | "disk"; readonly works: boolean }
  | { readonly do: "wait" | "crash" | "restart" };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("record" as const), count: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("store" as const, "disk" as const), works: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("wait" as const, "crash" as const, "restart" as const) }) },
);

test(
  "whatever fails, works again or is killed, every reading is stored, spooled, or dropped and told; a crash takes no more than was in memory",
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30, size: "max" }), (steps) => withFolder((folder) => live(folder, steps))),
      // Real files take real time, so that a shorter sequence rarely fails in the same way.
      { numRuns: 40, endOnFailure: true },
    ),
  30_000,
);

/** Lives through the steps, heals everything, and looks where each reading is. */
async function live(folder: string, steps: readonly Step[]): Promise<void> {
  const store = offlineStore();
  let diskWorks = true;
  let recorded = 0;
  let inMemoryAtCrashes = 0;
  const dropped: number[] = [];
  const start = async () => {
    let isDead = false;
    const untilDead = (): Promise<void> => (isDead ? new Promise(() => {}) : Promise.resolve());
    const disk = disturbedDisk(async (what) => {
      await untilDead();
      if (!diskWorks && what === "write") throw noSpace();
    });
    const write = (batch: readonly Reading[]): Promise<void> => untilDead().then(() => store.write(batch));
    const running = await startRecorder(folder, { store: { write }, disk, bytesMax: 4_000 });
    running.recorder.start();
    return { ...running, kill: () => (isDead = true) };
  };
  let running = await start();
  const isBalanced = (): void => {
    const { buffered, written } = running.recorder.state();
    expect(buffered).toBeGreaterThanOrEqual(0);
    expect(buffered).toBeLessThanOrEqual(memory.readingsMax);
    expect(written).toBe(running.stored.length);
    expect(running.recorder.state().dropped).toBe(running.dropped.length);
  };
  const end = (): void => {
    dropped.push(...running.dropped);
  };
  for (const each of steps) {
    if (each.do === "record") {
      running.record(recorded + 1, recorded + each.count);
      recorded += each.count;
      await turns(each.count);
    } else if (each.do === "store") store.offline = each.works ? undefined : "the database is away";
    else if (each.do === "disk") diskWorks = each.works;
    else if (each.do === "wait") {
      running.pace.advance(10_000);
      await turns();
    } else {
      if (each.do === "crash") {
        running.kill();
        inMemoryAtCrashes += running.recorder.state().buffered;
      } else await closed(running);
      end();
      running = await start();
    }
    isBalanced();
  }
  store.offline = undefined;
  diskWorks = true;
  await closed(running);
  end();
  running = await start();
  await running.recorder.flush();
  const found = await heldBy(store);
  const both = new Set([...found, ...dropped]);
  expect(new Set(dropped).size, "a reading is dropped once").toBe(dropped.length);
  expect(found.length + dropped.length, "a reading is stored or dropped, never both").toBe(both.size);
  expect(both.size).toBeGreaterThanOrEqual(recorded - inMemoryAtCrashes);
  if (inMemoryAtCrashes === 0) expect(sorted([...both])).toEqual(range(1, recorded));
  expect(running.recorder.state()).toMatchObject({ buffered: 0, spooled: 0, spoolBytes: 0, damaged: 0 });
  await running.recorder.close();
}

/** Closes a recorder whose store may be away. */
async function closed({ recorder, pace }: { readonly recorder: Recorder; readonly pace: ManualClock }): Promise<void> {
  let isClosed = false;
  const closing = recorder.close().then(() => {
    isClosed = true;
  });
  while (!isClosed) {
    await turns();
    // Real files take the time they take: only the store is given up.
    if (pace.waiting().includes("telemetry to be written before the end")) pace.advance(250);
  }
  await closing;
}

/** Lets what waits for real files go on. */
async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
