import { expect, test } from "vitest";
import { DeltaLog } from "#controller/desk/delta-log";

const frame = (bytes = 1) => new Uint8Array(bytes);

test("gives what came after a number, nothing to who has all, and knows no number it did not give", () => {
  const log = new DeltaLog(100);
  const frames = [frame(1), frame(2), frame(3)];
  for (const each of frames) log.add(each);
  expect(log.lastSeq).toBe(103);
  expect(log.after(100)).toEqual(frames);
  expect(log.after(102)).toEqual(frames.slice(2));
  expect(log.after(103)).toEqual([]);
  expect(log.after(99)).toBeUndefined();
  expect(log.after(104)).toBeUndefined();
});

test("keeps at most 600, and not more than a snapshot would be", () => {
  const many = new DeltaLog(0);
  for (let i = 0; i < 1_000; i++) many.add(frame());
  expect(many.after(400)).toHaveLength(600);
  expect(many.after(399)).toBeUndefined();
  const large = new DeltaLog(0);
  for (let i = 0; i < 10; i++) large.add(frame(100_000));
  expect(large.after(8)).toHaveLength(2);
  expect(large.after(7)).toBeUndefined();
  large.add(frame(1_000_000));
  expect(large.after(10)).toBeUndefined();
  expect(large.after(11)).toEqual([]);
});

test("after a restart nobody can go on from before", () => {
  const log = new DeltaLog(0);
  log.add(frame());
  log.restart();
  expect(log.after(1)).toBeUndefined();
  expect(log.after(log.lastSeq)).toEqual([]);
});
