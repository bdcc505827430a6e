import { expect, test } from "vitest";
import { altitudeForLux, luxAt } from "#controller/decide/lux";
import { altitudeCrossing, altitudes } from "#controller/decide/sun";

const dayMs = 86_400_000;
const places = {
  London: { lat: 51.5074, lon: -0.1278 },
  Edinburgh: { lat: 55.9533, lon: -3.1883 },
  Dundee: { lat: 56.462, lon: -2.9707 },
  Lerwick: { lat: 60.153, lon: -1.1493 },
} as const;

test.each([
  [100, -2.74],
  [70, -3.13],
  [55, -3.38],
  [50, -3.48],
  [35, -3.84],
  [28, -4.07],
  [20, -4.39],
  [18, -4.49],
  [10, -5.04],
])("%d lx of a clear sky is the sun at %d°", (lux, altitude) => {
  expect(altitudeForLux(lux)).toBeCloseTo(altitude, 2);
  expect(luxAt(altitudeForLux(lux))).toBeCloseTo(lux, 0);
});

test("daylight at sunset and at civil dusk is what the circular gives", () => {
  expect(luxAt(altitudes.sunset)).toBeCloseTo(454, -1);
  expect(luxAt(altitudes.civil)).toBeCloseTo(3.4, 1);
});

test.each([
  ["London", [15, 20, 18], [19, 27, 24], [24, 33, 29]],
  ["Edinburgh", [17, 25, 22], [22, 34, 28], [26, 42, 34]],
  ["Dundee", [17, 26, 22], [22, 35, 29], [27, 44, 35]],
  ["Lerwick", [19, 37, 27], [24, 50, 35], [30, 64, 43]],
] as const)("%s: minutes after sunset at which daylight falls to 70, 35 and 18 lx, at equinox, midsummer and midwinter", (name, at70, at35, at18) => {
  const minutes: readonly (readonly number[])[] = [at70, at35, at18];
  [70, 35, 18].forEach((lux, row) => {
    ["2026-03-20", "2026-06-21", "2026-12-21"].forEach((date, column) => {
      const noonMs = Date.parse(`${date}T12:00Z`);
      const sunset = altitudeCrossing(altitudes.sunset, places[name], noonMs).falling ?? 0;
      const dark = altitudeCrossing(altitudeForLux(lux), places[name], noonMs).falling ?? 0;
      expect(Math.abs((dark - sunset) / 60_000 - (minutes[row]?.[column] ?? 0)), `${lux} lx ${date}`).toBeLessThan(1);
    });
  });
});

test.each([
  ["London", 35, 18, 3982],
  ["Edinburgh", 35, 18, 3916],
  ["Edinburgh", 70, 35, 3988],
  ["Lerwick", 35, 18, 3812],
] as const)("%s burns %d/%d for %d hours a year", (name, onLux, offLux, hours) => {
  let burningMs = 0;
  for (let day = 0; day < 365; day++) {
    const noonMs = Date.parse("2026-01-01T12:00Z") + day * dayMs;
    const on = altitudeCrossing(altitudeForLux(onLux), places[name], noonMs).falling ?? 0;
    const off = altitudeCrossing(altitudeForLux(offLux), places[name], noonMs).rising ?? 0;
    burningMs += off - on;
  }
  expect(Math.abs(burningMs / 3_600_000 / hours - 1)).toBeLessThan(0.003);
});
