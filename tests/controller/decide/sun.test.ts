import { existsSync, readFileSync } from "node:fs";
import { Body, Equator, Horizon, Observer } from "astronomy-engine";
import { expect, test } from "vitest";
import { altitudeCrossing, altitudes, nextSunrise, type Place, sunAltitudeDeg } from "#controller/decide/sun";

const dayMs = 86_400_000;
const places = {
  lerwick: { lat: 60.153, lon: -1.1493 },
  edinburgh: { lat: 55.9533, lon: -3.1883 },
  london: { lat: 51.5074, lon: -0.1278 },
  unst: { lat: 60.757, lon: -0.86 },
} as const;

/** Events of 2026 by astronomy-engine (VSOP87), UTC: civil dawn, sunrise, sunset, civil dusk. */
const vectors = [
  ["lerwick", "03-20", "05:24:44", "06:06:24", "18:19:03", "19:00:55"],
  ["lerwick", "06-21", "00:46:54", "02:38:39", "21:34:09", "23:25:52"],
  ["lerwick", "10-25", "06:25:24", "07:09:21", "16:26:57", "17:10:49"],
  ["lerwick", "12-21", "08:09:42", "09:08:00", "14:57:18", "15:55:36"],
  ["edinburgh", "03-20", "05:38:08", "06:15:08", "18:26:24", "19:03:33"],
  ["edinburgh", "03-29", "05:13:52", "05:51:27", "18:44:45", "19:22:31"],
  ["edinburgh", "06-21", "02:23:47", "03:26:19", "21:02:48", "22:05:20"],
  ["edinburgh", "10-25", "06:26:01", "07:04:38", "16:48:06", "17:26:40"],
  ["edinburgh", "12-21", "07:54:40", "08:42:01", "15:39:36", "16:26:57"],
  ["london", "06-21", "02:55:19", "03:43:08", "20:21:30", "21:09:19"],
  ["london", "12-21", "07:23:24", "08:03:42", "15:53:25", "16:33:44"],
] as const;

test.each(vectors)("%s on %s: dawn, sunrise, sunset and dusk within 30 s", (name, date, dawn, sunrise, sunset, dusk) => {
  const noonMs = Date.parse(`2026-${date}T12:00Z`);
  const expected = (time: string): number => Date.parse(`2026-${date}T${time}Z`);
  const place = places[name];
  const found = [
    [altitudeCrossing(altitudes.civil, place, noonMs - dayMs).rising, expected(dawn)],
    [altitudeCrossing(altitudes.sunset, place, noonMs - dayMs).rising, expected(sunrise)],
    [altitudeCrossing(altitudes.sunset, place, noonMs).falling, expected(sunset)],
    [altitudeCrossing(altitudes.civil, place, noonMs).falling, expected(dusk)],
  ] as const;
  for (const [event, vector] of found) expect(Math.abs((event ?? 0) - vector)).toBeLessThan(30_000);
});

test("the altitude is within 0.02° (5 s) of an independent ephemeris, anywhere and any time", () => {
  for (const place of [...Object.values(places), { lat: -33.9, lon: 151.2 }, { lat: 1.3, lon: 103.8 }]) {
    const observer = new Observer(place.lat, place.lon, 0);
    for (let utcMs = Date.parse("2024-01-01T00:00Z"); utcMs < Date.parse("2034-01-01T00:00Z"); utcMs += 37.3 * dayMs) {
      const date = new Date(utcMs);
      const equator = Equator(Body.Sun, date, observer, true, true);
      const { altitude } = Horizon(date, observer, equator.ra, equator.dec);
      expect(Math.abs(sunAltitudeDeg(utcMs, place.lat, place.lon) - altitude)).toBeLessThan(0.02);
    }
  }
});

test("Unst has no civil dusk from 13 to 27 June 2026, and says so; Lerwick has one every night", () => {
  const without = (place: Place): string[] => {
    const days = Array.from({ length: 365 }, (_, day) => Date.parse("2026-01-01T12:00Z") + day * dayMs);
    return days
      .filter((noonMs) => altitudeCrossing(altitudes.civil, place, noonMs).state === "always-above")
      .map((noonMs) => new Date(noonMs).toISOString().slice(5, 10));
  };
  const unst = without(places.unst);
  expect([unst.length, unst[0], unst.at(-1)]).toEqual([15, "06-13", "06-27"]);
  expect(without(places.lerwick)).toEqual([]);
});

