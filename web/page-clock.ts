import { signal } from "@preact/signals";
import { type Clock, type ClockSetting, every, SystemClock, shownAt } from "../contract/clock.ts";

/** The browser's own clock: timers, time-outs, and nothing that a person reads. */
export const systemClock: Clock = new SystemClock();

/** How the controller's clock runs, against this page's elapsed time: the two machines' wall clocks need not agree. */
const setting = signal<ClockSetting>({ systemMs: 0, shownMs: systemClock.now() - systemClock.elapsedMs(), speed: 1 });

/** The controller's time now, ms since 1970 UTC. */
export const nowMs = (): number => shownAt(setting.value, systemClock.elapsedMs());

/** The controller's time, renewed often enough for a person to see it run. Reading it in a component re-renders that component. */
export const tickMs = signal(nowMs());

/** Period of the displayed clock, ms: a demo at 60× moves a minute a second. */
const tickPeriodMs = 500;

export function startPageClock(): void {
  every(systemClock, tickPeriodMs, "page clock", () => {
    tickMs.value = nowMs();
  });
}

/** Takes what the controller's clock showed on arrival of a frame. */
export function setControllerTime(atMs: number, speed: number): void {
  setting.value = { systemMs: systemClock.elapsedMs(), shownMs: atMs, speed };
  tickMs.value = atMs;
}
