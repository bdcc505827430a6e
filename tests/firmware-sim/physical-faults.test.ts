import { expect, test } from "vitest";
import type { SimulatedFault } from "#contract/api";
import { faultBits, Report } from "#contract/messages";
import type { SimulatedNode } from "#firmware-sim/node";
import { at, hourMs, lamp, last, minuteMs, nodeAt, programme, target } from "./lamp.ts";

const start = "2026-01-01T12:00:00Z";
const dayMs = 24 * hourMs;
/** Off until 17:00, then 100 %, 40 % from 22:00, off at 07:00; every day the same. */
const night = programme(
  [
    [start, 0],
    ["2026-01-01T17:00:00Z", 100],
    ["2026-01-01T22:00:00Z", 40],
    ["2026-01-02T07:00:00Z", 0],
  ],
  { endsAt: "2026-01-02T12:00:00Z" },
);

/** A node that was sound, and has the fault from 20:00. */
function faulty(fault: SimulatedFault, with_: Parameters<typeof nodeAt>[1] = {}): SimulatedNode {
  const node = nodeAt(start, with_);
  node.receive(night, at(start));
  node.advanceTo(at("2026-01-01T20:00:00Z"));
  node.setFault(fault, true, at("2026-01-01T20:00:00Z"));
  return node;
}

/** What a sound node and a faulty one report at full light, in the same quarter of an hour. */
function beside(fault: SimulatedFault): { sound: Report; ill: Report } {
  const sound = nodeAt(start);
  sound.receive(night, at(start));
  const until = at("2026-01-01T21:30:00Z");
  return { sound: last(sound.advanceTo(until)), ill: last(faulty(fault).advanceTo(until)) };
}

test("lost modules take their share of power and light, and leave standby as it is", () => {
  const node = faulty("modules-lost");
  const share = node.powerW(at("2026-01-01T20:00:00Z")) / 60;
  expect(share).toBeGreaterThanOrEqual(0.4);
  expect(share).toBeLessThanOrEqual(0.75);
  expect(node.lightPct(at("2026-01-01T20:00:00Z"))).toBeCloseTo(100 * share);
  expect(last(node.advanceTo(at("2026-01-02T03:00:00Z"))).powerW).toBeCloseTo(25.6 * share, 2);
  expect(last(node.advanceTo(at("2026-01-02T11:00:00Z"))).powerW).toBe(0.5);
});

test("a driver that takes too much gives no more light for it", () => {
  const node = faulty("power-excess");
  const power = node.powerW(at("2026-01-01T20:00:00Z"));
  expect(power).toBeGreaterThanOrEqual(72);
  expect(power).toBeLessThanOrEqual(96);
  expect(node.lightPct(at("2026-01-01T20:00:00Z"))).toBe(100);
});

test("a lost capacitor: the same power at a lower power factor and a larger current", () => {
  const { sound, ill } = beside("capacitor-lost");
  expect(ill.powerW).toBe(sound.powerW);
  expect(ill.powerFactor).toBeLessThan(0.72 * sound.powerFactor);
  expect(ill.currentA).toBeGreaterThan(1.3 * sound.currentA);
});

test.each([
  ["voltage-high", (volts: number) => volts > 253],
  ["voltage-low", (volts: number) => volts < 216.2],
] as const)("%s: out of the band of 230 V +10/−6 %% at every hour, by day as well, and the power stays", (fault, isOut) => {
  const reports = faulty(fault).advanceTo(at("2026-01-02T20:30:00Z"));
  expect(reports.length).toBeGreaterThan(90);
  expect(reports.filter(({ voltageV }) => !isOut(voltageV))).toEqual([]);
  expect(last(reports).powerW).toBe(60);
});

