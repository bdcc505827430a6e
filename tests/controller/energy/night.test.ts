import fc from "fast-check";
import { expect, test } from "vitest";
import { lightingDayBounds } from "#controller/decide/local-time";
import { nightEnergy } from "#controller/energy/night";
import { expectedPowerW, type LightRecord } from "#controller/registry/inventory";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { reading } from "#tests/suites/telemetry-store";
import { type Change, trueMwh } from "./metered-node.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;

const light = (id: string, powerW = 100): LightRecord => ({
  id,
  node: id,
  column: "1",
  lat: 55.9,
  lon: -3.2,
  street: "High Street",
  area: "Old Town",
  postcode: undefined,
  feeder: undefined,
  regime: "35/18",
  powerW,
  powerAssumed: false,
  minLevelPct: 10,
  minPowerW: 14,
  standbyW: 0.5,
  luminaire: undefined,
});

const day = lightingDayBounds("2026-11-21", "Europe/London");
const lit = { fromMs: day.fromMs + 4 * hourMs, toMs: day.fromMs + 20 * hourMs };

/** Levels of a night: [hours after noon, level]. */
const night: readonly (readonly [number, number])[] = [
  [-3, 0],
  [4, 100],
  [10.5, 50],
  [17.25, 80],
  [20, 0],
];

/** What a node would report: on change and every 15 minutes from a start of its own; its counter runs true. */
function reports(id: string, powerW: number, phaseMin: number, from = { energyKwh: 500, hours: -3 }) {
  const lamp = light(id, powerW);
  const changes = night.map(([hour, level]): Change => [day.fromMs + hour * hourMs, level]);
  const startMs = day.fromMs + from.hours * hourMs;
  const instants = new Set(changes.map(([atMs]) => atMs));
  for (let atMs = startMs + phaseMin * minuteMs; atMs < day.toMs + hourMs; atMs += 15 * minuteMs) instants.add(atMs);
  return [...instants]
    .filter((atMs) => atMs >= startMs)
    .sort((a, b) => a - b)
    .map((atMs, i) =>
      reading({
        light: id,
        seq: i + 1,
        atMs,
        levelPct: night.findLast(([hour]) => day.fromMs + hour * hourMs <= atMs)?.[1] ?? 0,
        energyKwh: from.energyKwh + trueMwh(lamp, changes, startMs, atMs) / 1_000_000,
      }),
    );
}

/** Energy of the night for a lamp of `powerW`, by hand. */
const trueKwh = (powerW: number): number => {
  const at = (level: number): number => expectedPowerW(light("x", powerW), level);
  return (at(100) * 6.5 + at(50) * 6.75 + at(80) * 2.75 + at(0) * 8) / 1_000;
};

const ask = (store: MemoryTelemetry, lights: readonly LightRecord[], nowMs = day.toMs + hourMs) => nightEnergy({ store, lights, period: day, nowMs, lit });

test("metered and calculated agree with power × time, whenever in the quarter hour the nodes report", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ phaseMin: fc.integer({ min: 0, max: 14 }), powerW: fc.integer({ min: 20, max: 400 }) }), { minLength: 1, maxLength: 5 }),
      async (lamps) => {
        const store = new MemoryTelemetry();
        for (const [i, { phaseMin, powerW }] of lamps.entries()) await store.write(reports(`l-${i}`, powerW, phaseMin));
        const figures = await ask(
          store,
          lamps.map(({ powerW }, i) => light(`l-${i}`, powerW)),
        );
        const expected = lamps.reduce((sum, { powerW }) => sum + trueKwh(powerW), 0);
        expect(figures.calculatedKwh).toBeCloseTo(expected, 6);
        expect(figures.meteredKwh).toBeCloseTo(expected, 6);
        expect(figures.lights).toBe(lamps.length);
      },
    ),
    { numRuns: 30, seed: 1 },
  );
});

test("full output is rated power from dusk to dawn and standby for the rest", async () => {
  const store = new MemoryTelemetry();
  await store.write(reports("l-0", 100, 3));
  expect((await ask(store, [light("l-0")])).fullOutputKwh).toBeCloseTo((100 * 16 + 0.5 * 8) / 1_000, 9);
});

test("a light without readings is told, and is in no figure", async () => {
  const store = new MemoryTelemetry();
  await store.write([...reports("l-0", 100, 3), reading({ light: "unknown", atMs: day.fromMs + hourMs })]);
  const figures = await ask(store, [light("l-0"), light("l-1", 250)]);
  expect(figures).toMatchObject({ lights: 1, lightsWithoutReadings: 1 });
  expect(figures.calculatedKwh).toBeCloseTo(trueKwh(100), 6);
});

test("a night that is not over is taken until now", async () => {
  const store = new MemoryTelemetry();
  const nowMs = day.fromMs + 8 * hourMs;
  await store.write(reports("l-0", 100, 7).filter(({ atMs }) => atMs <= nowMs));
  const figures = await ask(store, [light("l-0")], nowMs);
  const expected = (100 * 4 + 0.5 * 4) / 1_000;
  expect(figures.meteredKwh).toBeCloseTo(expected, 6);
  expect(figures.calculatedKwh).toBeCloseTo(expected, 6);
  expect(figures.fullOutputKwh).toBeCloseTo(expected, 6);
  expect(await ask(store, [light("l-0")], day.fromMs - 1)).toMatchObject({ meteredKwh: 0, calculatedKwh: 0, fullOutputKwh: 0, lights: 0 });
});

test("a reboot changes nothing, and a replaced node costs at most the interval of the change", async () => {
  const store = new MemoryTelemetry();
  const old = reports("l-0", 100, 5);
  const halfMs = day.fromMs + 12 * hourMs;
  const swapped = old.map((of) => (of.atMs < halfMs ? of : { ...of, boot: 1, energyKwh: of.energyKwh - 500.5 }));
  await store.write(swapped.map((of) => (of.atMs > halfMs + 3 * hourMs ? { ...of, boot: 2 } : of)));
  const { meteredKwh } = await ask(store, [light("l-0")]);
  expect(meteredKwh).toBeLessThanOrEqual(trueKwh(100) + 1e-6);
  expect(meteredKwh).toBeGreaterThan(trueKwh(100) - 0.1 * 0.25);
});

test("a light that starts to report in the middle counts from there in both", async () => {
  const store = new MemoryTelemetry();
  await store.write(reports("l-0", 100, 0, { energyKwh: 0, hours: 6 }));
  const figures = await ask(store, [light("l-0")]);
  expect(figures.meteredKwh).toBeCloseTo(figures.calculatedKwh, 6);
  expect(figures.calculatedKwh).toBeCloseTo(trueKwh(100) - (100 * 2 + 0.5 * 4) / 1_000, 6);
});

test("the days the clocks change are 23 and 25 hours of standby", async () => {
  for (const [date, hours] of [
    ["2026-03-28", 23],
    ["2026-10-24", 25],
  ] as const) {
    const period = lightingDayBounds(date, "Europe/London");
    const store = new MemoryTelemetry();
    await store.write([
      reading({ light: "l-0", atMs: period.fromMs, levelPct: 0, energyKwh: 1 }),
      reading({ light: "l-0", atMs: period.toMs - hourMs, seq: 2, levelPct: 0, energyKwh: 1.001 }),
    ]);
    const { calculatedKwh } = await nightEnergy({ store, lights: [light("l-0")], period, nowMs: period.toMs, lit: period });
    expect(calculatedKwh).toBeCloseTo((0.5 * hours) / 1_000, 9);
  }
});
