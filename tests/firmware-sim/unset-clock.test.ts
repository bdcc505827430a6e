import { expect, test } from "vitest";
import { at, hourMs, last, nodeAt, programme, target } from "./lamp.ts";

const night = programme([
  ["2026-11-21T16:00:00Z", 100],
  ["2026-11-22T00:00:00Z", 50],
  ["2026-11-22T07:30:00Z", 0],
]);
const dimmed = at("2026-11-22T02:00:00Z");

function dimmedNode() {
  const node = nodeAt("2026-11-21T16:00:00Z");
  node.receive(night, at("2026-11-21T16:00:00Z"));
  node.advanceTo(dimmed);
  return node;
}

test("a node that does not know the time gives full light, even by day, and makes no reports", () => {
  const node = dimmedNode();
  expect(node.commandedPct).toBe(50);
  expect(node.setClockKnown(false, dimmed)).toEqual([]);
  expect(node.commandedPct).toBe(100);
  expect(node.advanceTo(dimmed + 10 * hourMs)).toEqual([]);
  expect(node.commandedPct).toBe(100);
  expect(node.hello(dimmed).at).toBe("1970-01-01T00:00:00.000Z");
});

test("it takes a programme but no target, and follows what it holds once it knows the time", () => {
  const node = dimmedNode();
  node.setClockKnown(false, dimmed);
  const { command } = node.hello(dimmed);
  node.receive(target(command + 1, 20, "2026-11-22T06:00:00Z"), dimmed);
  expect(node.hello(dimmed).command).toBe(command);
  expect(node.commandedPct).toBe(100);
  const reports = node.setClockKnown(true, dimmed + hourMs);
  expect(last(reports)).toMatchObject({ levelPct: 50, following: "programme", at: "2026-11-22T03:00:00.000Z" });
  const all = [...node.advanceTo(dimmed + 2 * hourMs)];
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => (last(reports)?.seq ?? 0) + 1 + index));
});
