/** Keeps what stands of each light in the registry: changed lights, in batches; and puts it back after a restart. */
import { type Cancel, type Clock, every } from "#contract/clock";
import { messageOf } from "#contract/failures";
import type { Geometry } from "../fleet/geometry.ts";
import type { FaultLedger, LightFaults } from "../registry/port.ts";
import type { Detection } from "./detection.ts";

export interface FaultKeepingParts {
  readonly ledger: FaultLedger;
  /** Real time: saving. */
  readonly pace: Clock;
  readonly log: (line: string) => void;
  readonly situation: () => { readonly geometry: Geometry; readonly detection: Detection };
}

/** What changed is saved this often, at most so many lights at once: a few ms of the loop. What a crash finds unsaved is found again. */
const saveMs = 2_000;
const saveLightsMax = 1_000;

export class FaultKeeping {
  readonly #parts: FaultKeepingParts;
  readonly #cancel: Cancel;
  /** Ids, so that they outlive a change of the inventory; each once, so there are never more than lights. */
  readonly #changed = new Set<string>();
  #saving: Promise<boolean> | undefined;
  #failure: string | undefined;

  constructor(parts: FaultKeepingParts) {
    this.#parts = parts;
    this.#cancel = every(parts.pace, saveMs, "faults to be saved", () => void this.#save());
  }

  /** Follows what this detection finds. */
  watch({ geometry, detection }: { readonly geometry: Geometry; readonly detection: Detection }): void {
    detection.onChange(({ row }) => {
      const light = geometry.lights[row];
      if (light) this.#changed.add(light.id);
    });
  }

  /** Lights whose faults are not saved yet. */
  get waiting(): number {
    return this.#changed.size;
  }

  /** Saves what has changed, until it is all there or the registry refuses. */
  async close(): Promise<void> {
    this.#cancel();
    await this.#saving;
    while (this.#changed.size > 0 && (await this.#save()));
  }

  /** While a save is on its way, waits for that one. True when it worked. */
  #save(): Promise<boolean> {
    this.#saving ??= this.#saveSome().finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  async #saveSome(): Promise<boolean> {
    const lights = this.#take();
    if (lights.length === 0) return true;
    const before = this.#failure;
    this.#failure = await this.#parts.ledger.saveFaults(lights).then(() => undefined, messageOf);
    if (this.#failure !== undefined) for (const { light } of lights) this.#changed.add(light);
    if (before === undefined && this.#failure !== undefined) this.#parts.log(`faults cannot be saved: ${this.#failure}`);
    else if (before !== undefined && this.#failure === undefined) this.#parts.log("faults are saved again");
    return this.#failure === undefined;
  }

  #take(): LightFaults[] {
    const { geometry, detection } = this.#parts.situation();
    const lights: LightFaults[] = [];
    for (const light of this.#changed) {
      if (lights.length === saveLightsMax) break;
      this.#changed.delete(light);
      const row = geometry.rowOfLight.get(light);
      lights.push({ light, faults: row === undefined ? [] : detection.recordsOf(row) });
    }
    return lights;
  }
}

/** Puts back what stood, by light; lights that are no longer in the inventory are left out. */
export function restoreFaults(
  { geometry, detection }: { readonly geometry: Geometry; readonly detection: Detection },
  saved: readonly LightFaults[],
  nowMs: number,
): void {
  for (const { light, faults } of saved) {
    const row = geometry.rowOfLight.get(light);
    if (row !== undefined) detection.restore(row, faults, nowMs);
  }
}
