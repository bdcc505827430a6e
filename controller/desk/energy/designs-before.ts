/** The baseline "as the designs were": those in force at noon of an earlier day, played on the nights of the period. */
import { LightingError } from "#contract/failures";
import type { Asker } from "../../api/energy-desk.ts";
import type { Controller } from "../../controller.ts";
import { addDays, localToUtcMs } from "../../decide/local-time.ts";
import { Schedules } from "../../design/schedules.ts";
import type { Accounts } from "../../energy/accounts.ts";
import { Slices } from "../../whatif/slices.ts";
import { nightsIn, whatIf } from "../../whatif/what-if.ts";
import type { Division } from "./division.ts";
import type { Period, Sums } from "./sums.ts";

export interface DesignsBefore {
  /** By member, the total last. */
  readonly kwh: Float64Array;
  readonly method: string;
}

export interface DesignsBeforeRequest {
  /** yyyy-mm-dd. */
  readonly before: string;
  /** What of the period is accounted. */
  readonly period: Period;
  readonly division: Division;
  readonly accounts: Accounts;
  readonly sums: Sums;
  /** Share of the period's hours of darkness that is accounted: its last day may not be over. */
  readonly darkShare: number;
}

/** Nights played at once, so that progress can be told; each piece lays the designs over the lights again, some 0.1 s. */
const pieceNights = 31;
/** Readings of a source taken from one piece of the record (6 h): one each second. */
const readingsMax = 21_600;

/** Takes about as long as a what-if. Rejects with the signal's reason when nobody waits any more. */
export async function designsBefore(controller: Controller, request: DesignsBeforeRequest, { signal, progress }: Asker): Promise<DesignsBefore> {
  const { division, sums, period } = request;
  const nights = nightsIn(period.from, period.to);
  const reporting = await lightsWithReadings(controller, request, signal);
  const kwh = new Float64Array(division.members.length + 1);
  for (const [layer, { of }] of division.layers.entries()) {
    for (let done = 0; done < nights; done += pieceNights) {
      const piece = { from: addDays(period.from, done), to: addDays(period.from, Math.min(nights, done + pieceNights) - 1) };
      signal.throwIfAborted();
      const counted = of.map((member, row) => (reporting[row] ? member : -1));
      const played = await play(controller, { before: request.before, piece, of: counted, count: division.members.length }, signal);
      for (const [member, energy] of played) {
        const part = energy * request.darkShare * coverage(sums, layer, member, nights);
        if (member < division.members.length) kwh[member] = (kwh[member] ?? 0) + part;
        if (layer === 0) kwh[division.members.length] = (kwh.at(-1) ?? 0) + part;
      }
      progress?.((layer + Math.min(1, (done + pieceNights) / nights)) / division.layers.length);
    }
  }
  return { kwh, method: methodOf(request, nights) };
}

/** 1 for each row with readings in the period: a light that was silent used nothing that is known, and saves nothing. */
async function lightsWithReadings({ situation }: Controller, { accounts, period }: DesignsBeforeRequest, signal: AbortSignal): Promise<Float64Array> {
  const count = situation.geometry.lights.length;
  const members = { of: Int32Array.from({ length: count }, (_, row) => row), count };
  return (await accounts.days({ ...period, members, bucket: "whole", fields: [] }, signal)).lightsSeen;
}

/** Share of the nights on which a member's lights have readings, of an average one. */
function coverage(sums: Sums, layer: number, member: number, nights: number): number {
  const { lightDays, lightsSeen } = sums.layer(layer);
  const seen = lightsSeen[member] ?? 0;
  return seen > 0 ? (lightDays[member] ?? 0) / (seen * nights) : 0;
}

interface Piece {
  readonly before: string;
  readonly piece: Period;
  readonly of: Int32Array;
  readonly count: number;
}

/** kWh by member; lights outside the scope are in none. */
async function play(controller: Controller, { before, piece, of, count }: Piece, signal: AbortSignal): Promise<ReadonlyMap<number, number>> {
  const { situation, designs, demandLog, parts } = controller;
  const { config, clock, pace } = parts;
  const { geometry } = situation;
  const schedules = new Schedules(designs.at(localToUtcMs(before, "12:00", config.timeZone)), geometry.lights);
  const outside = count + 1;
  const groups = Array.from({ length: count + 2 }, (_, member) => ({ id: String(member), name: "" }));
  const answer = await whatIf({
    ...piece,
    inForce: schedules,
    proposed: schedules,
    geometry,
    config,
    recorded: (source, fromMs, toMs) => demandLog.heard(source, fromMs, toMs, readingsMax),
    nowMs: clock.now(),
    // Money and carbon are by half hour elsewhere.
    rates: { pencePerKwh: 0, gramsCo2PerKwh: 0 },
    slices: new Slices(pace, signal),
    division: { groups, groupOf: of.map((member) => (member === -1 ? outside : member)) },
  });
  return new Map(answer.groups.map(({ id, proposed }) => [Number(id), proposed.kwh] as const).filter(([member]) => member < outside));
}

const methodOf = ({ before, sums }: DesignsBeforeRequest, nights: number): string =>
  `Saved is the baseline less metered energy. The baseline is what the calendars, groups, demand rules and luminaires in force at noon of ${before} would have taken on the ${nights} nights of the period, ` +
  "noon to noon: planned by sun and calendar, with the demand that was recorded then heard by the demand rules of that day, added up with each light's level-to-power curve, standby by day included. " +
  "It leaves out overrides, faults, fades, and demand whose sources were not recorded. " +
  `Only lights with readings count, in proportion to the days on which they have some (${(sums.column("lightDays").at(-1) ?? 0).toLocaleString("en-GB")} days of a light in all). Money and carbon are at this period's mean rate by kilowatt-hour.`;

/** Playing takes all the time the loop leaves: one more would only make each slower. */
const playingMax = 1;

/** Lets only so many play at once; the next is told to come again. */
export class Turns {
  #taken = 0;

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken >= playingMax) throw new LightingError("BUSY", "The designs of an earlier day are being played already: try again in some seconds.");
    this.#taken++;
    try {
      return await work();
    } finally {
      this.#taken--;
    }
  }
}
