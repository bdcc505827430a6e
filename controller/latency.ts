/** How late a report may be and its node still be well: what the fault rules must not mistake for a wrong clock or for silence. */
import { type Clock, type ClockSetting, DemoClock, shownAt } from "#contract/clock";

/** On its way in real time, ms: sockets, batches, a busy moment. */
const onItsWayMs = 1_500;
/** After a jump of the demo clock every node reports what it did meanwhile; for a large fleet that takes so long in real time, ms. */
const catchUpMs = 20_000;

/** Gives the lateness to allow for now, ms on `clock`. Real time is its own measure; a demo clock multiplies it and jumps. */
export function reportLatency(clock: Clock, pace: Clock): () => number {
  if (!(clock instanceof DemoClock)) return () => onItsWayMs;
  let last: ClockSetting = clock.setting;
  let jumpMs = 0;
  let jumpedAtMs = Number.NEGATIVE_INFINITY;
  clock.onSetting((setting) => {
    const stepMs = setting.shownMs - shownAt(last, setting.systemMs);
    last = setting;
    if (stepMs <= onItsWayMs) return;
    jumpMs = stepMs + leftOfJumpMs();
    jumpedAtMs = pace.elapsedMs();
  });
  const leftOfJumpMs = (): number => (pace.elapsedMs() - jumpedAtMs < catchUpMs ? jumpMs : 0);
  return () => onItsWayMs * clock.setting.speed + leftOfJumpMs();
}
