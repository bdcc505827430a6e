import { expect, test } from "vitest";
import { faultBits, Report } from "#contract/messages";
import { at, hourMs, last, minuteMs, nodeAt, programme, target } from "./lamp.ts";

const night = programme([
  ["2026-03-28T18:30:00Z", 100],
  ["2026-03-28T22:00:00Z", 50],
  ["2026-03-29T00:30:00Z", 30],
  ["2026-03-29T01:30:00Z", 40],
  ["2026-03-29T04:00:00Z", 100],
  ["2026-03-29T05:45:00Z", 0],
]);

test("a programme is followed to the second across the night the clocks change, for it knows UTC only", () => {
  const node = nodeAt("2026-03-28T18:00:00Z");
  node.receive(night, at("2026-03-28T18:00:00Z"));
  const changes = node
    .advanceTo(at("2026-03-29T12:00:00Z"))
    .filter((report, i, all) => report.levelPct !== (all[i - 1]?.levelPct ?? 100))
    .map((report) => [report.at, report.levelPct]);
  expect(changes).toEqual([
    ["2026-03-28T22:00:00.000Z", 50],
    ["2026-03-29T00:30:00.000Z", 30],
    ["2026-03-29T01:30:00.000Z", 40],
    ["2026-03-29T04:00:00.000Z", 100],
    ["2026-03-29T05:45:00.000Z", 0],
  ]);
});

test("every report follows the contract, counts from 1 without a gap, and none is more than 16 minutes from the last", () => {
  const node = nodeAt("2026-03-28T18:00:00Z");
  const reports = [...node.receive(night, at("2026-03-28T18:00:00Z")), ...node.advanceTo(at("2026-03-30T12:00:00Z"))];
  reports.forEach((report, i) => {
    Report.parse(report);
    expect(report.seq).toBe(i + 1);
    if (i > 0) expect(at(report.at) - at(reports[i - 1]?.at ?? "")).toBeLessThanOrEqual(16 * minuteMs);
    expect(report.currentA).toBeCloseTo(report.powerW / (report.voltageV * report.powerFactor), 2);
  });
  expect(reports.length).toBeGreaterThan(160);
});

test("a node that was never told anything is lit in full", () => {
  const node = nodeAt("2026-06-01T12:00:00Z");
  expect(last(node.advanceTo(at("2026-06-01T13:00:00Z")))).toMatchObject({ levelPct: 100, powerW: 60, following: "default", command: 0 });
});

test("a target holds until it ends, and the node is back on its programme by itself", () => {
  const node = nodeAt("2026-03-28T21:00:00Z");
  node.receive(night, at("2026-03-28T21:00:00Z"));
  const acknowledged = node.receive(target(2, 80, "2026-03-28T23:15:00Z"), at("2026-03-28T22:30:00Z"));
  expect(last(acknowledged)).toMatchObject({ command: 2, levelPct: 80, following: "target", at: "2026-03-28T22:30:00.000Z" });
  const after = node.advanceTo(at("2026-03-28T23:15:00Z")).filter((report) => report.following === "programme");
  expect(after).toMatchObject([{ at: "2026-03-28T23:15:00.000Z", levelPct: 50 }]);
});

test("a release ends a target early", () => {
  const node = nodeAt("2026-03-28T22:00:00Z");
  node.receive(night, at("2026-03-28T22:00:00Z"));
  node.receive(target(2, 80, "2026-03-29T03:00:00Z"), at("2026-03-28T22:30:00Z"));
  expect(last(node.receive(target(3, null, "2026-03-29T03:00:00Z"), at("2026-03-28T22:31:00Z")))).toMatchObject({
    command: 3,
    levelPct: 50,
    following: "programme",
  });
});

test("a command that is old, doubled or expired does nothing at all", () => {
  const node = nodeAt("2026-03-28T22:00:00Z");
  const nowMs = at("2026-03-28T22:30:00Z");
  node.receive({ ...night, seq: 5 }, nowMs);
  const seq = node.hello(nowMs).seq;
  for (const seqOld of [0, 4, 5]) expect(node.receive(target(seqOld, 80, "2026-03-29T03:00:00Z"), nowMs)).toEqual([]);
  expect(node.receive({ ...night, seq: 5, version: "other" }, nowMs)).toEqual([]);
  expect(node.receive(target(6, 80, "2026-03-28T22:30:00Z"), nowMs)).toEqual([]);
  expect(node.hello(nowMs)).toMatchObject({ seq, command: 5, programme: "p1" });
  expect(node.commandedPct).toBe(50);
});

