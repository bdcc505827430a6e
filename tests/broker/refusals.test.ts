import { expect, test } from "vitest";
import { TokenBucket } from "#broker/limits";
import { Refusals } from "#broker/refusals";
import { ManualClock } from "#contract/clock";

test("each pair of who and why is said once an hour and counted always", () => {
  const clock = new ManualClock("2026-11-21T16:00:00Z");
  const log: string[] = [];
  const refusals = new Refusals(clock, (line) => log.push(line));
  for (let i = 0; i < 3; i++) {
    refusals.add("camden/n1", "secret");
    refusals.add("camden/n2", "secret");
    refusals.add("camden/n1", "publish-topic", "leerie/x");
  }
  expect(refusals.counts()).toEqual({ secret: 6, "publish-topic": 3 });
  expect(log).toHaveLength(3);
  clock.advance(3_599_999);
  refusals.add("camden/n1", "secret");
  expect(log).toHaveLength(3);
  clock.advance(1);
  refusals.add("camden/n1", "secret");
  expect(log).toHaveLength(4);
  refusals.close();
  expect(clock.waiting()).toEqual([]);
});

test("made-up names fill neither memory nor log", () => {
  const log: string[] = [];
  const refusals = new Refusals(new ManualClock(0), (line) => log.push(line));
  for (let i = 0; i < 30_000; i++) refusals.add(`x${i}`, "secret");
  expect(refusals.counts()).toEqual({ secret: 30_000 });
  expect(log).toHaveLength(10_000);
});

test("a bucket gives its burst at once, then its rate, and saves up no more than its burst", () => {
  const clock = new ManualClock(0);
  const bucket = new TokenBucket({ perSecond: 20, burst: 60 }, clock);
  const taken = (): number => Array.from({ length: 200 }, () => bucket.take()).filter(Boolean).length;
  expect(taken()).toBe(60);
  clock.advance(1_000);
  expect(taken()).toBe(20);
  clock.advance(3_600_000);
  expect(taken()).toBe(60);
});
