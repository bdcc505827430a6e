/** How fast a reading becomes decisions, and what following the traffic saves. */

import { measureReadings } from "./demand/readings.ts";
import { adaptive, type Burnt, burn, fixed, fullOutput } from "./demand/savings.ts";
import type { BenchOptions } from "./harness.ts";

/** A reading that 500 of 10,000 lights follow; nine months of counts from Berlin under three ways of lighting the same street. */
export async function bench({ quick, report }: BenchOptions): Promise<void> {
  const readings = await measureReadings(quick ? 20 : 200);
  report({ name: "demand: a reading that 500 lights follow, median", value: readings.medianMs, unit: "ms" });
  report({ name: "demand: a reading that 500 lights follow, 95th percentile", value: readings.p95Ms, unit: "ms" });

  const sites = quick ? 5 : 20;
  const [full, partNight, byTraffic] = [fullOutput, fixed, adaptive].map((way) => burn(way, sites));
  if (!full || !partNight || !byTraffic) throw new Error("three ways were burnt");
  report({ name: "demand: Berlin, full output dusk to dawn", value: full.kwh, unit: "kWh a light" });
  report({ name: "demand: Berlin, fixed part-night profile", value: partNight.kwh, unit: "kWh a light" });
  report({ name: "demand: Berlin, class by traffic", value: byTraffic.kwh, unit: "kWh a light" });
  report({ name: "demand: Berlin, class by traffic saves of full output", value: saved(byTraffic, full), unit: "%" });
  report({ name: "demand: Berlin, class by traffic saves of part-night", value: saved(byTraffic, partNight), unit: "%" });
  report({ name: "demand: Berlin, part-night under the class needed", value: partNight.hoursUnder, unit: "h a light" });
  report({ name: "demand: Berlin, by traffic under the class needed", value: byTraffic.hoursUnder, unit: "h a light" });
}

const saved = (less: Burnt, more: Burnt): number => 100 * (1 - less.kwh / more.kwh);
