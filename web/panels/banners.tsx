import * as format from "../format.ts";
import { systemClock, tickMs } from "../page-clock.ts";
import { partNames, sentences } from "../part-words.ts";
import { health, local, stream } from "../state.ts";

/** What is wrong now, since when, and what it means. Nothing when all is well. */
export function Banners() {
  const wrong = (health.value?.parts ?? []).filter((part) => part.state !== "up");
  return (
    <section class="banners" aria-label="System health" aria-live="polite">
      {stream.value.kind === "broken" && <BrokenStream />}
      {wrong.map((part) => (
        <p key={part.part} class={`banner ${part.state}`}>
          <strong>
            {partNames[part.part]} {part.state === "down" ? "down" : "degraded"} since {local.value.near(Date.parse(part.since), tickMs.value)}:
          </strong>{" "}
          {sentences(part)}
        </p>
      ))}
    </section>
  );
}

function BrokenStream() {
  tickMs.value;
  return (
    <p class="banner down">
      <strong>Not live for {format.duration(systemClock.elapsedMs() - stream.value.sinceMs)}:</strong> the connection to the controller is broken. What you see
      is as it was then. The lights follow their stored programme. The page reconnects by itself.
    </p>
  );
}
