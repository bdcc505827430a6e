/** Days, power, the year at a glance and indicators: what is not known is null, and the hours are those of the local clock. */
import { describe, expect, test } from "vitest";
import { EnergyAccounts, EnergyDays, EnergyHeat, EnergyIndicators, EnergyPower } from "#contract/energy";
import { energyTown, fillFortnight, type Town, week } from "./energy-town.ts";

const asker = { signal: new AbortController().signal };

/** Two lights: one at 60 % and 36 W for the first twelve hours of a day, the other off and standing by. */
function fillDay(town: Town, day: string): void {
  town.accounts.putHalfHours(town.rowOf("l-1"), day, (half) =>
    half < 24 ? { meteredMwh: 18_000, calculatedMwh: 18_000, levelPct: 60, burningMin: 30 } : { estimatedMin: 30 },
  );
  town.accounts.putHalfHours(town.rowOf("l-3"), day, () => ({ meteredMwh: 250, calculatedMwh: 250 }));
}

describe("days", () => {
  test("every day of the period, null where no light had a reading", async () => {
    const town = await energyTown();
    fillFortnight(town);
    const days = EnergyDays.parse(await town.desk.energy.days({ from: "2026-11-14", to: "2026-11-17" }, asker));
    expect(days.days).toEqual(["2026-11-14", "2026-11-15", "2026-11-16", "2026-11-17"]);
    expect(days.meteredKwh).toEqual([10, 10, null, null]);
    expect(days.costGbp).toEqual([3, 3, null, null]);
    expect(days.burningHours).toEqual([14, 14, null, null]);
    expect(days.scheduledKwh).toEqual([null, null, null, null]);
    expect(days.lights).toEqual([4, 4, null, null]);
    expect(days.members).toBeUndefined();
  });

  test("by member", async () => {
    const town = await energyTown();
    fillFortnight(town);
    const { members } = EnergyDays.parse(await town.desk.energy.days({ from: "2026-11-15", to: "2026-11-16", by: "light", area: "Leith" }, asker));
    expect(members?.map(({ name, meteredKwh }) => [name, meteredKwh]).sort()).toEqual([
      ["Cl-3, Shore", [3, null]],
      ["Cl-4, Shore", [4, null]],
      ["Cl-5, Shore", [null, null]],
    ]);
  });
});

describe("power", () => {
  test("by hour over the night the clocks go back: 25 of them, in kW of all lights together", async () => {
    const town = await energyTown();
    fillDay(town, "2026-10-25");
    const power = EnergyPower.parse(await town.desk.energy.power({ from: "2026-10-25", to: "2026-10-25", stepMin: "60" }, asker));
    expect(power.at).toHaveLength(25);
    expect(power.at[0]).toBe("2026-10-24T23:00:00.000Z");
    // 36 W and 0.5 W; then standing by only.
    expect(power.meteredKw.slice(0, 13)).toEqual([...Array.from({ length: 12 }, () => 0.0365), 0.0005]);
    expect([power.levelPct[0], power.burningPct[0], power.estimatedPct[24]]).toEqual([30, 50, 50]);
  });

  test("by half hour; days of which nothing is known are there as null, up to where it is accounted", async () => {
    const town = await energyTown();
    fillDay(town, "2026-11-13");
    fillDay(town, "2026-11-15");
    const power = EnergyPower.parse(await town.desk.energy.power({ from: "2026-11-13", to: "2026-11-30", stepMin: "30", area: "Old Town" }, asker));
    expect(power.at).toHaveLength(3 * 48);
    expect(power.meteredKw[0]).toBe(0.036);
    expect(power.meteredKw[48]).toBeNull();
    expect(power.levelPct[2 * 48]).toBe(60);
  });
});

