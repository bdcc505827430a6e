import { useSignal } from "@preact/signals";
import type { LightDetail, SimulatedFault } from "../../contract/api.ts";
import { post } from "../api.ts";

/** Every fault has its word: one that is new to the contract and has none does not compile. */
const words: Readonly<Record<SimulatedFault, string>> = {
  "lamp-out": "Lamp out",
  "day-burning": "Burns by day",
  cycling: "Cycling",
  silent: "Silent",
  "clock-drift": "Clock drifts",
  "feeder-lost": "Feeder lost",
  "driver-stuck": "Driver stuck",
  "modules-lost": "Some LED modules lost",
  "power-excess": "Takes too much power",
  "capacitor-lost": "Capacitor gone",
  "voltage-high": "Voltage too high",
  "voltage-low": "Voltage too low",
  "column-struck": "Column struck",
  "door-open": "Door open",
  leakage: "Leakage current",
  "programme-damaged": "Programme damaged",
  deaf: "Takes no command",
  "driver-hot": "Driver runs hot",
  aged: "End of rated life",
  "photocell-dark": "Photocell stuck dark",
  "photocell-bright": "Photocell stuck bright",
  failing: "Wearing out",
  "gateway-lost": "Gateway lost",
};

/** The names from here rather than from the contract: its schemas stay out of the browser. */
const simulatedFaults = Object.keys(words).filter((name): name is SimulatedFault => Object.hasOwn(words, name));

/** In the demo, a visitor can break a light and watch what happens. */
export function SimulatedFaults({ light }: { light: LightDetail }) {
  const failure = useSignal<string | undefined>(undefined);
  const set = async (fault: SimulatedFault, on: boolean): Promise<void> => {
    try {
      await post("/simulator/faults", { lights: [light.id], fault, on });
      failure.value = undefined;
    } catch (problem) {
      failure.value = problem instanceof Error ? problem.message : String(problem);
    }
  };
  return (
    <section class="block">
      <h3>Demo: break this light</h3>
      <fieldset class="toggles">
        <legend class="unseen">Simulated faults</legend>
        {simulatedFaults.map((fault) => (
          <label key={fault} class="check">
            <input type="checkbox" checked={light.simulated?.includes(fault) ?? false} onChange={(event) => void set(fault, event.currentTarget.checked)} />{" "}
            {words[fault]}
          </label>
        ))}
      </fieldset>
      {failure.value && (
        <p class="problem" role="alert">
          {failure.value}
        </p>
      )}
    </section>
  );
}