test("past its end, a programme's last 24 hours are repeated, and the node says so", () => {
  const node = nodeAt("2026-03-28T18:00:00Z");
  node.receive({ ...night, endsAt: "2026-03-29T12:00:00Z" }, at("2026-03-28T18:00:00Z"));
  const later = node.advanceTo(at("2026-04-03T12:00:00Z"));
  expect(later.find((report) => (report.faultBits & faultBits.programmeExhausted) !== 0)?.at).toBe("2026-03-29T12:00:00.000Z");
  // Noon to half past six in the evening lay before the programme, whose first level counts there.
  const fifth = later.filter((report, i, all) => report.at > "2026-04-02T12:01" && report.levelPct !== all[i - 1]?.levelPct);
  expect(fifth.map((report) => [report.at, report.levelPct])).toEqual([
    ["2026-04-02T22:00:00.000Z", 50],
    ["2026-04-03T00:30:00.000Z", 30],
    ["2026-04-03T01:30:00.000Z", 40],
    ["2026-04-03T04:00:00.000Z", 100],
    ["2026-04-03T05:45:00.000Z", 0],
    ["2026-04-03T12:00:00.000Z", 100],
  ]);
});

test("after a reboot the programme, command and energy are there, the target and the sequence are not", () => {
  const node = nodeAt("2026-03-28T22:00:00Z");
  node.receive(night, at("2026-03-28T22:00:00Z"));
  const before = last(node.receive(target(9, 80, "2026-03-29T03:00:00Z"), at("2026-03-28T23:00:00Z")));
  const after = last(node.reboot(at("2026-03-28T23:10:00Z")));
  expect(after).toMatchObject({ boot: 2, seq: 1, command: 9, programme: "p1", following: "programme", levelPct: 50 });
  expect(after.energyKwh).toBeGreaterThan(before.energyKwh);
  expect(node.receive(target(9, 80, "2026-03-29T03:00:00Z"), at("2026-03-28T23:11:00Z"))).toEqual([]);
  expect(node.hello(at("2026-03-28T23:11:00Z")).log.map((range) => range.boot)).toEqual([1, 2]);
});

test("a clock put back is followed at once", () => {
  const node = nodeAt("2026-03-28T18:00:00Z");
  node.receive(night, at("2026-03-28T18:00:00Z"));
  node.advanceTo(at("2026-03-29T08:00:00Z"));
  expect(node.commandedPct).toBe(0);
  expect(last(node.advanceTo(at("2026-03-28T23:00:00Z")))).toMatchObject({ at: "2026-03-28T23:00:00.000Z", levelPct: 50, powerW: expect.closeTo(31.333, 3) });
  expect(node.nextDueAt()).toBeLessThanOrEqual(at("2026-03-28T23:00:00Z") + 16 * minuteMs);
});

test("a command that breaks the contract is told once, and forgotten with the next good one", () => {
  const node = nodeAt("2026-03-28T22:00:00Z");
  const nowMs = at("2026-03-28T22:30:00Z");
  node.advanceTo(nowMs);
  expect(node.refuse("target", nowMs)).toMatchObject([{ faultBits: faultBits.commandRefused }]);
  expect(node.refuse("target", nowMs)).toEqual([]);
  expect(last(node.receive(target(2, 80, "2026-03-29T03:00:00Z"), nowMs)).faultBits).toBe(0);
});

test("a jump of hours gives the same reports as minutes one by one", () => {
  const [one, other] = [nodeAt("2026-03-28T18:00:00Z"), nodeAt("2026-03-28T18:00:00Z")];
  for (const node of [one, other]) node.receive({ ...night, fadeMs: 10_000 }, at("2026-03-28T18:00:00Z"));
  const stepped = [];
  for (let ms = at("2026-03-28T18:00:00Z"); ms <= at("2026-03-29T08:00:00Z"); ms += minuteMs) stepped.push(...other.advanceTo(ms));
  expect(one.advanceTo(at("2026-03-29T08:00:00Z"))).toEqual(stepped);
  expect(stepped.length * hourMs).toBeGreaterThan(50 * hourMs);
});
