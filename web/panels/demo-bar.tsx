import type { ClockCommand } from "../../contract/api.ts";
import { post } from "../api.ts";
import * as format from "../format.ts";
import { tickMs } from "../page-clock.ts";
import { announcement, local, status } from "../state.ts";

const speeds = [1, 60, 300, 3600] as const;
const jumps = [
  ["dusk", "Dusk"],
  ["midnight", "Midnight"],
  ["dawn", "Dawn"],
  ["real-time", "Real time"],
] as const;

/** Says plainly that this is a demo and that its time is not the real one, and lets a visitor drive it. */
export function DemoBar() {
  const clock = status.value?.clock;
  if (!clock) return null;
  const paused = clock.speed === 0;
  return (
    <section class="demo-bar" aria-label="Demo clock">
      <p>
        <strong>Demo clock{paused ? ", paused" : clock.speed === 1 ? ", real speed" : `, ${format.count(clock.speed)}× real speed`}</strong>
        <span class="demo-time">
          {local.value.day(tickMs.value)} {local.value.seconds(tickMs.value)}
        </span>
        <span class="demo-note">The town is simulated.</span>
      </p>
      <fieldset class="segments" aria-label="Speed">
        <button type="button" aria-pressed={paused} onClick={() => void send({ do: "pause" })}>
          Pause
        </button>
        {speeds.map((speed) => (
          <button key={speed} type="button" aria-pressed={clock.speed === speed} onClick={() => void send({ do: "speed", speed })}>
            {speed}×
          </button>
        ))}
      </fieldset>
      <fieldset class="segments" aria-label="Go to">
        {jumps.map(([to, name]) => (
          <button key={to} type="button" onClick={() => void send({ do: "jump", to })}>
            {name}
          </button>
        ))}
      </fieldset>
    </section>
  );
}

async function send(command: ClockCommand): Promise<void> {
  try {
    await post("/clock", command);
  } catch (failure) {
    announcement.value = failure instanceof Error ? failure.message : String(failure);
  }
}