test("a struck column leans until it is set up, and says that it was struck for an hour", () => {
  const node = nodeAt(start);
  node.receive(night, at(start));
  const told = [...node.setFault("column-struck", true, at("2026-01-01T13:00:00Z")), ...node.advanceTo(at("2026-01-01T15:00:00Z"))];
  expect(told[0]).toMatchObject({ faultBits: 0 });
  const bits = told
    .map(({ at: instant, faultBits: found }) => [instant.slice(11, 16), found] as const)
    .filter(([, found], i, all) => found !== all[i - 1]?.[1]);
  expect(bits.slice(1)).toEqual([
    ["13:00", faultBits.tilted | faultBits.impact],
    ["14:00", faultBits.tilted],
  ]);
  expect(last(node.setFault("column-struck", false, at("2026-01-01T15:00:00Z"))).faultBits).toBe(0);
});

test("of struck columns, some go dark and most don't", () => {
  const dark = Array.from({ length: 200 }, (_, i) => {
    const node = nodeAt(start);
    node.setFault("column-struck", true, at(start) + i * minuteMs);
    return node.lightPct(at(start) + i * minuteMs);
  }).filter((lightPct) => lightPct === 0).length;
  expect(dark).toBeGreaterThan(30);
  expect(dark).toBeLessThan(100);
});

test.each([
  ["door-open", faultBits.doorOpen],
  ["leakage", faultBits.leakage],
] as const)("%s is told at once by its sensor, and so is its end", (fault, bit) => {
  const node = nodeAt(start);
  node.receive(night, at(start));
  node.advanceTo(at("2026-01-01T13:00:00Z"));
  expect(node.setFault(fault, true, at("2026-01-01T13:00:00Z"))).toMatchObject([{ faultBits: bit }]);
  expect(node.setFault(fault, false, at("2026-01-01T13:05:00Z"))).toMatchObject([{ faultBits: 0 }]);
});

test("a damaged programme is no programme: full light by day, and it says so; a new one does not help, a target does", () => {
  const node = nodeAt(start);
  node.receive(night, at(start));
  node.advanceTo(at("2026-01-01T13:00:00Z"));
  const [told] = node.setFault("programme-damaged", true, at("2026-01-01T13:00:00Z"));
  expect(told).toMatchObject({ faultBits: faultBits.programmeInvalid, levelPct: 100, following: "default" });
  expect(told).not.toHaveProperty("programme");
  node.receive({ ...night, seq: 2, version: "p2" }, at("2026-01-01T13:10:00Z"));
  expect(node.hello(at("2026-01-01T13:10:00Z"))).toMatchObject({ command: 1 });
  expect(last(node.receive(target(3, 20, "2026-01-01T14:00:00Z"), at("2026-01-01T13:20:00Z")))).toMatchObject({ levelPct: 20, command: 3 });
  expect(last(node.setFault("programme-damaged", false, at("2026-01-01T15:00:00Z")))).toMatchObject({ faultBits: 0, levelPct: 0, programme: "p1" });
});

test("a deaf node goes on by its programme and reports, and takes no command", () => {
  const node = faulty("deaf");
  expect(node.receive(target(2, 10, "2026-01-01T22:00:00Z"), at("2026-01-01T20:30:00Z"))).toEqual([]);
  expect(node.refuse("target", at("2026-01-01T20:30:00Z"))).toEqual([]);
  expect(last(node.advanceTo(at("2026-01-01T23:00:00Z")))).toMatchObject({ levelPct: 40, following: "programme", command: 1 });
  node.setFault("deaf", false, at("2026-01-01T23:10:00Z"));
  expect(last(node.receive(target(3, 10, "2026-01-02T02:00:00Z"), at("2026-01-01T23:30:00Z")))).toMatchObject({ levelPct: 10, command: 3 });
});

test("a hot driver warms up over days, to more than twice its rise", () => {
  const [sound, ill] = [nodeAt(start), nodeAt(start)];
  for (const node of [sound, ill]) node.receive(night, at(start));
  ill.setFault("driver-hot", true, at(start));
  const rises = [0, 6].map((days) => {
    const [ofSound, ofIll] = [sound, ill].map((node) => last(node.advanceTo(at("2026-01-01T21:30:00Z") + days * dayMs)).temperatureC);
    return (ofIll ?? 0) - (ofSound ?? 0);
  });
  expect(rises[0]).toBeLessThan(15);
  expect(rises[1]).toBeGreaterThan(30);
});

