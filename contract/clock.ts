/**
 * The Clock port and its three clocks. Nothing else in Leerie asks the system for the time or sets a timer that decides something:
 * the demo runs on a scaled clock, tests on one they advance by hand.
 */
import type { ClockSetting } from "./clock-setting.ts";

/** Ends a wait that has not happened yet; harmless afterwards. */
export type Cancel = () => void;

export interface Clock {
  /** The instant, ms since 1970 UTC. May step (a jump of the demo clock, an operator's NTP). */
  now(): number;
  /** Never falls, ms. For durations and time-outs; a forward jump of the demo clock counts. */
  elapsedMs(): number;
  /** Calls `act` once, `delayMs` of this clock from now. `name` is for diagnostics. */
  after(delayMs: number, name: string, act: () => void): Cancel;
}

/** Calls `act` every `periodMs` of the clock until cancelled; a long jump calls it once, not many times. */
export function every(clock: Clock, periodMs: number, name: string, act: () => void): Cancel {
  let stopped = false;
  let cancel: Cancel = () => {};
  const arm = (): void => {
    cancel = clock.after(periodMs, name, () => {
      if (stopped) return;
      arm();
      act();
    });
  };
  arm();
  return () => {
    stopped = true;
    cancel();
  };
}

/** Resolves after `delayMs` of the clock. */
export const wait = (clock: Clock, delayMs: number, name: string): Promise<void> => new Promise((resolve) => clock.after(delayMs, name, resolve));

export { ClockSetting } from "./clock-setting.ts";

/** The instant a setting shows at a system instant. Used by the page as well, which has its own system clock offset. */
export const shownAt = (setting: ClockSetting, systemMs: number): number => setting.shownMs + (systemMs - setting.systemMs) * setting.speed;

/** The real clock of an installation. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }
  elapsedMs(): number {
    return performance.now();
  }
  after(delayMs: number, _name: string, act: () => void): Cancel {
    return systemTimer(delayMs, act);
  }
}

/** setTimeout holds at most 2^31-1 ms; longer waits are taken in pieces. */
const timerMsMax = 2_000_000_000;

function systemTimer(delayMs: number, act: () => void): Cancel {
  let timer: ReturnType<typeof setTimeout>;
  const arm = (leftMs: number): void => {
    timer = setTimeout(() => (leftMs > timerMsMax ? arm(leftMs - timerMsMax) : act()), Math.min(leftMs, timerMsMax));
  };
  arm(Math.max(0, delayMs));
  return () => clearTimeout(timer);
}

interface Waiting {
  readonly dueMs: number;
  readonly order: number;
  readonly name: string;
  readonly act: () => void;
}

/** What DemoClock and ManualClock share: work that waits for an elapsed instant, run in order of its due time. */
class Agenda {
  #waiting: Waiting[] = [];
  #order = 0;

