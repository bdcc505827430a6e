/** Waiting with an end. */
import type { Cancel, Clock } from "#contract/clock";

/** Waits for a promise that never rejects, but no longer than `ms` of the clock. `name` is for diagnostics. */
export async function within(clock: Clock, ms: number, name: string, done: Promise<unknown>): Promise<void> {
  let cancel: Cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(ms, name, resolve);
  });
  await Promise.race([done, late]);
  cancel();
}
