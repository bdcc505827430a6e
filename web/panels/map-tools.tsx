import { draw } from "../keys.ts";
import { tool } from "../state.ts";

/** Ways to pick lights by drawing; the side panel has the same by typing. */
export function MapTools() {
  return (
    <fieldset class="map-tools" aria-label="Pick lights by drawing">
      <button type="button" aria-pressed={tool.value === "lasso"} onClick={() => draw("lasso")}>
        Lasso <kbd>L</kbd>
      </button>
      <button type="button" aria-pressed={tool.value === "box"} onClick={() => draw("box")}>
        Box <kbd>B</kbd>
      </button>
      {tool.value !== "none" && <span class="tool-hint">Drag around the lights. Esc ends.</span>}
    </fieldset>
  );
}
