import { expect, test } from "vitest";
import { Carbon, Tariffs } from "#contract/design";
import { ratesOfDay } from "#controller/energy/rates";

const zone = "Europe/London";
const tariffs = Tariffs.parse({
  tariffs: [
    { name: "New", from: "2026-10-01", pencePerKwh: 30, standingPencePerDay: 55 },
    {
      name: "Old",
      from: "2026-01-01",
      standingPencePerDay: 40,
      pencePerKwh: 25,
      bands: [
        { name: "Winter peak", pencePerKwh: 60, from: "16:00", to: "19:00", weekdays: [1, 2, 3, 4, 5], months: [11, 12, 1, 2] },
        { name: "Night", pencePerKwh: 12, from: "23:30", to: "07:00" },
        { name: "Sunday", pencePerKwh: 20, from: "00:00", to: "00:00", weekdays: [7] },
      ],
    },
  ],
});
const carbon = Carbon.parse({ factors: [{ from: "2026-01-01", source: "DESNZ", gramsPerKwh: 177 }] });
const pence = (day: string): number[] => [...ratesOfDay(day, zone, tariffs, carbon).pencePerKwh];

test("a band past midnight, and the rate of all other times", () => {
  const wednesday = pence("2026-06-10");
  expect(wednesday.slice(0, 14)).toEqual(Array(14).fill(12));
  expect(wednesday.slice(14, 47)).toEqual(Array(33).fill(25));
  expect(wednesday[47]).toBe(12);
});

test("bands by weekday and season: the first that fits counts", () => {
  expect(pence("2026-01-14").slice(31, 39)).toEqual([25, 60, 60, 60, 60, 60, 60, 25]);
  expect(pence("2026-01-17").slice(32, 38)).toEqual(Array(6).fill(25));
  expect(pence("2026-06-14").slice(13, 15)).toEqual([12, 20]);
  expect(pence("2026-06-10")[32]).toBe(25);
});

test("a tariff holds until the next one's first day; before the first nothing is known", () => {
  expect(ratesOfDay("2026-09-30", zone, tariffs, carbon).standingPence).toBe(40);
  expect(ratesOfDay("2026-10-01", zone, tariffs, carbon).standingPence).toBe(55);
  expect(pence("2026-10-01")).toEqual(Array(48).fill(30));
  const before = ratesOfDay("2025-12-31", zone, tariffs, carbon);
  expect(before.standingPence).toBe(0);
  expect([...before.pencePerKwh, ...before.gramsPerKwh].every(Number.isNaN)).toBe(true);
});

test("the hour the clocks repeat has its rate twice, the hour they skip has none", () => {
  const hourly = Tariffs.parse({
    tariffs: [{ name: "T", from: "2026-01-01", pencePerKwh: 1, bands: [{ name: "One to two", pencePerKwh: 9, from: "01:00", to: "02:00" }] }],
  });
  const dear = (day: string): number[] => [...ratesOfDay(day, zone, hourly, carbon).pencePerKwh].flatMap((each, index) => (each === 9 ? [index] : []));
  expect(dear("2026-10-25")).toEqual([2, 3, 4, 5]);
  expect(dear("2026-03-29")).toEqual([]);
  expect(dear("2026-10-24")).toEqual([2, 3]);
  expect(ratesOfDay("2026-10-25", zone, hourly, carbon).gramsPerKwh).toHaveLength(50);
});

test("half hours of carbon count from midnight UTC, in summer an hour into the local day; where they end the factor holds", () => {
  const known = Carbon.parse({ factors: [{ from: "2026-06-01", source: "Grid", gramsPerKwh: 200, halfHourGrams: Array.from({ length: 50 }, (_, i) => i) }] });
  expect([...ratesOfDay("2026-06-01", zone, tariffs, known).gramsPerKwh].slice(0, 4)).toEqual([200, 200, 0, 1]);
  expect([...ratesOfDay("2026-06-02", zone, tariffs, known).gramsPerKwh].slice(0, 5)).toEqual([46, 47, 48, 49, 200]);
});
