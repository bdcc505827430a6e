/** Energy of a desk that has none to account: it knows the area "Old Town" only, and waits for whoever gives up when a period begins in 1999. */
import type { EnergyFigures, EnergySummary } from "#contract/energy";
import { LightingError } from "#contract/failures";
import type { Asker, EnergyDesk, EnergyQuestion } from "#controller/api/energy-desk";

export interface Told {
  readonly what: string;
  readonly with: unknown;
}

const figures: EnergyFigures = {
  lights: 5,
  lightsWithoutReadings: 0,
  metered: { kwh: 12.5, costGbp: 3.5 },
  calculatedKwh: 12.4,
  scheduledKwh: 12,
  differencePct: 0.81,
  deviationPct: 4.17,
  burningHours: 14,
  estimatedPct: 0,
  baseline: { kwh: 20, costGbp: 5.6 },
  saved: { kwh: 7.5, costGbp: 2.1, pct: 37.5 },
};

/** Rows named so that a spreadsheet would run one of them. */
const rows: EnergySummary["rows"] = [
  { id: "old-town", name: "Old Town", figures },
  { id: "sum", name: '=SUM(A1),"x"', figures: { ...figures, saved: { kwh: -7.5 } } },
];

export function fakeEnergy(told: Told[]): EnergyDesk {
  return {
    problems: ({ query }: EnergyQuestion) => {
      const area = "area" in query ? query.area : undefined;
      return area === undefined || area === "Old Town" ? [] : [{ field: "area", found: JSON.stringify(area), expected: "an area of the inventory" }];
    },
    summary: async (query, asker) => {
      told.push({ what: "summary", with: query });
      await waitOut(query.from, asker, told);
      asker.progress?.(0.5);
      if (query.from.startsWith("1998")) throw new LightingError("BUSY", "too many questions");
      const { from, to, by, baseline, offset, limit } = query;
      const days = { standingGbp: 1, daysWithoutTariff: 0, daysWithoutCarbon: 1 };
      return { from, to, by, baseline, method: "made up", total: figures, ...days, members: rows.length, rows: rows.slice(offset, offset + limit) };
    },
    days: async ({ from, by }, asker) => {
      await waitOut(from, asker, told);
      const column = [1.5, null];
      const known = { lights: column, meteredKwh: column, calculatedKwh: column, scheduledKwh: column, fullOutputKwh: column };
      const columns = { ...known, costGbp: column, co2Kg: column, burningHours: column, estimatedPct: column };
      return { days: [from, "2026-02-02"], ...columns, ...(by && { members: [{ id: "a", name: "+44 Road", meteredKwh: column }] }) };
    },
    async *halfHours({ from }, asker) {
      if (from.startsWith("1998")) throw new LightingError("BUSY", "too many files");
      const column = Float64Array.of(1.5, 2);
      const columns = { meteredWh: column, calculatedWh: column, levelPct: column, burningMin: column, estimatedMin: column };
      yield { light: ["hw-1", "hw-1"], startMs: Float64Array.of(0, 1_800_000), ...columns };
      await waitOut(from, asker, told);
    },
    power: async ({ stepMin }) => ({
      stepMin: Number(stepMin),
      at: ["2026-02-01T00:00:00.000Z"],
      meteredKw: [1.25],
      calculatedKw: [1.2],
      levelPct: [60],
      burningPct: [100],
      estimatedPct: [null],
    }),
    heat: async ({ to }, asker) => {
      asker.progress?.(0.4);
      asker.progress?.(0.401);
      const hours = Array.from({ length: 24 }, () => null);
      return { days: [to], levelPct: [hours], burningPct: [hours] };
    },
    indicators: async (period) => ({ ...period, sections: [], missing: [{ name: "High Street", needs: "its lit area" }] }),
    accounts: async () => ({ daysWaiting: 0, daysToCost: 0, detail: "made up", areas: [{ area: "Old Town", open: 1, healed: 2, givenUp: 0 }] }),
  };
}

async function waitOut(from: string, { signal }: Asker, told: Told[]): Promise<void> {
  if (!from.startsWith("1999")) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  told.push({ what: "energy aborted", with: undefined });
  signal.throwIfAborted();
}
