import { expect, test } from "vitest";
import { halfHoursOf } from "#controller/energy/half-hours";

test.each([
  ["2026-11-21", "Europe/London", 48],
  ["2026-03-29", "Europe/London", 46],
  ["2026-10-25", "Europe/London", 50],
  ["2026-03-29", "Atlantic/Reykjavik", 48],
  ["2026-10-25", "Europe/Berlin", 50],
])("%s in %s has %i half hours, without a gap, from local midnight", (date, zone, count) => {
  const starts = halfHoursOf(date, zone);
  expect(starts).toHaveLength(count);
  expect(starts.every((start, index) => start === (starts[0] ?? 0) + index * 1_800_000)).toBe(true);
  expect(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(starts[0])).toBe("00:00");
});