test("an aged lamp has burned its rated hours and gives less light for the same power; a new one counts from nought", () => {
  const node = faulty("aged");
  const report = last(node.advanceTo(at("2026-01-01T21:00:00Z")));
  expect(report).toMatchObject({ powerW: 60, burningHours: expect.closeTo(100_001, 0) });
  const light = [0, 20].map((days) => {
    node.advanceTo(at("2026-01-01T21:00:00Z") + days * dayMs);
    return node.lightPct(at("2026-01-01T21:00:00Z") + days * dayMs);
  });
  expect(light[0]).toBeLessThanOrEqual(80);
  expect(light[1]).toBeLessThan(light[0] ?? 0);
  node.setFault("aged", false, at("2026-01-21T21:00:00Z"));
  expect(last(node.advanceTo(at("2026-01-21T21:45:00Z"))).burningHours).toBeLessThan(1);
});

test("a failing lamp drifts: power factor and temperature move over weeks, power and light do not", () => {
  const [sound, ill] = [nodeAt(start), nodeAt(start)];
  for (const node of [sound, ill]) node.receive(night, at(start));
  ill.setFault("failing", true, at(start));
  const reports = [0, 20].map((days) => [sound, ill].map((node) => last(node.advanceTo(at("2026-01-01T21:30:00Z") + days * dayMs))));
  const [first, later] = reports.map(([one, other]) => ({
    powerFactor: (one?.powerFactor ?? 0) - (other?.powerFactor ?? 0),
    warmer: (other?.temperatureC ?? 0) - (one?.temperatureC ?? 0),
    powerW: other?.powerW,
  }));
  expect(first?.powerFactor).toBeLessThan(0.01);
  expect(later?.powerFactor).toBeGreaterThan(0.055);
  expect(later?.warmer).toBeGreaterThan(6);
  expect(later?.powerW).toBe(60);
});

test("a photocell that sticks dark brings light on each evening as early as it may; one that sticks bright never does", () => {
  const withCell = { ...night, photocell: { onLux: 35, earlierMin: 30, steps: [1] } };
  const onAt = (fault: SimulatedFault, lux: number): string | undefined => {
    const node = nodeAt(start, { photocell: true });
    node.receive(withCell, at(start));
    node.setDaylight(lux, at(start));
    node.setFault(fault, true, at(start));
    return node
      .advanceTo(at("2026-01-01T18:00:00Z"))
      .find(({ levelPct }) => levelPct === 100)
      ?.at.slice(11, 16);
  };
  expect(onAt("photocell-dark", 90_000)).toBe("16:30");
  expect(onAt("photocell-bright", 1)).toBe("17:00");
});

test("a lost gateway: nothing leaves, nothing arrives, and the log has what was not heard", () => {
  const node = faulty("gateway-lost");
  expect(node.advanceTo(at("2026-01-01T23:00:00Z"))).toEqual([]);
  expect(node.receive(target(2, 10, "2026-01-02T02:00:00Z"), at("2026-01-01T23:00:00Z"))).toEqual([]);
  const heard = last(node.setFault("gateway-lost", false, at("2026-01-01T23:30:00Z")));
  expect(heard).toMatchObject({ levelPct: 40, command: 1 });
  const logged = [...node.replay(1, 1, heard.seq)].flatMap(({ reports }) => reports).filter((report) => report.at > "2026-01-01T20:00");
  expect(logged.length).toBeGreaterThan(12);
});

test("what nothing in the node feels is not told: a lamp that fails by day is found when it should light", () => {
  const node = nodeAt(start);
  node.receive(night, at(start));
  node.advanceTo(at("2026-01-01T13:00:00Z"));
  for (const fault of ["lamp-out", "capacitor-lost", "driver-hot", "aged", "failing", "deaf", "modules-lost"] as const) {
    expect(node.setFault(fault, true, at("2026-01-01T13:00:00Z"))).toEqual([]);
  }
  for (const report of node.advanceTo(at("2026-01-03T12:00:00Z"))) Report.parse(report);
  expect(lamp.powerW).toBe(60);
});
