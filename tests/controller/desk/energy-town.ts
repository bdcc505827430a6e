/** A town whose energy is put in by hand: five lights in two areas, with what each used on every day of a fortnight. */
import { onTestFinished } from "vitest";
import { EnergySummary, EnergySummaryQuery } from "#contract/energy";
import type { LightRecord } from "#controller/registry/inventory";
import { MemoryAccounts } from "#tests/controller/memory-accounts";
import { light, type Rig, startRig } from "#tests/controller/rig";

export const fortnight = { from: "2026-11-02", to: "2026-11-15" };
/** The second week. */
export const week = { from: "2026-11-09", to: "2026-11-15" };

const townLights: LightRecord[] = [
  light("l-1"),
  light("l-2", { street: "Abbey Street", feeder: "fp-2" }),
  light("l-3", { street: "Shore", area: "Leith", feeder: undefined }),
  light("l-4", { street: "Shore", area: "Leith", regime: "Dusk-Dawn" }),
  light("l-5", { street: "Shore", area: "Leith" }),
];

export interface Town extends Rig {
  readonly accounts: MemoryAccounts;
  readonly rowOf: (light: string) => number;
  /** Checked against the contract. */
  summary(query: Record<string, unknown>, signal?: AbortSignal): Promise<EnergySummary>;
}

export async function energyTown(options: Partial<Parameters<typeof startRig>[0]> = {}): Promise<Town> {
  const accounts = new MemoryAccounts();
  accounts.known.accountedToMs = Date.parse("2026-11-16T00:00:00Z");
  const rig = await startRig({ lights: townLights, accounts, ...options });
  onTestFinished(() => rig.close());
  return {
    ...rig,
    accounts,
    rowOf: (id) => rig.controller.situation.geometry.rowOfLight.get(id) ?? -1,
    summary: async (query, signal = new AbortController().signal) =>
      EnergySummary.parse(await rig.desk.energy.summary(EnergySummaryQuery.parse({ ...week, ...query }), { signal })),
  };
}

/** Every light but l-5, which never reports: l-1 uses 1 kWh a day, l-2 2 kWh, … of twice as much at full output, at 30 p and 150 g. */
export function fillFortnight(town: Town): void {
  for (const kwh of [1, 2, 3, 4]) {
    town.accounts.put(town.rowOf(`l-${kwh}`), fortnight, {
      meteredKwh: kwh,
      calculatedKwh: kwh,
      fullKwh: 2 * kwh,
      meteredPence: 30 * kwh,
      fullPence: 60 * kwh,
      meteredGrams: 150 * kwh,
      fullGrams: 300 * kwh,
      burningMin: 840,
    });
  }
}
