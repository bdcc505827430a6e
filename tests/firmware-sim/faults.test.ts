import { expect, test } from "vitest";
import { faultBits, type Report } from "#contract/messages";
import type { SimulatedNode } from "#firmware-sim/node";
import { at, hourMs, last, minuteMs, nodeAt, programme } from "./lamp.ts";

const start = "2026-01-01T12:00:00Z";
/** Off until 17:00, then 100 %, 40 % from 22:00, off at 07:00. */
const night = programme([
  [start, 0],
  ["2026-01-01T17:00:00Z", 100],
  ["2026-01-01T22:00:00Z", 40],
  ["2026-01-02T07:00:00Z", 0],
]);

function nodeOnNight(with_: Parameters<typeof nodeAt>[1] = {}): SimulatedNode {
  const node = nodeAt(start, with_);
  node.receive(night, at(start));
  return node;
}

const failed = (report: Report): boolean => (report.faultBits & faultBits.lampFailure) !== 0;

test("lamp out: told to be on it gives nothing and draws little, and says so after the warm-up", () => {
  const node = nodeOnNight();
  node.setFault("lamp-out", true, at("2026-01-01T13:00:00Z"));
  const evening = node.advanceTo(at("2026-01-01T17:30:00Z")).filter((report) => report.at >= "2026-01-01T17:00");
  for (const report of evening) expect(report).toMatchObject({ levelPct: 100, powerW: 1.3 });
  expect(node.lightPct(at("2026-01-01T17:30:00Z"))).toBe(0);
  expect(evening.find(failed)?.at).toBe("2026-01-01T17:02:00.000Z");
});

test("lamp out: a node without a current threshold never says so", () => {
  const node = nodeOnNight({ lampLowShare: 0 });
  node.setFault("lamp-out", true, at("2026-01-01T13:00:00Z"));
  expect(node.advanceTo(at("2026-01-02T06:00:00Z")).some(failed)).toBe(false);
});

test("a repaired lamp clears its bit and draws its power again", () => {
  const node = nodeOnNight();
  node.setFault("lamp-out", true, at("2026-01-01T13:00:00Z"));
  node.advanceTo(at("2026-01-01T18:00:00Z"));
  const repaired = last(node.setFault("lamp-out", false, at("2026-01-01T18:00:00Z")));
  expect(repaired).toMatchObject({ faultBits: 0, powerW: 60 });
});

test("day burning: full power while told to be off; dims like any other while told to be on", () => {
  const node = nodeOnNight();
  expect(last(node.setFault("day-burning", true, at("2026-01-01T13:00:00Z")))).toMatchObject({ levelPct: 0, powerW: 60 });
  expect(last(node.advanceTo(at("2026-01-01T16:30:00Z")))).toMatchObject({ levelPct: 0, powerW: 60 });
  expect(last(node.advanceTo(at("2026-01-01T23:00:00Z")))).toMatchObject({ levelPct: 40, powerW: 25.6 });
});

test("cycling: goes off and on by itself at least six times an hour, and each is reported", () => {
  const node = nodeOnNight();
  node.advanceTo(at("2026-01-01T18:00:00Z"));
  node.setFault("cycling", true, at("2026-01-01T18:00:00Z"));
  const powers = node.advanceTo(at("2026-01-01T19:00:00Z")).map((report) => report.powerW);
  const changes = powers.filter((powerW, i) => i > 0 && powerW !== powers[i - 1]);
  expect(new Set(powers)).toEqual(new Set([60, 1.3]));
  expect(changes.length).toBeGreaterThanOrEqual(6);
});

test("driver stuck: full power at any level but off", () => {
  const node = nodeOnNight();
  node.setFault("driver-stuck", true, at("2026-01-01T13:00:00Z"));
  expect(last(node.advanceTo(at("2026-01-01T16:30:00Z")))).toMatchObject({ levelPct: 0, powerW: 0.5 });
  expect(last(node.advanceTo(at("2026-01-02T03:00:00Z")))).toMatchObject({ levelPct: 40, powerW: 60 });
});

