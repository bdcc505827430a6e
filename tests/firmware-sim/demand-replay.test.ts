import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Counts, nearestDay, readCounts } from "#firmware-sim/demand/replay";
import { WallClock } from "#firmware-sim/demand/wall-clock";
import { at } from "./lamp.ts";

const folder = mkdtempSync(join(tmpdir(), "leerie-counts-"));
afterAll(() => rmSync(folder, { recursive: true }));

const london = new WallClock("Europe/London");

function fileOf(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

describe("the Edinburgh cycle counts", () => {
  const file = resolve(import.meta.dirname, "../../../shared/data/edinburgh_bike_2015_2016.csv");
  let counts: Counts;
  beforeAll(async () => {
    if (!existsSync(file)) throw new Error(`this test reads ${file}: put the shared data folder beside the project`);
    counts = await readCounts(file);
  });

  test("every row of every site is read", () => {
    expect(counts.bad).toEqual({ rows: 0, first: undefined });
    expect(counts.sites).toContain("20");
    expect(counts.siteOf("site-20")).toBe("20");
    expect(counts.siteOf("cycles-20")).toBe("20");
    expect(counts.siteOf("20")).toBe("20");
    expect(counts.siteOf("cycles-999")).toBeUndefined();
  });

  test("a day of the file is replayed as it was: each count at the end of its hour", () => {
    // 2015-03-23, a Monday: 32 at 11 h, 22 at 12 h, 17 at 13 h; London was on UTC.
    const readings = counts.of("20", london);
    expect(readings?.newestAt(at("2015-03-23T12:00:00Z"))).toEqual({ atMs: at("2015-03-23T12:00:00Z"), value: 32 });
    expect(readings?.newestAt(at("2015-03-23T13:59:59Z"))).toEqual({ atMs: at("2015-03-23T13:00:00Z"), value: 22 });
    expect(readings?.newestAt(at("2015-03-23T14:00:00Z"))).toEqual({ atMs: at("2015-03-23T14:00:00Z"), value: 17 });
  });

  test("another year takes the same weekday nearest in the year: 23 November 2026 is a Monday, and so is 23 November 2015", () => {
    const readings = counts.of("20", london);
    for (let hour = 1; hour <= 23; hour++) {
      const time = `T${String(hour).padStart(2, "0")}:00:00Z`;
      expect(readings?.newestAt(at(`2026-11-23${time}`))?.value).toBe(readings?.newestAt(at(`2015-11-23${time}`))?.value);
    }
  });

  test("in summer the hours are those of the street's clocks, not of UTC", () => {
    // 17 h on the wall of 2015-06-22 ended at 17:00 UTC.
    const readings = counts.of("20", london);
    const plain = counts.of("20", new WallClock("UTC"));
    expect(readings?.newestAt(at("2015-06-22T17:00:00Z"))?.value).toBe(plain?.newestAt(at("2015-06-22T18:00:00Z"))?.value);
  });
});

test("a broken counter's spike is replayed like any count: the controller is there to refuse it", async () => {
  const counts = await readCounts(fileOf("spike.csv", "site,local_time,count", "7,2015-11-02T08,8839"));
  expect(counts.of("7", london)?.newestAt(at("2015-11-02T09:00:00Z"))?.value).toBe(8_839);
});

test("the hour that comes twice in autumn is shared between the two; hours a file lacks have no reading", async () => {
  const file = fileOf(
    "berlin.csv",
    "mq,local_time,vehicles,speed_kmh,lorries",
    "TE1,2023-10-29T01,10,1,1",
    "TE1,2023-10-29T02,31,1,1",
    "TE1,2023-10-29T03,12,1,1",
    "TE1,2023-10-29T05,14,1,1",
  );
  const readings = (await readCounts(file)).of("TE1", new WallClock("Europe/Berlin"));
  const values = ["00:00", "01:00", "02:00", "03:00", "04:00", "05:00"].map((time) => readings?.newestAt(at(`2023-10-29T${time}:00Z`))?.value);
  // Ends of the hours 01, 02 (summer time), 02 (winter time), 03, 04, 05 of the wall clock.
  expect(values).toEqual([10, 15.5, 15.5, 12, undefined, 14]);
});

test("two rows for an autumn hour count once each; other columns and a zone can be named", async () => {
  const file = fileOf("own.csv", "where;is,when,n,x", "a,2015-10-25 01:00,4,", "a,2015-10-25 01:00,6,", "a,2015-10-25 02:00,?,", "a,never,3,");
  const counts = await readCounts(file, { site: "where;is", time: "when", count: "n", timeZone: "Europe/London" });
  expect(counts.of("a", london)?.newestAt(at("2015-10-25T01:00:00Z"))?.value).toBe(5);
  expect(counts.of("a", london)?.newestAt(at("2015-10-25T02:00:00Z"))?.value).toBe(5);
  expect(counts.bad).toEqual({ rows: 2, first: 'site "a", time "2015-10-25 02:00", count "?"' });
});

test("a file without the columns is refused with what was found and expected", async () => {
  const file = fileOf("wrong.csv", "place,hour,n", "a,2015-10-25T01,4");
  await expect(readCounts(file)).rejects.toThrow(/has the columns place, hour, n; expected were site, local_time, count; or mq, local_time, vehicles/);
  await expect(readCounts(join(folder, "none.csv"))).rejects.toThrow(/none\.csv cannot be read/);
});

test("the nearest day: across a new year, a leap year, and the later of two as near", () => {
  expect(nearestDay("2027-01-01", ["2015-12-25", "2016-01-08", "2015-07-03", "2016-01-01"])).toBe("2016-01-01");
  expect(nearestDay("2026-12-30", ["2015-01-07", "2015-07-01"])).toBe("2015-01-07");
  expect(nearestDay("2026-11-21", ["2015-11-20", "2015-11-22"])).toBeUndefined();
});
