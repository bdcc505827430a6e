import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock } from "#contract/clock";
import type { Reading } from "#controller/telemetry/port";
import { followings } from "#controller/telemetry/reading";
import { openSpool, type Spool, type SpooledBatch } from "#controller/telemetry/spool";
import type { SpoolDisk } from "#controller/telemetry/spool-disk";
import { decodeBatch, encodeBatch } from "#controller/telemetry/spool-file";
import { reading } from "#tests/suites/telemetry-store";
import { disturbedDisk, noSpace, range, readings, seqs, withFolder } from "./spool-rig.ts";

async function open(folder: string, options: { bytesMax?: number; disk?: SpoolDisk } = {}) {
  const lines: string[] = [];
  const pace = new ManualClock(0);
  const spool = await openSpool({ folder, bytesMax: 1_000_000, pace, log: (line) => lines.push(line), ...options });
  return { spool, pace, lines };
}

async function takeAll(spool: Spool): Promise<SpooledBatch[]> {
  const batches: SpooledBatch[] = [];
  for (let batch = await spool.take(); batch; batch = await spool.take()) batches.push(batch);
  return batches;
}

test("whatever readings a file is made of come out of it as they were", async () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  const count = fc.nat({ max: 2 ** 40 });
  const any: fc.Arbitrary<Reading> = fc.record({
    light: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/),
    boot: count,
    seq: count,
    atMs: count,
    levelPct: finite,
    powerW: finite,
    voltageV: finite,
    currentA: finite,
    powerFactor: finite,
    energyKwh: finite,
    temperatureC: finite,
    burningHours: finite,
    faultBits: count,
    following: fc.constantFrom(...followings),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 20 }), async (batch) => {
      expect(await decodeBatch(await encodeBatch(batch))).toEqual(batch);
    }),
    { numRuns: 50 },
  );
});

test("a file that is cut off or damaged anywhere never gives other readings than were put into it", async () => {
  const batch = readings(1, 50);
  const bytes = await encodeBatch(batch);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      await expect(decodeBatch(bytes.subarray(0, at))).rejects.toThrow();
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ change;
      // A few bits of a file mean nothing, such as the time in gzip's header (RFC 1952, 2.3.1).
      expect([undefined, batch]).toContainEqual(await decodeBatch(changed).catch(() => undefined));
    }),
    { numRuns: 200 },
  );
});

test("what is put is taken oldest first, by this process and by the next, until it is removed", () =>
  withFolder(async (folder) => {
    const { spool } = await open(join(folder, "spool"));
    for (const from of [1, 11, 21]) expect(await spool.put(readings(from, from + 9))).toBe(true);
    const first = await spool.take();
    const second = await spool.take();
    expect(seqs(first?.readings ?? [])).toEqual(range(1, 10));
    if (!first || !second) throw new Error("expected two batches");
    expect(spool.state()).toMatchObject({ readings: 30, damaged: 0, problem: undefined });
    spool.putBack(second);
    await spool.remove(first);
    expect(spool.state().readings).toBe(20);

    const next = await open(join(folder, "spool"));
    expect(next.spool.state()).toEqual(spool.state());
    expect(await next.spool.put(readings(31, 40))).toBe(true);
    const batches = await takeAll(next.spool);
    expect(batches.map((batch) => batch.readings)).toEqual([readings(11, 20), readings(21, 30), readings(31, 40)]);
    for (const batch of batches) await next.spool.remove(batch);
    expect(next.spool.state()).toMatchObject({ readings: 0, bytes: 0 });
    expect(await readdir(join(folder, "spool"))).toEqual([]);
  }));