test("silent: nothing leaves the node, and its log has all of it", () => {
  const node = nodeOnNight();
  node.advanceTo(at("2026-01-01T13:00:00Z"));
  expect(node.setFault("silent", true, at("2026-01-01T13:00:00Z"))).toEqual([]);
  const { seq } = node.hello(at("2026-01-01T13:00:00Z"));
  expect(node.advanceTo(at("2026-01-02T08:00:00Z"))).toEqual([]);
  const heard = last(node.setFault("silent", false, at("2026-01-02T08:00:00Z")));
  const kept = [...node.replay(1, seq + 1, heard.seq)].flatMap(({ reports }) => reports);
  expect(kept.length).toBe(heard.seq - seq);
  expect(kept.filter((report) => report.levelPct === 40).length).toBeGreaterThan(30);
});

test("clock drift: the node does everything by a clock minutes off, and stamps its reports with it", () => {
  const node = nodeOnNight();
  node.setFault("clock-drift", true, at("2026-01-01T13:00:00Z"));
  const aheadMs = at(node.hello(at("2026-01-01T13:00:00Z")).at) - at("2026-01-01T13:00:00Z");
  expect(Math.abs(aheadMs)).toBeGreaterThanOrEqual(3 * minuteMs);
  expect(Math.abs(aheadMs)).toBeLessThanOrEqual(12 * minuteMs);
  node.advanceTo(at("2026-01-01T17:00:00Z") - aheadMs - 1);
  expect(node.commandedPct).toBe(0);
  expect(last(node.advanceTo(at("2026-01-01T17:00:00Z") - aheadMs))).toMatchObject({ levelPct: 100, at: "2026-01-01T17:00:00.000Z" });
});

test("feeder lost: dark and dead, then a reboot; only the dark time is missing from the log", () => {
  const node = nodeOnNight();
  node.setFault("feeder-lost", true, at("2026-01-01T20:00:00Z"));
  const before = [...node.replay(1, 1, 1_000_000)].flatMap(({ reports }) => reports);
  expect(node.nextDueAt()).toBe(Number.POSITIVE_INFINITY);
  expect(node.advanceTo(at("2026-01-01T23:00:00Z"))).toEqual([]);
  expect(node.lightPct(at("2026-01-01T23:00:00Z"))).toBe(0);
  const [first] = node.setFault("feeder-lost", false, at("2026-01-01T23:00:00Z"));
  expect(first).toMatchObject({ boot: 2, seq: 1, levelPct: 40, programme: "p1", at: "2026-01-01T23:00:00.000Z" });
  // The hours without mains cost nothing.
  expect((first?.energyKwh ?? 0) - (before.at(-1)?.energyKwh ?? 0)).toBeLessThan(60 * 0.27 * 0.001);
  expect([...node.replay(1, 1, 1_000_000)].flatMap(({ reports }) => reports)).toEqual(before);
  expect(at(before.at(-1)?.at ?? "")).toBeGreaterThan(at("2026-01-01T20:00:00Z") - 0.3 * hourMs);
});

test("two faults at once: the newest answers first, and each can be taken away alone", () => {
  const node = nodeOnNight();
  node.advanceTo(at("2026-01-01T23:00:00Z"));
  node.setFault("driver-stuck", true, at("2026-01-01T23:00:00Z"));
  node.setFault("lamp-out", true, at("2026-01-01T23:00:00Z"));
  expect(node.faults).toEqual(["lamp-out", "driver-stuck"]);
  expect(node.powerW(at("2026-01-01T23:00:00Z"))).toBe(1.3);
  node.setFault("lamp-out", false, at("2026-01-01T23:00:01Z"));
  expect(node.powerW(at("2026-01-01T23:00:01Z"))).toBe(60);
  expect(node.setFault("lamp-out", false, at("2026-01-01T23:00:02Z"))).toEqual([]);
});
