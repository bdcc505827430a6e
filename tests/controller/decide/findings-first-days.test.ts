import { expect, test } from "vitest";
import { carbonFindings, tariffsFindings } from "#controller/decide/findings/first-days";

test("a tariff that begins on the day of an earlier one is an error that names both, and so is a carbon factor", () => {
  const tariff = (from: string) => ({ name: "A", from, standingPencePerDay: 0, pencePerKwh: 28, bands: [] });
  expect(tariffsFindings({ tariffs: [tariff("2026-04-01"), tariff("2025-04-01"), tariff("2026-04-01")] })).toEqual([
    { severity: "error", field: "tariffs.2.from", text: "tariff 1 begins on 2026-04-01 too: one of them must go" },
  ]);
  const factor = (from: string) => ({ from, source: "X", gramsPerKwh: 180 });
  expect(carbonFindings({ factors: [factor("2026-01-01"), factor("2026-01-01")] })).toEqual([
    { severity: "error", field: "factors.1.from", text: "factor 1 begins on 2026-01-01 too: one of them must go" },
  ]);
  expect(carbonFindings({ factors: [factor("2026-01-01"), factor("2027-01-01")] })).toEqual([]);
});