test("a torn and a damaged file are set aside with a warning, by earlier runs too, and the others are read", () =>
  withFolder(async (folder) => {
    const { spool, lines } = await open(folder);
    for (const from of [1, 11, 21, 31]) await spool.put(readings(from, from + 9));
    const [first = "", second = "", third = ""] = (await readdir(folder)).sort();
    await truncate(join(folder, first), 100);
    await writeFile(join(folder, second), "This is not a batch, it is a letter. ");
    const bytes = await readFile(join(folder, third));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(join(folder, third), bytes);
    const batches = await takeAll(spool);
    expect(batches.map((batch) => seqs(batch.readings))).toEqual([range(31, 40)]);
    expect(spool.state()).toMatchObject({ readings: 10, damaged: 3 });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain(`10 readings of the spool cannot be read and are set aside as ${join(folder, first)}.damaged`);
    const next = await open(folder);
    expect(next.spool.state()).toMatchObject({ readings: 10, damaged: 3 });
    expect((await takeAll(next.spool)).map((batch) => seqs(batch.readings))).toEqual([range(31, 40)]);
  }));

test("a file that its process could not name is taken up when it is whole; what is not a batch is left alone", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "000000000007-10.batch.part"), await encodeBatch(readings(1, 10)));
    await writeFile(join(folder, "000000000008-10.batch.part"), (await encodeBatch(readings(11, 20))).subarray(0, 50));
    await writeFile(join(folder, "notes.txt"), "moved here on Monday");
    const { spool } = await open(folder);
    await spool.put(readings(21, 30));
    expect((await takeAll(spool)).map((batch) => seqs(batch.readings))).toEqual([range(1, 10), range(21, 30)]);
    expect(spool.state()).toMatchObject({ readings: 20, damaged: 1 });
    expect((await readdir(folder)).sort()).toEqual(["000000000007-10.batch", "000000000008-10.batch.damaged", "000000000009-10.batch", "notes.txt"]);
  }));

test("it never takes more bytes than it may, keeps what it has, and takes again once there is room", () =>
  withFolder(async (folder) => {
    const bytesMax = 5_000;
    const { spool } = await open(folder, { bytesMax });
    let kept = 0;
    while (spool.hasRoom() && (await spool.put(readings(kept + 1, kept + 10)))) kept += 10;
    expect(kept).toBeGreaterThan(20);
    expect(spool.state().bytes).toBeLessThanOrEqual(bytesMax);
    expect(spool.state().problem).toContain("is full: what comes now is left to the nodes' logs");
    expect(spool.hasRoom()).toBe(false);
    const oldest = await spool.take();
    expect(seqs(oldest?.readings ?? [])).toEqual(range(1, 10));
    if (oldest) await spool.remove(oldest);
    expect(spool.hasRoom()).toBe(true);
    // A batch larger than those before it is looked at as well.
    expect(await spool.put(readings(kept + 1, kept + 2_000))).toBe(false);
    expect(spool.state().bytes).toBeLessThanOrEqual(bytesMax);
    expect((await readdir(folder)).length).toBe(kept / 10 - 1);
  }));

test("a disk that fails is told once with what to do, rested, tried again, and nothing half written stays", () =>
  withFolder(async (folder) => {
    let fails = true;
    const disk = disturbedDisk(async (what) => {
      if (fails && what === "rename") throw noSpace();
    });
    const { spool, pace, lines } = await open(folder, { disk });
    expect(await spool.put(readings(1, 10))).toBe(false);
    expect(await readdir(folder)).toEqual([]);
    expect(spool.hasRoom()).toBe(false);
    expect(spool.state()).toMatchObject({ readings: 0, bytes: 0, problem: expect.stringContaining("the disk is full: make room") });
    pace.advance(10_000);
    expect(spool.hasRoom()).toBe(true);
    expect(await spool.put(readings(1, 10))).toBe(false);
    expect(lines).toHaveLength(1);
    fails = false;
    pace.advance(10_000);
    expect(await spool.put(readings(1, 10))).toBe(true);
    expect(spool.state()).toMatchObject({ readings: 10, problem: undefined });
  }));