  add(dueMs: number, name: string, act: () => void): Cancel {
    const item: Waiting = { dueMs, order: this.#order++, name, act };
    // Insert from the end: most work is added for later than what already waits.
    let i = this.#waiting.length;
    while (i > 0 && (this.#waiting[i - 1]?.dueMs ?? 0) > dueMs) i--;
    this.#waiting.splice(i, 0, item);
    return () => {
      const at = this.#waiting.indexOf(item);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  }

  nextDueMs(): number | undefined {
    return this.#waiting[0]?.dueMs;
  }

  takeDue(elapsedMs: number): Waiting | undefined {
    const first = this.#waiting[0];
    return first && first.dueMs <= elapsedMs ? this.#waiting.shift() : undefined;
  }

  names(): string[] {
    return this.#waiting.map((item) => item.name);
  }
}

/**
 * A clock that starts where it is told and runs faster than real. One process owns the setting and hands it to the others, so all
 * parts share it (`set`). A jump forward runs what was due in between; a jump back moves `now` only.
 */
export class DemoClock implements Clock {
  readonly #agenda = new Agenda();
  #setting: ClockSetting;
  #elapsedBefore = 0;
  #timer: Cancel = () => {};
  readonly #listeners: ((setting: ClockSetting) => void)[] = [];

  constructor(setting: ClockSetting) {
    this.#setting = setting;
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  now(): number {
    return shownAt(this.#setting, Date.now());
  }

  elapsedMs(): number {
    return this.#elapsedBefore + Math.max(0, this.now() - this.#setting.shownMs);
  }

  after(delayMs: number, name: string, act: () => void): Cancel {
    const cancel = this.#agenda.add(this.elapsedMs() + Math.max(0, delayMs), name, act);
    this.#arm();
    return cancel;
  }

  /** Takes a new setting: a pause, a speed or a jump. */
  set(setting: ClockSetting): void {
    const before = this.now();
    const elapsed = this.elapsedMs();
    this.#setting = setting;
    // A setting reaches another process a little after it was made. `elapsedMs` counts from the setting's own instant, so what was
    // counted already between that instant and now is taken off again.
    const jumpMs = Math.max(0, this.now() - before);
    this.#elapsedBefore = elapsed + jumpMs - Math.max(0, this.now() - setting.shownMs);
    for (const listener of this.#listeners) listener(setting);
    this.#arm();
  }

  onSetting(listener: (setting: ClockSetting) => void): void {
    this.#listeners.push(listener);
  }

  #arm(): void {
    this.#timer();
    const dueMs = this.#agenda.nextDueMs();
    if (dueMs === undefined || (this.#setting.speed === 0 && dueMs > this.elapsedMs())) return;
    const waitMs = this.#setting.speed === 0 ? 0 : (dueMs - this.elapsedMs()) / this.#setting.speed;
    this.#timer = systemTimer(waitMs, () => {
      // What is due at this instant, not what falls due meanwhile: at a high speed that would never end, and sockets would starve.
      const untilMs = this.elapsedMs();
      let item = this.#agenda.takeDue(untilMs);
      while (item) {
        item.act();
        item = this.#agenda.takeDue(untilMs);
      }
      this.#arm();
    });
  }
}

/** A clock that stands still until advanced; due work runs in order, at its own instant. For tests and simulation. */
export class ManualClock implements Clock {
  readonly #agenda = new Agenda();
  #nowMs: number;
  #elapsedMs = 0;

  constructor(startsAt: number | string) {
    this.#nowMs = typeof startsAt === "string" ? Date.parse(startsAt) : startsAt;
  }

  now(): number {
    return this.#nowMs;
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  after(delayMs: number, name: string, act: () => void): Cancel {
    return this.#agenda.add(this.#elapsedMs + Math.max(0, delayMs), name, act);
  }

  /** Moves on by `ms`, running what falls due on the way. Work that is added on the way and falls due runs too. */
  advance(ms: number): void {
    const untilMs = this.#elapsedMs + ms;
    for (;;) {
      const dueMs = this.#agenda.nextDueMs();
      if (dueMs === undefined || dueMs > untilMs) break;
      this.#move(Math.max(dueMs, this.#elapsedMs));
      this.#agenda.takeDue(this.#elapsedMs)?.act();
    }
    this.#move(untilMs);
  }

  /** Moves on to an instant; refuses to go back. */
  advanceTo(instant: number | string): void {
    const toMs = typeof instant === "string" ? Date.parse(instant) : instant;
    if (toMs < this.#nowMs) throw new RangeError(`cannot advance back from ${new Date(this.#nowMs).toISOString()} to ${new Date(toMs).toISOString()}`);
    this.advance(toMs - this.#nowMs);
  }

  /** Steps the wall clock without letting time pass, as a bad NTP server does. */
  step(ms: number): void {
    this.#nowMs += ms;
  }

  /** Names of what waits, soonest first: for a test that wants to know why nothing happens. */
  waiting(): string[] {
    return this.#agenda.names();
  }

  #move(toElapsedMs: number): void {
    this.#nowMs += toElapsedMs - this.#elapsedMs;
    this.#elapsedMs = toElapsedMs;
  }
}
