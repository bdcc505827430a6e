/** Listens to detection as incidents will, and keeps every fault that was believed. */
import type { FaultKind } from "#contract/faults";
import type { Detecting, FaultChange } from "#controller/faults/detecting";
import type { Detection } from "./matching.ts";

export class Detections {
  readonly all: Detection[] = [];
  readonly #open = new Map<string, Detection>();
  readonly #detecting: Detecting;
  readonly #lights: readonly { readonly id: string }[];

  /** `lights`: ids by row. */
  constructor(detecting: Detecting, lights: readonly { readonly id: string }[]) {
    this.#detecting = detecting;
    this.#lights = lights;
    detecting.onChange((change) => this.#changed(change));
  }

  #changed({ row, kind, to, atMs }: FaultChange): void {
    const key = `${row}/${kind}`;
    const open = this.#open.get(key);
    if (to === "active" && !open) {
      const light = this.#lights[row]?.id ?? String(row);
      const detection = { light, kind, activeAtMs: atMs, clearedAtMs: Number.POSITIVE_INFINITY, text: this.#text(row, kind, atMs) };
      this.#open.set(key, detection);
      this.all.push(detection);
    } else if (to !== "active" && open) {
      open.clearedAtMs = atMs;
      this.#open.delete(key);
    }
  }

  #text(row: number, kind: FaultKind, atMs: number): string {
    return this.#detecting.faultsOf(row, atMs).find((fault) => fault.kind === kind)?.text ?? "";
  }
}
