import { expect, test } from "vitest";
import type { Delta, Snapshot } from "#contract/live";
import { LightFeed } from "../../web/store/light-feed.ts";
import type { LightStore } from "../../web/store/light-store.ts";
import { conditionNumber } from "./store.ts";

const snapshot = (seq: number): Snapshot => ({
  geometryVersion: 1,
  seq,
  nowMs: 0,
  x: Int32Array.of(1, 2),
  y: Int32Array.of(1, 2),
  condition: Uint8Array.of(1, 1),
  levelPct: Uint8Array.of(70, 70),
});
const delta = (seq: number, levelPct: number): Delta => ({
  geometryVersion: 1,
  seq,
  nowMs: 0,
  rows: Uint32Array.of(0),
  condition: Uint8Array.of(conditionNumber("normal")),
  levelPct: Uint8Array.of(levelPct),
});

/** A feed whose snapshots are answered by hand, in order. */
function feedByHand() {
  const asked: ((snapshot: Snapshot) => void)[] = [];
  const stores: LightStore[] = [];
  const failures: unknown[] = [];
  const feed = new LightFeed({
    fetchSnapshot: () => new Promise((resolve) => asked.push(resolve)),
    onStore: (store) => stores.push(store),
    onChange: () => {},
    onFailure: (failure) => failures.push(failure),
  });
  const answer = async (seq: number): Promise<void> => {
    asked.shift()?.(snapshot(seq));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { feed, asked, stores, failures, answer };
}

test("deltas that arrive before the snapshot are applied on top of it, older ones left out", async () => {
  const { feed, stores, answer } = feedByHand();
  void feed.refetch();
  for (const [seq, level] of [
    [4, 10],
    [5, 20],
    [6, 30],
  ] as const)
    feed.take(delta(seq, level));
  await answer(5);
  expect([stores[0]?.seq, stores[0]?.levelPct[0]]).toEqual([6, 30]);
});

test("a gap makes it fetch the snapshot again, once, and nothing is shown out of order", async () => {
  const { feed, asked, stores, answer } = feedByHand();
  void feed.refetch();
  await answer(5);
  feed.take(delta(8, 40));
  feed.take(delta(9, 50));
  expect(asked).toHaveLength(1);
  expect(stores[0]?.levelPct[0]).toBe(70);
  await answer(8);
  expect([stores[1]?.seq, stores[1]?.levelPct[0]]).toEqual([9, 50]);
});

test("what it has is what a stream can go on from: nothing before the first snapshot or while one is on its way", async () => {
  const { feed, answer } = feedByHand();
  expect(feed.since).toBeUndefined();
  void feed.refetch();
  await answer(5);
  feed.take(delta(6, 20));
  expect(feed.since).toMatchObject({ geometryVersion: 1, seq: 6 });
  void feed.refetch();
  expect(feed.since).toBeUndefined();
});
