/** From readings to what people are told, over the accounts' own file. */
import { expect, onTestFinished, test } from "vitest";
import { EnergyDays, EnergyHeat, EnergyPower, EnergySummary, EnergySummaryQuery } from "#contract/energy";
import { ratesOfDay } from "#controller/energy/rates";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { accountsOf, estateOf, record, settled, steady } from "#tests/controller/energy/accounts-rig";
import { light, startRig } from "#tests/controller/rig";

const asker = { signal: new AbortController().signal };
const period = { from: "2026-11-17", to: "2026-11-18" };
const [fromMs, toMs] = [Date.parse("2026-11-17T00:00:00Z"), Date.parse("2026-11-19T00:00:00Z")];

test("two lights that burn for two days, and one that never reports", async () => {
  const store = new MemoryTelemetry();
  const lights = [light("l-1"), light("l-2", { area: "Leith", powerW: 100 }), light("l-3", { area: "Leith" })];
  const accounts = await accountsOf(store, lights);
  const rig = await startRig({ lights, accounts, at: "2026-11-19T01:00:00.000Z" });
  onTestFinished(() => rig.close());
  // In the order of the controller's rows, as its keeper tells them.
  await accounts.setEstate(estateOf(rig.controller.situation.geometry.lights));
  const tariff = { name: "All day", from: "2026-11-18", standingPencePerDay: 50, pencePerKwh: 30, bands: [] };
  const rates = ["2026-11-17", "2026-11-18"].map((day) => [day, ratesOfDay(day, "Europe/London", { tariffs: [tariff] }, { factors: [] })] as const);
  await accounts.setRates(new Map(rates));
  // To a report after the end, so that nothing is estimated.
  await record(accounts, store, [...steady("l-1", fromMs, toMs + 3_600_000), ...steady("l-2", fromMs, toMs + 3_600_000, { powerW: 100 })]);
  await settled(accounts, toMs + 3_600_000);
  const { energy } = rig.desk;
  const summary = async (query: Record<string, unknown>) => EnergySummary.parse(await energy.summary(EnergySummaryQuery.parse({ ...period, ...query }), asker));

  const { total, rows, daysWithoutTariff, standingGbp } = await summary({ by: "area" });
  expect(rows.map(({ name, figures }) => [name, figures.lights, figures.lightsWithoutReadings])).toEqual([
    ["Leith", 1, 1],
    ["Old Town", 1, 0],
  ]);
  // 160 W for 48 hours; the first day has no tariff.
  expect(total.metered.kwh).toBeCloseTo(7.68, 2);
  expect(total.metered.costGbp).toBeCloseTo(0.3 * 3.84, 2);
  expect(total.metered.co2Kg).toBeUndefined();
  expect([daysWithoutTariff, standingGbp, total.burningHours]).toEqual([1, 0.5, 48]);
  expect(total.saved?.kwh).toBeLessThan(0);

  const designs = await summary({ by: "light", baseline: "designs-before", before: "2026-11-10" });
  expect(designs.rows.find(({ id }) => id === "l-3")?.figures.baseline).toBeUndefined();
  expect(designs.total.baseline?.kwh).toBeCloseTo(
    designs.rows.reduce((sum, { figures }) => sum + (figures.baseline?.kwh ?? 0), 0),
    2,
  );

  // However they are divided, the light that is silent is in no sum.
  const byArea = await summary({ by: "area", baseline: "designs-before", before: "2026-11-10" });
  expect(byArea.total.baseline?.kwh).toBeCloseTo(designs.total.baseline?.kwh ?? Number.NaN, 2);

  const days = EnergyDays.parse(await energy.days({ from: "2026-11-16", to: "2026-11-18", by: "light" }, asker));
  expect(days.meteredKwh.map((kwh) => kwh && Math.round(kwh * 100) / 100)).toEqual([null, 3.84, 3.84]);
  expect(days.members?.find(({ id }) => id === "l-3")?.meteredKwh).toEqual([null, null, null]);
  const power = EnergyPower.parse(await energy.power({ ...period, stepMin: "30" }, asker));
  expect(power.at).toHaveLength(96);
  expect(power.meteredKw[40]).toBeCloseTo(0.16, 4);
  const heat = EnergyHeat.parse(await energy.heat({ to: "2026-11-18" }, asker));
  expect([heat.levelPct.at(-1)?.[12], heat.burningPct.at(-1)?.[12], heat.levelPct[0]?.[12]]).toEqual([100, 100, null]);
});
