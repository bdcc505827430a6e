import { expect, test } from "vitest";
import { toCsv } from "../../web/csv.ts";
import { duration, kilowatts, localTime } from "../../web/format.ts";
import { endOf } from "../../web/store/override-end.ts";

test.each([
  [400, "now"],
  [18_000, "18 s"],
  [4 * 60_000, "4 min"],
  [60 * 60_000, "60 min"],
  [185 * 60_000, "3 h 5 min"],
  [3 * 24 * 3_600_000, "3 days"],
])("%d ms reads as %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test("load is kW below a megawatt and MW above", () => {
  expect([kilowatts(74.26), kilowatts(7_380)]).toEqual(["74.3 kW", "7.4 MW"]);
});

test("times are the installation's, with the day where it is another one", () => {
  const local = localTime("Europe/London");
  const evening = Date.parse("2026-07-01T21:14:00Z");
  expect(local.time(evening)).toBe("22:14");
  expect(local.near(evening, evening)).toBe("22:14");
  expect(local.near(Date.parse("2026-07-02T04:00:00Z"), evening)).toBe("Thu 2 Jul 05:00");
});

test("an end at a time of day is the next one, also across the night the clocks go back", () => {
  const local = localTime("Europe/London");
  const end = (time: string, now: string): string | undefined => {
    const ms = endOf("time", { nowMs: Date.parse(now), sunrise: undefined, time, local });
    return ms === undefined ? undefined : new Date(ms).toISOString();
  };
  expect(end("23:30", "2026-11-21T22:00:00Z")).toBe("2026-11-21T23:30:00.000Z");
  expect(end("06:00", "2026-10-24T22:00:00Z"), "06:00 is GMT by then").toBe("2026-10-25T06:00:00.000Z");
  expect(end("22:00", "2026-11-21T22:00:00Z"), "now is not next").toBe("2026-11-22T22:00:00.000Z");
  expect(end("25:00", "2026-11-21T22:00:00Z")).toBeUndefined();
});

test("sunrise that has passed is left to the controller", () => {
  const local = localTime("UTC");
  expect(endOf("sunrise", { nowMs: 1_000_000, sunrise: "1970-01-01T00:00:00Z", time: "", local })).toBeUndefined();
});

test("CSV quotes what must be, and defuses what a spreadsheet would run", () => {
  expect(
    toCsv(
      ["a", "b"],
      [
        ["x,y", 'say "so"'],
        ["=1+1", -5],
        ["@cmd", undefined],
      ],
    ),
  ).toBe('a,b\r\n"x,y","say ""so"""\r\n\'=1+1,-5\r\n\'@cmd,\r\n');
});
