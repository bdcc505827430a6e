import { expect, test } from "vitest";
import { addDays, formatLocal, lightingDay, lightingDayBounds, localDate, localToUtcMs } from "#controller/decide/local-time";

const iso = (utcMs: number): string => new Date(utcMs).toISOString().replace(":00.000Z", "Z");
const at = (instant: string): number => Date.parse(instant);
const london = "Europe/London";

test.each([
  // UK clocks of 2026 change at 01:00 UTC on 29 March and 25 October.
  ["2026-03-28", "22:00", london, "2026-03-28T22:00Z"],
  ["2026-03-29", "00:59", london, "2026-03-29T00:59Z"],
  ["2026-03-29", "01:00", london, "2026-03-29T01:00Z"],
  ["2026-03-29", "01:30", london, "2026-03-29T01:00Z"],
  ["2026-03-29", "02:00", london, "2026-03-29T01:00Z"],
  ["2026-03-29", "05:30", london, "2026-03-29T04:30Z"],
  ["2026-10-25", "00:30", london, "2026-10-24T23:30Z"],
  ["2026-10-25", "01:30", london, "2026-10-25T00:30Z"],
  ["2026-10-25", "02:00", london, "2026-10-25T02:00Z"],
  ["2026-07-01", "12:00", "Asia/Kathmandu", "2026-07-01T06:15Z"],
  ["2026-03-08", "02:30", "America/New_York", "2026-03-08T07:00Z"],
  ["2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30Z"],
  // Lord Howe's clocks change by half an hour.
  ["2026-10-04", "02:10", "Australia/Lord_Howe", "2026-10-03T15:30Z"],
  ["2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04T14:45Z"],
  ["2026-12-31", "23:59", "Pacific/Kiritimati", "2026-12-31T09:59Z"],
  ["2026-06-01", "06:00", "UTC", "2026-06-01T06:00Z"],
])("%s %s in %s is %s", (date, time, zone, instant) => {
  expect(iso(localToUtcMs(date, time, zone))).toBe(instant);
});

test("instants over two years come back from their local form, but for those whose local time comes twice", () => {
  for (const zone of [london, "America/St_Johns", "Africa/Casablanca"]) {
    let twice = 0;
    for (let utcMs = at("2025-01-01T00:00Z"); utcMs < at("2027-01-01T00:00Z"); utcMs += 23 * 60_000) {
      const back = localToUtcMs(localDate(utcMs, zone), formatLocal(utcMs, zone), zone);
      if (back !== utcMs) twice++;
      expect(utcMs - back === 0 || utcMs - back === 3_600_000).toBe(true);
    }
    // A repeated hour holds at most 3 of these instants; no zone here has more than three of them.
    expect(twice).toBeGreaterThan(0);
    expect(twice).toBeLessThanOrEqual(3 * 3);
  }
});

test("the machine's own zone makes no difference", () => {
  const before = process.env.TZ;
  try {
    for (const zone of ["Pacific/Auckland", "America/Los_Angeles"]) {
      process.env.TZ = zone;
      expect(iso(localToUtcMs("2026-03-29", "05:30", london))).toBe("2026-03-29T04:30Z");
      expect(lightingDay(at("2026-06-21T23:26Z"), london)).toBe("2026-06-21");
      expect(formatLocal(at("2026-06-21T23:26Z"), london)).toBe("00:26");
    }
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

test("a lighting day goes from noon to noon and bears the name of its evening", () => {
  expect(lightingDay(at("2026-06-21T10:59Z"), london)).toBe("2026-06-20");
  expect(lightingDay(at("2026-06-21T11:00Z"), london)).toBe("2026-06-21");
  // Civil dusk in Lerwick at midsummer is after midnight, and still belongs to the 21st.
  expect(lightingDay(at("2026-06-21T23:26Z"), london)).toBe("2026-06-21");
});

test("the lighting days of the clock changes have 23 and 25 hours, the night 18:00 to 06:00 has 11 and 13", () => {
  const hours = (fromMs: number, toMs: number): number => (toMs - fromMs) / 3_600_000;
  for (const [day, long, night] of [
    ["2026-03-28", 23, 11],
    ["2026-10-24", 25, 13],
    ["2026-06-01", 24, 12],
  ] as const) {
    const { fromMs, toMs } = lightingDayBounds(day, london);
    expect(hours(fromMs, toMs)).toBe(long);
    expect(hours(localToUtcMs(day, "18:00", london), localToUtcMs(addDays(day, 1), "06:00", london))).toBe(night);
  }
});

test("dates go on over months, leap days and years", () => {
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
});
