import { expect, test } from "vitest";
import type { ProfileConfig } from "#config/schema";
import { Programme } from "#contract/messages";
import { payloadBytesMax } from "#contract/topics";
import { always, type ProfileOn } from "#controller/decide/profile";
import { compileProgramme } from "#controller/decide/programme";

const photocell = { onLux: 70, earlierMin: 60 };
/** Off over the small hours: it switches on twice a night. */
const storm: ProfileConfig = {
  name: "Off over the small hours",
  fadeMs: 10_000,
  steps: [
    { at: { lux: 35, edge: "falling" }, levelPct: 100 },
    { at: { time: "00:30" }, levelPct: 0 },
    { at: { time: "05:30" }, levelPct: 60 },
    { at: { lux: 18, edge: "rising" }, levelPct: 0 },
  ],
  photocell,
};
const { photocell: _, ...plain } = storm;

const compile = (profileOn: ProfileOn, more: { floorPct?: number; nights?: number } = {}): Omit<Programme, "seq"> =>
  compileProgramme({
    profileOn,
    place: { lat: 55.9533, lon: -3.1883 },
    zone: "Europe/London",
    nowMs: Date.parse("2026-11-21T12:30:00Z"),
    nights: 3,
    ...more,
  }).message;
const nightly =
  (profiles: Readonly<Record<string, ProfileConfig>>): ProfileOn =>
  (day) =>
    always(profiles[day] ?? storm)(day);

/** Steps that the photocell may bring earlier, as "1 100 %". */
const brought = ({ photocell: cell, steps }: Omit<Programme, "seq">): string[] => (cell?.steps ?? []).map((step) => `${step} ${steps[step]?.[1]} %`);

test("each evening's first step may come earlier, an early morning's may not", () => {
  const message = compile(always(storm));
  expect(message.photocell).toMatchObject(photocell);
  expect(brought(message)).toEqual(["1 100 %", "5 100 %", "9 100 %"]);
  expect(Programme.parse({ ...message, seq: 1 })).toEqual({ ...message, seq: 1 });
});

test("a profile without one says nothing of it, and neither does one that no event of the evening switches on", () => {
  expect(compile(always(plain)).photocell).toBeUndefined();
  expect(compile(always({ ...storm, steps: storm.steps.filter(({ at }) => "time" in at) })).photocell).toBeUndefined();
});

test("the version tells programmes apart that differ in the photocell only", () => {
  const other = { ...storm, photocell: { ...photocell, earlierMin: 30 } };
  expect(new Set([plain, storm, other].map((profile) => compile(always(profile)).version)).size).toBe(3);
});

test("where nights differ, a night without one has none, and of several the strictest counts", () => {
  const mixed = compile(nightly({ "2026-11-22": plain, "2026-11-23": { ...storm, photocell: { onLux: 100, earlierMin: 20 } } }));
  expect(brought(mixed)).toEqual(["1 100 %", "9 100 %"]);
  expect(mixed.photocell).toMatchObject({ onLux: 70, earlierMin: 20 });
});

test("where a floor comes on before the profile, its step is the one that may come earlier", () => {
  const late = { ...storm, steps: [{ at: { sun: "civil-dusk" as const, offsetMin: 30 }, levelPct: 100 }, ...storm.steps.slice(1)] };
  const message = compile(always(late), { floorPct: 40 });
  expect(brought(message)).toEqual(["1 40 %", "6 40 %", "11 40 %"]);
});

test("21 nights cost little more than without", () => {
  const bytes = (profile: ProfileConfig): number => JSON.stringify(compile(always(profile), { nights: 21 })).length;
  expect(bytes(storm) - bytes(plain)).toBeLessThan(120);
  expect(bytes(storm)).toBeLessThan(payloadBytesMax);
});