test("a disk that failed while readings needed it is no news once they do not", () =>
  withFolder(async (folder) => {
    const disk = disturbedDisk(async (what) => {
      if (what === "write") throw noSpace();
    });
    const { spool, pace } = await open(folder, { disk });
    await spool.put(readings(1, 10));
    pace.advance(19_999);
    expect(spool.state().problem).toBeDefined();
    pace.advance(1);
    expect(spool.state().problem).toBeUndefined();
  }));

test("too many open files are no damage: the batch is taken when that has passed", () =>
  withFolder(async (folder) => {
    let fails = true;
    const disk = disturbedDisk(async (what) => {
      if (fails && what === "read") throw Object.assign(new Error("EMFILE: too many open files"), { code: "EMFILE" });
    });
    const { spool, pace } = await open(folder, { disk });
    await spool.put(readings(1, 10));
    expect(await spool.take()).toBeUndefined();
    expect(spool.hasWaiting()).toBe(false);
    fails = false;
    pace.advance(10_000);
    expect(spool.hasWaiting()).toBe(true);
    expect(seqs((await spool.take())?.readings ?? [])).toEqual(range(1, 10));
    expect(spool.state().damaged).toBe(0);
  }));

test("a folder that could not be read at the start is read later, before anything is taken from it", () =>
  withFolder(async (folder) => {
    const first = await open(folder);
    await first.spool.put(readings(1, 10));
    let fails = true;
    const disk = disturbedDisk(async (what) => {
      if (fails && what === "list") throw Object.assign(new Error("EMFILE: too many open files"), { code: "EMFILE" });
    });
    const { spool, pace } = await open(folder, { disk });
    expect(spool.hasWaiting()).toBe(false);
    fails = false;
    pace.advance(10_000);
    expect(spool.hasWaiting()).toBe(true);
    expect(seqs((await spool.take())?.readings ?? [])).toEqual(range(1, 10));
    expect(await spool.take()).toBeUndefined();
    expect(spool.hasWaiting()).toBe(false);
  }));

test("a folder that cannot be used is told, and used once it can", () =>
  withFolder(async (folder) => {
    const path = join(folder, "spool");
    await writeFile(path, "a file where the folder should be");
    const { spool, pace, lines } = await open(path);
    expect(lines).toEqual([expect.stringContaining(`readings cannot be kept in ${path}`)]);
    expect(await spool.put(readings(1, 10))).toBe(false);
    await ran("rm", path);
    pace.advance(10_000);
    expect(await spool.put(readings(1, 10))).toBe(true);
  }));

test("a full disk: what is acknowledged is whole, and writing goes on when there is room", (context) =>
  withFolder(async (folder) => {
    if (!(await ran("mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder))) context.skip("a small disk can only be made with the right to mount");
    try {
      const { spool, pace, lines } = await open(folder, { bytesMax: 100_000_000 });
      const many = Array.from({ length: 1_000 }, (_, i) =>
        reading({ light: `ep-${i}`, seq: i, powerW: (i * 7919) % 1013, energyKwh: (i * 104_729) % 1_299_709 }),
      );
      let kept = 0;
      while (kept < 100 && (await spool.put(many))) kept++;
      expect(kept).toBeGreaterThan(1);
      expect(kept).toBeLessThan(100);
      expect(lines).toEqual([expect.stringContaining("the disk is full: make room (ENOSPC")]);
      expect(await readdir(folder)).toHaveLength(kept);
      expect(await ran("mount", "-o", "remount,size=20m", folder)).toBe(true);
      pace.advance(10_000);
      expect(await spool.put(many)).toBe(true);
      expect((await takeAll(spool)).map((batch) => batch.readings)).toEqual(Array(kept + 1).fill(many));
    } finally {
      await ran("umount", folder);
    }
  }));

/** Whether a command ends well. */
async function ran(command: string, ...args: readonly string[]): Promise<boolean> {
  const [status] = await once(spawn(command, args, { stdio: "ignore" }), "exit");
  return status === 0;
}
