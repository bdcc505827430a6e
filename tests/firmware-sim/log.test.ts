import { expect, test } from "vitest";
import { Hello, Replay, type Report } from "#contract/messages";
import { payloadBytesMax } from "#contract/topics";
import { at, nodeAt, programme, target } from "./lamp.ts";

const start = "2026-01-01T12:00:00Z";
const flat = (replays: Iterable<Replay>): Report[] => [...replays].flatMap(({ reports }) => reports);

test("what is replayed is what was sent, in batches that fit a packet", () => {
  const node = nodeAt(start);
  const sent = [...node.receive(programme([[start, 33.333]]), at(start)), ...node.advanceTo(at("2026-01-02T12:00:00Z"))];
  sent.push(...node.receive(target(7, 61.5, "2026-01-02T14:00:00Z", { fadeMs: 7_000 }), at("2026-01-02T12:30:00Z")));
  sent.push(...node.advanceTo(at("2026-01-03T12:00:00Z")));
  const batches = [...node.replay(1, 1, sent.length)];
  expect(flat(batches)).toEqual(sent);
  for (const batch of batches) {
    Replay.parse(batch);
    expect(JSON.stringify(batch).length).toBeLessThan(payloadBytesMax);
  }
});

test("a part of a range, an unknown boot, and a range that was never made", () => {
  const node = nodeAt(start);
  const sent = node.advanceTo(at("2026-01-02T12:00:00Z"));
  expect(flat(node.replay(1, 10, 12))).toEqual(sent.slice(9, 12));
  expect(flat(node.replay(2, 1, 100))).toEqual([]);
  expect(flat(node.replay(1, 1_000, Number.MAX_SAFE_INTEGER))).toEqual([]);
  expect(flat(node.replay(1, 0, 2)).map((report) => report.seq)).toEqual([1, 2]);
});

test("a full log keeps the newest, across reboots, and says what it has", () => {
  const node = nodeAt(start, { logCapacity: 100 });
  const sent: Report[] = [];
  for (let day = 1; day <= 3; day++) {
    sent.push(...node.advanceTo(at(start) + day * 43_200_000));
    sent.push(...node.reboot(at(start) + day * 43_200_000 + 1_000));
  }
  const { log } = node.hello(at(start) + 4 * 43_200_000);
  const held = log.flatMap(({ boot, from, to }) => flat(node.replay(boot, from, to)));
  expect(held).toEqual(sent.slice(-100));
  expect(log.map(({ boot, from, to }) => [boot, to - from + 1]).reduce((sum, [, count]) => sum + (count ?? 0), 0)).toBe(100);
});

test("a node that rebooted often still says hello within the contract", () => {
  const node = nodeAt(start);
  for (let i = 1; i <= 80; i++) node.reboot(at(start) + i * 1_000);
  const hello = Hello.parse(node.hello(at(start) + 60_000));
  expect(hello.log.at(-1)).toEqual({ boot: 81, from: 1, to: 1 });
  expect(hello.log).toHaveLength(64);
});
