/** What the demo adds: a clock one can pause, speed up and jump, and faults one can play. Both belong to other processes; this asks them. */
import type { ClockCommand, FaultCommand, SimulatedFault } from "#contract/api";
import type { ClockSetting, DemoClock } from "#contract/clock";
import type { DemoMessage } from "#contract/demo";
import { addDays, dayMs, lightingDay, lightingDayBounds, localDate, localToUtcMs } from "../decide/local-time.ts";
import { altitudeCrossing, altitudes, type Place } from "../decide/sun.ts";

/** Where a jump lands: a little before what one wants to watch. */
const beforeDuskMs = 2 * 60_000;
const beforeDawnMs = 50 * 60_000;
const beforeMidnightMs = 60_000;

export interface DemoParts {
  readonly clock: DemoClock;
  /** Real time. */
  readonly systemNow: () => number;
  readonly send: (message: DemoMessage) => void;
  readonly place: () => Place;
  readonly timeZone: string;
}

export class DemoDesk {
  readonly #parts: DemoParts;
  readonly #faults = new Map<string, Set<SimulatedFault>>();
  /** Speed to go back to when a pause ends. */
  #speed: number;

  constructor(parts: DemoParts) {
    this.#parts = parts;
    this.#speed = parts.clock.setting.speed || 60;
  }

  get setting(): ClockSetting {
    return this.#parts.clock.setting;
  }

  /** Faults switched on through the page, for a light. */
  faultsOf(light: string): readonly string[] {
    return [...(this.#faults.get(light) ?? [])];
  }

  clock(command: ClockCommand): void {
    const { clock, systemNow, send } = this.#parts;
    const systemMs = systemNow();
    const shownMs = clock.now();
    const setting = this.#settingFor(command, systemMs, shownMs);
    if (setting.speed > 0) this.#speed = setting.speed;
    // Here at once, so that the page sees it; the others follow when the owner of the clock tells them.
    clock.set(setting);
    send({ type: "set-clock", setting });
  }

  simulateFault(command: FaultCommand): void {
    for (const light of command.lights) {
      const faults = this.#faults.get(light) ?? new Set();
      if (command.on) faults.add(command.fault);
      else faults.delete(command.fault);
      this.#faults.set(light, faults);
    }
    this.#parts.send({ type: "fault", command });
  }

  #settingFor(command: ClockCommand, systemMs: number, shownMs: number): ClockSetting {
    switch (command.do) {
      case "pause":
        return { systemMs, shownMs, speed: 0 };
      case "speed":
        return { systemMs, shownMs, speed: command.speed };
      case "jump":
        return command.to === "real-time"
          ? { systemMs, shownMs: systemMs, speed: 1 }
          : { systemMs, shownMs: this.#next(command.to, shownMs), speed: this.#speed };
    }
  }

  #next(what: "dusk" | "midnight" | "dawn", nowMs: number): number {
    const zone = this.#parts.timeZone;
    if (what === "midnight") {
      const tomorrow = localToUtcMs(addDays(localDate(nowMs + beforeMidnightMs, zone), 1), "00:00", zone);
      return tomorrow - beforeMidnightMs;
    }
    // Of this lighting day and the two after it, the first that is still ahead; where the sun never sets, the same time tomorrow.
    for (let ahead = 0; ahead < 3; ahead++) {
      const { fromMs } = lightingDayBounds(addDays(lightingDay(nowMs, zone), ahead), zone);
      const { falling, rising } = altitudeCrossing(altitudes.sunset, this.#parts.place(), fromMs);
      const at = what === "dusk" ? (falling ?? Number.NaN) - beforeDuskMs : (rising ?? Number.NaN) - beforeDawnMs;
      if (at > nowMs) return at;
    }
    return nowMs + dayMs;
  }
}
