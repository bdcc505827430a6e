import * as astronomy from "astronomy-engine";
import { expect, test } from "vitest";
import { seededRandom } from "#contract/random";
import { clearSkyLux, sunAltitude } from "#firmware-sim/daylight";
import { crystalAheadMs, exactInstruments, instrumentsOf, read } from "#firmware-sim/instruments";
import { plainSurroundings, seededWorld, type World } from "#firmware-sim/world";
import { at, hourMs, last, minuteMs, nodeAt, programme } from "./lamp.ts";

const dundee = { lat: 56.46, lon: -2.97 };
const dayMs = 24 * hourMs;
const startMs = at("2026-01-01T00:00:00Z");
const days = (count: number): number[] => Array.from({ length: count * 24 }, (_, hour) => startMs + hour * hourMs);
const worldOf = (seed: number): World => seededWorld(seededRandom(seed), dundee);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("the sun stands where astronomers compute it, to 0.05°", () => {
  const observer = new astronomy.Observer(dundee.lat, dundee.lon, 0);
  for (const ms of [0, 40.3, 85.7, 120.1, 172.9, 200.25, 266.6, 300.4, 355.8].map((day) => startMs + day * dayMs)) {
    const equator = astronomy.Equator(astronomy.Body.Sun, new Date(ms), observer, true, true);
    expect(sunAltitude(dundee, ms)).toBeCloseTo(astronomy.Horizon(new Date(ms), observer, equator.ra, equator.dec).altitude, 1);
  }
});

test("a clear sky gives 35 lx some 20 minutes after sunset in Dundee at the equinox, as its council says", () => {
  const sunset = at("2026-03-20T18:23:00Z");
  const dark = Array.from({ length: 90 }, (_, minute) => minute).find((minute) => clearSkyLux(dundee, sunset + minute * minuteMs) < 35);
  expect(dark).toBeGreaterThanOrEqual(19);
  expect(dark).toBeLessThanOrEqual(25);
});

test("one seed is one world, whatever is asked first; another seed is another", () => {
  const where = { feeder: "f1", area: "Centre" };
  const [one, same, other] = [worldOf(1), worldOf(1), worldOf(2)].map((world) => world(where));
  worldOf(1)({ feeder: "f9", area: "East" });
  const instants = days(3);
  const temperatures = [one, same, other].map((surroundings) => instants.reverse().map((ms) => surroundings?.airC(ms)));
  expect(temperatures[1]).toEqual(temperatures[0]?.reverse());
  expect(temperatures[2]).not.toEqual(temperatures[0]);
});

test("weather comes and goes by several degrees over days, and its mean is the season's", () => {
  const { airC } = worldOf(3)({ feeder: "f1", area: "Centre" });
  const off = days(365).map((ms) => airC(ms) - plainSurroundings.airC(ms));
  expect(Math.abs(mean(off))).toBeLessThan(0.7);
  expect(Math.max(...off)).toBeGreaterThan(4);
  expect(Math.min(...off)).toBeLessThan(-4);
  expect(Math.max(...off.map(Math.abs))).toBeLessThan(7.01);
});

test("feeders sag in the evening, each by its own load, and stay within 230 V +10/−6 %", () => {
  const world = worldOf(4);
  const evenings = ["f1", "f2", "f3", "f4"].map((feeder) => {
    const { supplyV } = world({ feeder, area: "Centre" });
    for (const ms of days(60)) {
      expect(supplyV(244, ms)).toBeLessThan(253);
      expect(supplyV(234, ms)).toBeGreaterThan(216.2);
    }
    const at19 = days(30).filter((ms) => (ms / hourMs) % 24 === 19);
    const at7 = days(30).filter((ms) => (ms / hourMs) % 24 === 7);
    return mean(at7.map((ms) => supplyV(240, ms))) - mean(at19.map((ms) => supplyV(240, ms)));
  });
  for (const sagV of evenings) expect(sagV).toBeGreaterThan(1);
  expect(Math.max(...evenings) - Math.min(...evenings)).toBeGreaterThan(0.5);
});