describe("the year at a glance", () => {
  test("365 days of 24 local hours; the hour that comes twice is averaged, the one that is skipped unknown", async () => {
    const town = await energyTown();
    // Half hours 2 to 5 are the two hours from 01:00 of that night.
    town.accounts.putHalfHours(town.rowOf("l-1"), "2026-10-25", (half) => (half >= 2 && half < 4 ? { levelPct: 80, burningMin: 30 } : {}));
    fillDay(town, "2026-03-29");
    const shares: number[] = [];
    const heat = EnergyHeat.parse(await town.desk.energy.heat({ to: "2026-11-20" }, { ...asker, progress: (share) => shares.push(share) }));
    expect(heat.days).toHaveLength(365);
    expect(heat.days.at(-1)).toBe("2026-11-20");
    const hoursOf = (day: string) => heat.levelPct[heat.days.indexOf(day)] ?? [];
    expect(hoursOf("2026-10-25").slice(0, 4)).toEqual([0, 40, 0, 0]);
    expect(hoursOf("2026-03-29").slice(0, 3)).toEqual([30, null, 30]);
    expect(heat.burningPct[heat.days.indexOf("2026-10-25")]?.[1]).toBe(50);
    expect(hoursOf("2026-07-01")).toEqual(Array.from({ length: 24 }, () => null));
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  test("ends when nobody waits", async () => {
    const town = await energyTown();
    await expect(town.desk.energy.heat({ to: "2026-11-20" }, { signal: AbortSignal.abort(new Error("gone")) })).rejects.toThrow("gone");
  });
});

test("indicators of the sections that have a geometry, and what the others need", async () => {
  const town = await energyTown();
  const base = { designClass: "P3", floorClass: "P5", designMargin: 1 } as const;
  const sections = [
    { ...base, name: "High Street", streets: ["High Street"], lit: { areaM2: 400, luxMaintained: 7.5 } },
    { ...base, name: "Abbey", streets: ["Abbey Street"] },
    { ...base, name: "Nowhere", streets: ["Nowhere Road"], lit: { areaM2: 400, luxMaintained: 7.5 } },
  ];
  await town.controller.publishDesign({
    kind: "sections",
    id: "all",
    body: { sections },
    author: "t",
    reason: "t",
    atMs: town.clock.now(),
    rolledBackTo: undefined,
  });
  fillDay(town, "2026-11-15");
  const answer = EnergyIndicators.parse(await town.desk.energy.indicators({ from: "2026-11-15", to: "2026-11-15" }, asker));
  expect(answer.missing.map(({ name }) => name)).toEqual(["Abbey", "Nowhere"]);
  const [section] = answer.sections;
  // EN 13201-5 clause 4: 60 W over 7.5 lx × 400 m².
  expect(section).toMatchObject({ name: "High Street", lights: 1, pdiMwPerLxM2: 20, annualised: true });
  expect(section?.periods.map(({ levelPct, hoursPerYear }) => [levelPct, hoursPerYear])).toEqual([
    [60, 4_380],
    [0, 4_380],
  ]);
  // Clause 5: 36.9 W is the curve of the light at 60 %, 0.5 W standing by.
  const dimmedW = 8.4 + ((60 - 8.4) * 50) / 90;
  expect(section?.aeciKwhPerM2).toBeCloseTo(((dimmedW + 0.5) * 4_380) / 1_000 / 400, 6);
});

test("how complete the figures are", async () => {
  const town = await energyTown();
  const accounts = EnergyAccounts.parse(await town.desk.energy.accounts());
  expect(accounts).toMatchObject({ accountedTo: "2026-11-16T00:00:00.000Z", daysWaiting: 0 });
  expect(accounts.areas.map(({ area }) => area).sort()).toEqual(["Leith", "Old Town"]);
});

test("everything that is wrong with a question is told at once, and asking it all the same is refused", async () => {
  const town = await energyTown();
  const { energy } = town.desk;
  const wrong = { from: "2026-11-15", to: "2026-11-01", by: "area", baseline: "designs-before", sort: "use", offset: 0, limit: 10 } as const;
  const scope = { area: "Nowhere", street: "No Road", feeder: "fp-9", group: "g", profile: "p", demandRule: "r", light: "x" };
  const problems = energy.problems({ of: "summary", query: { ...wrong, ...scope } });
  expect(problems.map(({ field, found }) => `${field} ${found}`)).toEqual([
    'to "2026-11-01"',
    "before nothing",
    'area "Nowhere"',
    'street "No Road"',
    'feeder "fp-9"',
    'group "g"',
    'profile "p"',
    'demandRule "r"',
    'light "x"',
  ]);
  await expect(energy.summary({ ...wrong, ...scope }, asker)).rejects.toMatchObject({ code: "BAD_INPUT" });
  expect(energy.problems({ of: "power", query: { from: "2026-01-01", to: "2026-03-31", stepMin: "30" } })).toEqual([
    { field: "to", found: '"2026-03-31"', expected: "a period of at most 62 days, so 2026-03-03 at the latest; this one has 90" },
  ]);
  expect(energy.problems({ of: "days", query: { from: "2020-01-01", to: "2026-03-31" } })).toHaveLength(1);
  expect(energy.problems({ of: "summary", query: { ...wrong, ...week, baseline: "full-output", before: "2026-01-01" } })).toHaveLength(1);
  expect(energy.problems({ of: "summary", query: { ...wrong, ...week, before: "2026-01-01", area: "Leith", group: "old-town" } })).toEqual([]);
});
