import type { Override } from "../../contract/api.ts";
import * as format from "../format.ts";

/** How far an override got, light by light: queued, sent, confirmed by readback, failed. A part that failed is never shown as success. */
export function OverrideProgress({ override }: { override: Override }) {
  const { queued, sent, confirmed, failed, held } = override.progress;
  const parts = [
    ["confirmed", confirmed],
    ["sent", sent],
    ["queued", queued],
    ["failed", failed],
    ["held", held],
  ] as const;
  const text = parts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${format.count(count)} ${name === "held" ? "taken over" : name}`)
    .join(", ");
  const total = Math.max(1, override.lights);
  return (
    <div class="progress">
      <svg class="progress-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        {parts.map(([name, count], i) => (
          <rect
            key={name}
            class={name}
            x={(parts.slice(0, i).reduce((sum, part) => sum + part[1], 0) * 100) / total}
            width={(count * 100) / total}
            height="4"
          />
        ))}
      </svg>
      <span role="status">
        {text || "waiting"} of {format.count(override.lights)}
      </span>
    </div>
  );
}