test("clouds bring dusk minutes earlier, on some evenings by much more than on others, never later", () => {
  const { daylightLux } = worldOf(5)({ feeder: "f1", area: "Centre" });
  const earlierMin = Array.from({ length: 30 }, (_, day) => {
    const noonMs = startMs + day * dayMs + 12 * hourMs;
    const minutes = Array.from({ length: 360 }, (_, minute) => noonMs + (60 + minute) * minuteMs);
    const clear = minutes.findIndex((ms) => clearSkyLux(dundee, ms) < 35);
    return clear - minutes.findIndex((ms) => (daylightLux?.(ms) ?? 0) < 35);
  });
  expect(Math.min(...earlierMin)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...earlierMin)).toBeGreaterThan(8);
  expect(Math.max(...earlierMin) - Math.min(...earlierMin)).toBeGreaterThan(6);
});

test("a node under a cloudy sky brings its light on by itself, minutes before its programme", () => {
  const node = nodeAt(
    "2026-03-20T12:00:00Z",
    { photocell: true },
    { surroundings: { ...plainSurroundings, daylightLux: (ms) => clearSkyLux(dundee, ms) * 0.2 } },
  );
  const night = programme(
    [
      ["2026-03-20T12:00:00Z", 0],
      ["2026-03-20T18:46:00Z", 80],
    ],
    { photocell: { onLux: 35, earlierMin: 30, steps: [1] } },
  );
  node.receive(night, at("2026-03-20T12:00:00Z"));
  const early = node.advanceTo(at("2026-03-20T18:45:00Z")).find(({ following }) => following === "local");
  expect(early).toMatchObject({ levelPct: 80 });
  expect(at(early?.at ?? "")).toBeGreaterThan(at("2026-03-20T18:20:00Z"));
  expect(at(early?.at ?? "")).toBeLessThan(at("2026-03-20T18:43:00Z"));
});

test("instruments are wrong by what they are sold for, each in its own way", () => {
  const truth = { powerW: 60, voltageV: 238, powerFactor: 0.96, temperatureC: 20 };
  const gains = Array.from({ length: 300 }, (_, i) => {
    const by = instrumentsOf(seededRandom(i));
    const random = seededRandom(`readings ${i}`);
    const powers = Array.from({ length: 60 }, () => read(truth, by, random));
    expect(Math.max(...powers.map(({ powerW }) => Math.abs(powerW / 60 - by.powerGain)))).toBeLessThan(0.02);
    for (const { voltageV, temperatureC } of powers) {
      expect(Math.abs(voltageV - 238)).toBeLessThanOrEqual(0.5);
      expect(Math.abs(temperatureC - 20)).toBeLessThan(2.2);
    }
    return mean(powers.map(({ powerW }) => powerW)) / 60;
  });
  expect(Math.max(...gains)).toBeGreaterThan(1.01);
  expect(Math.min(...gains)).toBeLessThan(0.99);
  expect(read(truth, exactInstruments, seededRandom(1))).toEqual({ ...truth, currentA: 60 / (238 * 0.96) });
});

test("a crystal runs ahead or behind by less than two seconds, and is set right once a day", () => {
  const by = { ...exactInstruments, clockFast: 20e-6, clockSetMs: 3 * hourMs };
  expect(crystalAheadMs(by, startMs + 3 * hourMs)).toBe(0);
  expect(crystalAheadMs(by, startMs + 27 * hourMs - 1)).toBe(1_728);
  expect(crystalAheadMs(by, startMs + 27 * hourMs)).toBe(0);
  const node = nodeAt("2026-01-01T12:00:00Z", {}, { instruments: by });
  node.receive(
    programme([
      ["2026-01-01T12:00:00Z", 0],
      ["2026-01-02T02:00:00Z", 100],
    ]),
    at("2026-01-01T12:00:00Z"),
  );
  // 23 hours after it was set it is 1.656 s ahead: it switches that much early, and believes itself on time, but for what it drifted since
  // its last report.
  const on = node.advanceTo(at("2026-01-02T02:00:00Z") - 1_600).find(({ levelPct }) => levelPct === 100);
  expect(node.commandedPct).toBe(100);
  expect(Math.abs(at(on?.at ?? "") - at("2026-01-02T02:00:00Z"))).toBeLessThanOrEqual(20);
  expect(last([...node.replay(1, on?.seq ?? 0, on?.seq ?? 0)].flatMap(({ reports }) => reports))).toEqual(on);
});
