import { expect, test } from "vitest";
import { localToUtcMs } from "#controller/decide/local-time";
import { litMs, litNight, litOf } from "#controller/energy/lit";

const zone = "Europe/London";
const edinburgh = { lat: 55.9533, lon: -3.1883 };
/** [−0.833°] in the table of lighting-domain.md §8.2. */
const local = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

test("a winter day: dawn ends the first stretch, dusk begins the second", () => {
  const [morning, evening] = litOf("2026-12-21", zone, edinburgh);
  expect([morning?.fromMs, evening?.toMs]).toEqual([localToUtcMs("2026-12-21", "00:00", zone), localToUtcMs("2026-12-22", "00:00", zone)]);
  expect(local(morning?.toMs ?? 0)).toBe("2026-12-21T08:42");
  expect(local(evening?.fromMs ?? 0)).toBe("2026-12-21T15:39");
});

test("the day's stretches are those of the nights it has parts of, over the clock change too", () => {
  for (const day of ["2026-03-29", "2026-10-25", "2026-06-21"]) {
    const [morning, evening] = litOf(day, zone, edinburgh);
    const after = litOf(new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10), zone, edinburgh)[0];
    expect(litNight(day, zone, edinburgh)).toEqual({ fromMs: evening?.fromMs, toMs: after?.toMs });
    expect(morning?.toMs).toBeLessThan(evening?.fromMs ?? 0);
  }
});

test("where the sun does not set nothing is lit; where it does not rise the whole day is", () => {
  const tromso = { lat: 69.65, lon: 18.96 };
  expect(litOf("2026-06-21", "Europe/Oslo", tromso)).toEqual([]);
  const polar = litOf("2026-12-21", "Europe/Oslo", tromso);
  const [fromMs, toMs] = [localToUtcMs("2026-12-21", "00:00", "Europe/Oslo"), localToUtcMs("2026-12-22", "00:00", "Europe/Oslo")];
  expect(litMs(polar, fromMs, toMs)).toBe(24 * 3_600_000);
});

test("Shetland's midsummer night is short and is there", () => {
  const lit = litOf("2026-06-21", zone, { lat: 60.155, lon: -1.145 });
  const hours = litMs(lit, 0, Number.MAX_SAFE_INTEGER) / 3_600_000;
  expect(hours).toBeGreaterThan(4.8);
  expect(hours).toBeLessThan(5.3);
});
