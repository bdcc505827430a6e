import { systemClock } from "./page-clock.ts";
import { announcement } from "./state.ts";
import { lightClasses } from "./store/light-class.ts";
import type { LightStore } from "./store/light-store.ts";

/** New faults are told together, so that a lost feeder is one sentence and not eighty, ms. */
const coalesceMs = 5_000;

const waiting = new Map<number, number>();
let armed = false;

/** Notes rows that have become faults; a screen reader hears them, counted by kind, at most every five seconds. */
export function announceFaults(store: LightStore, rows: Uint32Array, wasFault: Uint8Array): void {
  rows.forEach((row, i) => {
    if (wasFault[i] === 1 || row >= store.count || !store.isFault(row)) return;
    const lightClass = store.classAt(row);
    waiting.set(lightClass, (waiting.get(lightClass) ?? 0) + 1);
  });
  if (armed || waiting.size === 0) return;
  armed = true;
  systemClock.after(coalesceMs, "announce faults", tell);
}

function tell(): void {
  armed = false;
  const kinds = [...waiting].map(([lightClass, lights]) => `${lights} ${lightClasses[lightClass]?.label.toLowerCase() ?? ""}`);
  waiting.clear();
  announcement.value = `New faults: ${kinds.join(", ")}`;
}
