import { useSignal } from "@preact/signals";
import { address } from "../state.ts";
import { later } from "./later.tsx";
import { NowPanel } from "./now-panel.tsx";

const LightPanel = later(async () => (await import("./light-panel.tsx")).LightPanel);
const PickPanel = later(async () => (await import("./pick-panel.tsx")).PickPanel);

/** The right-hand panel: the light in hand, else the lights picked, else what needs attention. On a phone, a sheet from below. */
export function Side() {
  const tall = useSignal(false);
  const { light, pick } = address.value;
  return (
    <aside id="side" class={`side${tall.value ? " tall" : ""}`} aria-label="Details" tabIndex={-1}>
      <button type="button" class="sheet-handle" aria-expanded={tall.value} onClick={() => (tall.value = !tall.value)}>
        {tall.value ? "Show more map" : "Show more details"}
      </button>
      {light ? <LightPanel key={light} id={light} /> : pick ? <PickPanel pick={pick} /> : <NowPanel />}
    </aside>
  );
}
