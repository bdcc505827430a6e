/** The header's figures, from the columns. */

import type { Status } from "#contract/api";
import type { ClockSetting } from "#contract/clock";
import { conditions } from "#contract/live";
import { iso } from "#contract/units";
import type { Controller } from "../controller.ts";
import { lightingDay, lightingDayBounds } from "../decide/local-time.ts";
import { altitudeCrossing, altitudes } from "../decide/sun.ts";
import { placeOf } from "./estate.ts";

export function statusOf(controller: Controller, clock: ClockSetting | undefined): Status {
  const { situation, parts } = controller;
  const { fleet, overrides } = situation;
  const nowMs = parts.clock.now();
  const counts = new Array<number>(conditions.length).fill(0);
  let lightsOn = 0;
  let loadW = 0;
  let connected = 0;
  for (let row = 0; row < fleet.size; row++) {
    const condition = fleet.condition[row] ?? 0;
    counts[condition] = (counts[condition] ?? 0) + 1;
    if ((fleet.levelPct[row] ?? 0) > 0) lightsOn += 1;
    // A light that lost its supply or its voice is not known to take what it last said.
    if (fleet.connected[row] === 1) loadW += fleet.powerW[row] || 0;
    connected += fleet.connected[row] ?? 0;
  }
  const dataAgeMs = controller.dataAgeMs();
  return {
    at: iso(nowMs),
    ...(clock === undefined ? {} : { clock }),
    ...tonight(controller, nowMs),
    counts,
    lightsOn,
    loadKw: loadW / 1_000,
    nodesConnected: connected,
    reportsPerSecond: parts.recorder.state().readingsPerSecond,
    overrides: overrides.list().filter((override) => override.releasedAtMs === undefined && override.startsAtMs <= nowMs && nowMs < override.endsAtMs).length,
    ...(Number.isNaN(dataAgeMs) ? {} : { dataAgeS: dataAgeMs / 1_000 }),
  };
}

/** Sunset and sunrise of the lighting day at the middle of the estate; absent where the sun does not cross the horizon. */
function tonight({ situation, parts }: Controller, nowMs: number): Pick<Status, "sunset" | "sunrise"> {
  if (situation.geometry.lights.length === 0) return {};
  const zone = parts.config.timeZone;
  const { fromMs } = lightingDayBounds(lightingDay(nowMs, zone), zone);
  const { falling, rising } = altitudeCrossing(altitudes.sunset, placeOf(situation.geometry), fromMs);
  return { ...(falling === undefined ? {} : { sunset: iso(falling) }), ...(rising === undefined ? {} : { sunrise: iso(rising) }) };
}
