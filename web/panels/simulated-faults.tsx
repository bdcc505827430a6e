import { useSignal } from "@preact/signals";
import type { LightDetail, SimulatedFault } from "../../contract/api.ts";
import { post } from "../api.ts";

const faults: readonly (readonly [SimulatedFault, string])[] = [
  ["lamp-out", "Lamp out"],
  ["day-burning", "Burns by day"],
  ["cycling", "Cycling"],
  ["silent", "Silent"],
  ["clock-drift", "Clock drifts"],
  ["feeder-lost", "Feeder lost"],
  ["driver-stuck", "Driver stuck"],
];

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
        {faults.map(([fault, name]) => (
          <label key={fault} class="check">
            <input type="checkbox" checked={light.simulated?.includes(fault) ?? false} onChange={(event) => void set(fault, event.currentTarget.checked)} />{" "}
            {name}
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
