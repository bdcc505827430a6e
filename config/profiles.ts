/**
 * Profiles every installation has without writing any: the photocell regimes British lists name, by calculated daylight. A profile or
 * regime of the same name in the configuration replaces the stock one.
 */
import type { Config, ProfileConfig } from "./schema.ts";

/** On and off by daylight, dimmed from late evening until the first early walkers. */
function partNight(onLux: number, offLux: number): ProfileConfig {
  return {
    name: `Part-night ${onLux}/${offLux}`,
    fadeMs: 10_000,
    steps: [
      { at: { lux: onLux, edge: "falling" }, levelPct: 100 },
      { at: { time: "22:00" }, levelPct: 75 },
      { at: { time: "00:00" }, levelPct: 50 },
      { at: { time: "05:30" }, levelPct: 75 },
      { at: { lux: offLux, edge: "rising" }, levelPct: 0 },
    ],
  };
}

export const stockProfiles: Readonly<Record<string, ProfileConfig>> = {
  "part-night-35-18": partNight(35, 18),
  "part-night-70-35": partNight(70, 35),
  "dusk-dawn": {
    name: "Dusk to dawn",
    fadeMs: 10_000,
    steps: [
      { at: { sun: "sunset", offsetMin: 0 }, levelPct: 100 },
      { at: { sun: "sunrise", offsetMin: 0 }, levelPct: 0 },
    ],
  },
};

/** Regime texts as inventories write them. What no entry names burns all night: when in doubt, lit. */
export const stockRegimes: Config["regimes"] = {
  "35/18": "part-night-35-18",
  "70/35": "part-night-70-35",
  "Dusk-Dawn": "dusk-dawn",
  "*": "dusk-dawn",
};
