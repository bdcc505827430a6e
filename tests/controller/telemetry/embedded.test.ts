import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEmbeddedTelemetry } from "#controller/telemetry/embedded";
import type { TelemetryStore } from "#controller/telemetry/port";
import { telemetryPerilSuite } from "#tests/suites/telemetry-perils";
import { reading, telemetryStoreSuite } from "#tests/suites/telemetry-store";

let folder: string;
let files = 0;
const newPath = (): string => join(folder, `telemetry-${files++}.sqlite`);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leerie-telemetry-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

telemetryStoreSuite(async () => openEmbeddedTelemetry(newPath()));

telemetryPerilSuite(async () => {
  const path = newPath();
  let holder: DatabaseSync | undefined;
  return {
    open: () => openEmbeddedTelemetry(path),
    // Another process has the file for itself, as a back-up that went wrong does.
    takeAway: async () => {
      holder = new DatabaseSync(path);
      holder.exec("BEGIN IMMEDIATE");
    },
    giveBack: async () => holder?.close(),
    // Nothing but the writer's own process keeps the file.
    crash: async () => {},
    writer: ["embedded", path, ""],
  };
});

async function withFile(path: string, use: (store: TelemetryStore) => Promise<void>): Promise<void> {
  const store = openEmbeddedTelemetry(path);
  try {
    await use(store);
  } finally {
    await store.close();
  }
}

test("who has the file open reads what another writes into it: lights and hours that came later too", async () => {
  const path = newPath();
  await withFile(path, async (writer) => {
    await withFile(path, async (reader) => {
      const hourMs = 3_600_000;
      const at = (seq: number) => reading({ light: "l-1", seq, atMs: seq * hourMs });
      const read = async (): Promise<number[]> => {
        const found: number[] = [];
        await reader.traces(0, 10 * hourMs, ({ atMs }) => found.push(...atMs), ["l-1"]);
        return found;
      };
      await writer.write([at(1)]);
      expect(await read()).toEqual([hourMs]);
      await writer.write([at(3)]);
      expect(await read()).toEqual([hourMs, 3 * hourMs]);
      expect((await reader.history("l-1", 0, 10 * hourMs, 10)).map(({ seq }) => seq)).toEqual([1, 3]);
      expect((await reader.newest()).get("l-1")?.seq).toBe(3);
    });
  });
});

test("what was written is there after closing and opening again", async () => {
  const path = newPath();
  await withFile(path, (store) => store.write([reading({ seq: 1 }), reading({ seq: 2, light: "ep-0002" })]));
  await withFile(path, async (store) => {
    await store.write([reading({ seq: 3 }), reading({ seq: 1 })]);
    expect((await store.history("ep-0001", 0, reading().atMs + 1, 10)).map(({ seq }) => seq)).toEqual([1, 3]);
    expect(await store.count()).toBe(3);
  });
});

test("a write does not wait until all that is old is removed", () =>
  withFile(newPath(), async (store) => {
    const { atMs } = reading();
    await store.write(Array.from({ length: 60_000 }, (_, i) => reading({ light: `ep-${i % 3_000}`, seq: i })));
    const order: string[] = [];
    const pruned = store.prune(atMs + 1).then(() => order.push("pruned"));
    await store.write([reading({ atMs: atMs + 1 })]).then(() => order.push("written"));
    await pruned;
    expect(order).toEqual(["written", "pruned"]);
    expect(await store.count()).toBe(1);
  }));

test("a file held by another process is told as such, and used once it is free", async () => {
  const path = newPath();
  await withFile(path, async (store) => {
    await store.write([reading({ seq: 1 })]);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    await expect(store.write([reading({ seq: 2 })])).rejects.toMatchObject({
      code: "STORE_OFFLINE",
      message: expect.stringContaining("another process holds it"),
    });
    other.exec("COMMIT");
    other.close();
    await store.write([reading({ seq: 2 })]);
    expect(await store.count()).toBe(2);
  });
});

test("a folder that is missing is told, and the store works once it is there", async () => {
  const path = join(folder, "not-yet", "telemetry.sqlite");
  await withFile(path, async (store) => {
    await expect(store.write([reading()])).rejects.toMatchObject({ code: "STORE_OFFLINE", message: expect.stringContaining("see that its folder exists") });
    await mkdir(join(folder, "not-yet"));
    await store.write([reading()]);
    expect(await store.count()).toBe(1);
  });
});

test("a damaged file is told with what to do, and is left as it is", async () => {
  const path = newPath();
  await writeFile(path, "This is not a database, it is a letter. ".repeat(200));
  await withFile(path, async (store) => {
    await expect(store.write([reading()])).rejects.toMatchObject({ code: "STORE_OFFLINE", message: expect.stringContaining("move it away") });
    await expect(store.history("ep-0001", 0, 1, 1)).rejects.toMatchObject({ code: "STORE_OFFLINE" });
    await rm(path);
    await store.write([reading()]);
  });
});

test("a full disk is told, nothing is half stored, and writing goes on when there is room", async (context) => {
  const disk = join(folder, "small");
  await mkdir(disk);
  if (!(await ran("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk))) context.skip("a small disk can only be made with the right to mount");
  try {
    await withFile(join(disk, "telemetry.sqlite"), async (store) => {
      await store.write([reading({ seq: 0 })]);
      const many = Array.from({ length: 20_000 }, (_, i) => reading({ light: "ep-new", seq: i + 1 }));
      await expect(store.write(many)).rejects.toMatchObject({ code: "STORE_OFFLINE", message: expect.stringContaining("make room") });
      expect(await store.count()).toBe(1);
      expect(await ran("mount", "-o", "remount,size=20m", disk)).toBe(true);
      await store.write(many);
      expect(await store.count()).toBe(20_001);
    });
    // The light that was new when the disk was full is known by its name to whoever opens the file next.
    await withFile(join(disk, "telemetry.sqlite"), async (store) => {
      expect(await store.history("ep-new", 0, reading().atMs + 1, 30_000)).toHaveLength(20_000);
    });
  } finally {
    await ran("umount", disk);
  }
});

/** Whether a command ends well. */
async function ran(command: string, ...args: readonly string[]): Promise<boolean> {
  const [status] = await once(spawn(command, args, { stdio: "ignore" }), "exit");
  return status === 0;
}

test("a closed store refuses instead of waiting", async () => {
  const store = openEmbeddedTelemetry(newPath());
  await store.write([reading()]);
  await store.close();
  await store.close();
  await expect(store.write([reading()])).rejects.toMatchObject({ code: "STORE_OFFLINE" });
});
