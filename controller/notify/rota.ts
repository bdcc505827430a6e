/** Whose turn it is. */
import type { RotaConfig } from "#config/notifications";
import { dayNumber } from "../decide/dates.ts";
import { addDays, localDate, localToUtcMs } from "../decide/local-time.ts";
import type { HandOverRecord } from "../registry/notice-ledger.ts";

export interface Duty {
  readonly now: string;
  /** Told when nobody answers: whose turn is the next. */
  readonly next: string;
  readonly untilMs: number;
  /** Who said that somebody stands in. */
  readonly handedOverBy: string | undefined;
}

/** Ids of the people on duty at an instant. Before the rota's first day it runs backwards: there is always somebody. */
export function dutyAt(rota: RotaConfig, standIn: HandOverRecord | undefined, nowMs: number, zone: string): Duty {
  const guess = Math.floor((dayNumber(localDate(nowMs, zone)) - dayNumber(rota.start)) / rota.days);
  const turn = nowMs < startMs(rota, guess, zone) ? guess - 1 : guess;
  const [own, next, untilMs] = [personOf(rota, turn), personOf(rota, turn + 1), startMs(rota, turn + 1, zone)];
  if (!standIn || nowMs < standIn.fromMs || nowMs >= standIn.untilMs) return { now: own, next, untilMs, handedOverBy: undefined };
  // Whose turn it is can still be asked when the stand-in does not answer.
  return { now: standIn.to, next: standIn.to === own ? next : own, untilMs: standIn.untilMs, handedOverBy: standIn.by };
}

const startMs = ({ start, days, handOverAt }: RotaConfig, turn: number, zone: string): number => localToUtcMs(addDays(start, turn * days), handOverAt, zone);

const personOf = ({ people }: RotaConfig, turn: number): string => people[((turn % people.length) + people.length) % people.length] ?? "";