test("polar night and polar day are states, not wrong times", () => {
  const tromso = { lat: 69.65, lon: 18.96 };
  expect(altitudeCrossing(altitudes.sunset, tromso, Date.parse("2026-12-21T11:00Z"))).toEqual({ state: "always-below" });
  expect(altitudeCrossing(altitudes.sunset, tromso, Date.parse("2026-06-21T11:00Z"))).toEqual({ state: "always-above" });
  expect(nextSunrise(tromso, Date.parse("2026-12-21T11:00Z"))).toBeUndefined();
});

test("the next sunrise is the next one, by day and by night", () => {
  const sunrise = (instant: string): string => new Date(nextSunrise(places.edinburgh, Date.parse(instant)) ?? 0).toISOString().slice(0, 16);
  expect(sunrise("2026-12-20T23:00Z")).toBe("2026-12-21T08:42");
  expect(sunrise("2026-12-21T08:00Z")).toBe("2026-12-21T08:42");
  expect(sunrise("2026-12-21T09:00Z")).toBe("2026-12-22T08:42");
});

const tableFile = new URL("../../../../shared/data/sun_usno.csv", import.meta.url).pathname;

test("every row of the US Naval Observatory's tables within a minute, and no event where they have none", () => {
  if (!existsSync(tableFile)) throw new Error(`this test reads the US Naval Observatory's tables at ${tableFile}, which is missing`);
  const rows = readFileSync(tableFile, "utf8").trim().split("\n").slice(1);
  const tables = Map.groupBy(
    rows.map((row) => row.split(",")),
    ([table]) => table,
  );
  expect(rows.length).toBe(3628);
  for (const [name, table] of tables) {
    const [, lat, lon] = table[0] ?? [];
    const place = { lat: Number(lat), lon: Number(lon) };
    const altitude = name?.includes("civil") ? altitudes.civil : altitudes.sunset;
    const dates = table.map(([, , , date]) => date ?? "").sort();
    const found = eventsBetween(place, altitude, Date.parse(dates[0] ?? ""), Date.parse(dates.at(-1) ?? "") + dayMs);
    const timed = table
      .filter(([, , , , , utc]) => utc !== "")
      .map(([, , , , event, utc]) => ({ falls: event === "set" || event === "civil_dusk", atMs: Date.parse(utc ?? "") }));
    timed.sort((a, b) => a.atMs - b.atMs);
    expect(found.length, `${name}: events in the year`).toBe(timed.length);
    timed.forEach((event, index) => {
      expect(found[index]?.falls, `${name} ${new Date(event.atMs).toISOString()}`).toBe(event.falls);
      expect(Math.abs((found[index]?.atMs ?? 0) - event.atMs), `${name} ${new Date(event.atMs).toISOString()}`).toBeLessThanOrEqual(60_000);
    });
  }
});

/** All crossings with an instant in [fromMs, toMs). */
function eventsBetween(place: Place, altitude: number, fromMs: number, toMs: number): { falls: boolean; atMs: number }[] {
  const events: { falls: boolean; atMs: number }[] = [];
  const firstNoonMs = fromMs + dayMs / 2 - (place.lon / 360) * dayMs;
  for (let noonMs = firstNoonMs - 2 * dayMs; noonMs < toMs + dayMs; noonMs += dayMs) {
    const { falling, rising } = altitudeCrossing(altitude, place, noonMs);
    if (falling !== undefined) events.push({ falls: true, atMs: falling });
    if (rising !== undefined) events.push({ falls: false, atMs: rising });
  }
  // Half a minute either way: the tables round an event at midnight into one day or the other.
  return events.filter(({ atMs }) => atMs >= fromMs - 30_000 && atMs < toMs - 30_000).sort((a, b) => a.atMs - b.atMs);
}
