import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { figuresOf } from "#controller/desk/figures";
import { openSqliteRegistry } from "#controller/registry/sqlite";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { light } from "../rig.ts";
import { startGapRig } from "./gap-rig.ts";

const folder = mkdtempSync(join(tmpdir(), "leerie-gaps-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const whole = { lost: [], unknown: [] };

function inFile(): () => ReturnType<typeof openSqliteRegistry> {
  const path = join(folder, `registry-${++files}.sqlite`);
  return () => openSqliteRegistry(path);
}

/** Reports every second for a while. */
async function work(rig: Awaited<ReturnType<typeof startGapRig>>, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    rig.report();
    await rig.pass(1);
  }
}

describe("nothing is lost", () => {
  test("a node that was cut off is asked for what it made meanwhile, and for nothing else", async () => {
    const rig = await startGapRig({ nodes: 2 });
    await work(rig, 5);
    rig.cut();
    await work(rig, 3);
    rig.reconnect();
    await work(rig, 10);
    expect(await rig.difference()).toEqual(whole);
    expect(rig.asked).toEqual(["1", "2"].map((node) => ({ node, ask: { want: "replay", boot: 1, from: 6, to: 8 } })));
    expect(rig.controller.situation.gaps.byArea()).toEqual(["Old Town", "West End"].map((area) => ({ area, open: 0, healed: 3, givenUp: 0 })));
  });

  test("a power cut: the boot before is fetched to its end", async () => {
    const rig = await startGapRig({ nodes: 1 });
    await work(rig, 3);
    rig.cut();
    await work(rig, 3);
    rig.nodes[0]?.reboot();
    await work(rig, 2);
    rig.reconnect();
    await work(rig, 10);
    expect(await rig.difference()).toEqual(whole);
    expect(rig.controller.situation.gaps.counts()).toEqual({ open: 0, healed: 5, givenUp: 0 });
  });

  test("a controller killed with readings in its memory asks for these again after the restart, and for nothing else", async () => {
    const rig = await startGapRig({ nodes: 1, openRegistry: inFile(), batchMs: 20_000 });
    await work(rig, 45);
    rig.kill();
    // Two batches of twenty were stored, and what that means was saved.
    expect((await rig.store.count()) % 20).toBe(0);
    const stored = await rig.store.count();
    await rig.start();
    await rig.pass(60);
    expect(await rig.difference()).toEqual(whole);
    expect(rig.asked).toEqual([{ node: "1", ask: { want: "replay", boot: 1, from: stored + 1, to: 45 } }]);
  });

  test("a controller that is stopped and started asks for nothing", async () => {
    const rig = await startGapRig({ nodes: 3, openRegistry: inFile() });
    await work(rig, 10);
    await rig.stop();
    await rig.start();
    await work(rig, 10);
    expect(rig.asked.filter(({ ask }) => ask.want === "replay")).toEqual([]);
    expect(await rig.difference()).toEqual(whole);
  });

  test("a store that is away for an hour: what no longer found room is fetched from the logs when it is back, not before", async () => {
    const rig = await startGapRig({ nodes: 2, readingsMax: 1_000 });
    rig.store.offline = "the database is being moved";
    await work(rig, 600);
    const heldMax = 1_000;
    for (let minute = 0; minute < 50; minute++) {
      rig.report();
      await rig.pass(60);
    }
    expect(rig.asked).toEqual([]);
    const { dropped } = rig.controller.parts.recorder.state();
    expect(dropped).toBeGreaterThanOrEqual(2 * 650 - heldMax);
    expect(rig.controller.situation.gaps.counts().open).toBe(dropped);
    rig.store.offline = undefined;
    await rig.pass(120);
    expect(await rig.difference()).toEqual(whole);
    expect(rig.controller.situation.gaps.counts()).toEqual({ open: 0, healed: dropped, givenUp: 0 });
  });

  test("a log that is too short: what it no longer holds is given up and counted, and the rest comes", async () => {
    const rig = await startGapRig({ nodes: 2, logMax: 20 });
    await work(rig, 5);
    rig.cut();
    await work(rig, 30);
    rig.reconnect();
    // The first report overwrites one more, just before it is asked for: only the next hello tells.
    await work(rig, 10);
    await rig.pass(20 * 60);
    const stored = await Promise.all(rig.nodes.map(rig.stored));
    expect(stored.map(({ length }) => length)).toEqual([34, 34]);
    expect(rig.controller.situation.gaps.counts()).toEqual({ open: 0, healed: 38, givenUp: 22 });
    const figure = figuresOf(rig.controller).find(({ name }) => name === "reports_given_up_total");
    expect(figure?.values.map(({ labels, value }) => [labels.area, value])).toEqual([
      ["Old Town", 11],
      ["West End", 11],
    ]);
  });

  test("another inventory changes nothing of what is known", async () => {
    const rig = await startGapRig({ nodes: 2, batchMs: 20_000 });
    await work(rig, 5);
    rig.cut();
    await work(rig, 2);
    rig.reconnect();
    await rig.pass(2);
    await rig.controller.putLights([light("3"), light("1", { area: "New Town" })]);
    await work(rig, 30);
    await rig.pass(20);
    expect(await rig.difference()).toEqual(whole);
    expect(rig.controller.situation.gaps.byArea()).toMatchObject([
      { area: "New Town", open: 0, healed: 2 },
      { area: "Old Town" },
      { area: "West End", healed: 2 },
    ]);
    expect(rig.asked.filter(({ ask }) => ask.want === "replay")).toHaveLength(2);
  });
});

describe("the registry against the store, at the start", () => {
  test("a store that was emptied or is another one is filled again from the logs", async () => {
    const rig = await startGapRig({ nodes: 2, openRegistry: inFile() });
    await work(rig, 30);
    await rig.stop();
    rig.store = new MemoryTelemetry();
    await rig.start();
    await rig.pass(60);
    expect(await rig.difference()).toEqual(whole);
  });

  test("a store put back from a backup gets what came after it, and is not asked for what it has", async () => {
    const rig = await startGapRig({ nodes: 1, openRegistry: inFile() });
    const backup = new MemoryTelemetry();
    await work(rig, 20);
    await backup.write(await rig.store.history("1", 0, Number.MAX_SAFE_INTEGER, 1_000));
    const had = await backup.count();
    await work(rig, 20);
    await rig.stop();
    rig.store = backup;
    await rig.start();
    await rig.pass(60);
    expect(await rig.difference()).toEqual(whole);
    expect(rig.asked[0]).toEqual({ node: "1", ask: { want: "replay", boot: 1, from: had + 1, to: 40 } });
  });

  test("a store that is away at the start is held against the registry when it comes, whatever was stored in between", async () => {
    const rig = await startGapRig({ nodes: 2, openRegistry: inFile() });
    await work(rig, 20);
    await rig.stop();
    rig.store = new MemoryTelemetry();
    rig.store.offline = "starting";
    await rig.start();
    await work(rig, 3);
    rig.store.offline = undefined;
    await work(rig, 60);
    expect(await rig.difference()).toEqual(whole);
  });

  test("a store that is away at the start and holds everything is asked for nothing again", async () => {
    const rig = await startGapRig({ nodes: 2, openRegistry: inFile() });
    await work(rig, 20);
    await rig.stop();
    rig.store.offline = "starting";
    await rig.start();
    await work(rig, 3);
    rig.store.offline = undefined;
    await work(rig, 60);
    expect(rig.asked.filter(({ ask }) => ask.want === "replay")).toEqual([]);
    expect(await rig.difference()).toEqual(whole);
  });

  test("a node whose clock was stepped back is not mistaken for a store that lost something", async () => {
    const rig = await startGapRig({ nodes: 1, openRegistry: inFile() });
    await work(rig, 10);
    const [node] = rig.nodes;
    node?.report(Date.parse("2026-11-21T09:00:00Z"));
    await rig.pass(10);
    await rig.stop();
    await rig.start();
    await rig.pass(60);
    expect(rig.asked).toEqual([]);
    expect(await rig.difference()).toEqual(whole);
  });

  test("a node that was replaced by another under the same name is fetched from its first report", async () => {
    const rig = await startGapRig({ nodes: 1, boot: 12, openRegistry: inFile() });
    await work(rig, 10);
    await rig.stop();
    const before = await rig.store.count();
    rig.nodes[0]?.replace();
    rig.report();
    rig.report();
    await rig.start();
    await rig.pass(30);
    expect((await rig.difference()).lost).toEqual([]);
    expect(await rig.store.count()).toBe(before + 2);
  });
});
