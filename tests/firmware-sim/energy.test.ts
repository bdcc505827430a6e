import { expect, test } from "vitest";
import { at, lamp, last, nodeAt, programme } from "./lamp.ts";

/** Watt-seconds to kWh. */
const kwh = (wattSeconds: number): number => wattSeconds / 3_600_000;

test("a fade's energy is that of its ramp: flat below the driver's least level, then a trapezium", () => {
  const node = nodeAt("2026-01-01T00:00:00Z");
  node.receive(
    programme([
      ["2026-01-01T00:00:00Z", 0],
      ["2026-01-01T01:00:00Z", 100, 600_000],
    ]),
    at("2026-01-01T00:00:00Z"),
  );
  const reports = node.advanceTo(at("2026-01-01T01:10:00Z"));
  const started = reports.find((report) => report.at === "2026-01-01T01:00:00.000Z");
  const arrived = reports.find((report) => report.at === "2026-01-01T01:10:00.000Z");
  expect(started).toMatchObject({ levelPct: 100, powerW: 0.5 });
  expect(arrived).toMatchObject({ levelPct: 100, powerW: 60 });
  // 60 s at the least power, then 540 s from 8.4 W to 60 W in a straight line.
  expect((arrived?.energyKwh ?? 0) - (started?.energyKwh ?? 0)).toBeCloseTo(kwh(60 * 8.4 + (540 * (8.4 + 60)) / 2), 5);
});

test("a target that comes in the middle of a fade starts from the level then given", () => {
  const node = nodeAt("2026-01-01T00:00:00Z");
  node.receive(
    programme([
      ["2026-01-01T00:00:00Z", 0],
      ["2026-01-01T01:00:00Z", 100, 600_000],
    ]),
    at("2026-01-01T00:00:00Z"),
  );
  node.advanceTo(at("2026-01-01T01:05:00Z"));
  expect(node.lightPct(at("2026-01-01T01:05:00Z"))).toBeCloseTo(50, 9);
  const nowMs = at("2026-01-01T01:05:00Z");
  const release = { seq: 2, issuedAt: "2026-01-01T01:05:00Z", validUntil: "2026-01-01T02:00:00Z", levelPct: 20, fadeMs: 60_000, because: "override" } as const;
  node.receive(release, nowMs);
  expect(node.lightPct(nowMs + 30_000)).toBeCloseTo(35, 9);
});

test("a night's energy is the integral of its power, to the rounding of the counter", () => {
  const night = programme(
    [
      ["2026-01-01T12:00:00Z", 0],
      ["2026-01-01T16:00:00Z", 100],
      ["2026-01-01T22:00:00Z", 55],
      ["2026-01-02T00:00:00Z", 5],
      ["2026-01-02T05:00:00Z", 80],
      ["2026-01-02T08:30:00Z", 0],
    ],
    { fadeMs: 30_000 },
  );
  const node = nodeAt("2026-01-01T12:00:00Z");
  const first = last(node.receive(night, at("2026-01-01T12:00:00Z")));
  const nightEnds = last(node.advanceTo(at("2026-01-02T12:00:00Z")));
  const usedKwh = nightEnds.energyKwh - first.energyKwh;

  // The power drawn, sampled in the middle of each second, added up.
  const sampled = nodeAt("2026-01-01T12:00:00Z");
  sampled.receive(night, at("2026-01-01T12:00:00Z"));
  let wattSeconds = 0;
  for (let ms = at("2026-01-01T12:00:00.500Z"); ms < at(nightEnds.at); ms += 1_000) {
    sampled.advanceTo(ms);
    wattSeconds += sampled.powerW(ms);
  }
  expect(usedKwh).toBeCloseTo(kwh(wattSeconds), 4);

  // By hand, without the fades. 5 % is below what the driver can give: the least power, not a twentieth.
  const plainWh = 60 * 6 + (8.4 + 51.6 * 0.5) * 2 + lamp.minPowerW * 5 + (8.4 + (51.6 * 70) / 90) * 3.5 + 0.5 * 7.5;
  expect(Math.abs(usedKwh * 1_000 - plainWh) / plainWh).toBeLessThan(0.005);
  // A fade to off is light to its end: one at noon, from the full light of a node without a programme, one in the morning.
  expect(nightEnds.burningHours - first.burningHours).toBeCloseTo(16.5 + 60 / 3_600, 2);
});
