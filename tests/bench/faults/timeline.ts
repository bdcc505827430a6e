/** What each light was to do over the run, by its plan: enough to say when a fault could be seen at all. */
import type { Plan } from "#controller/plans";

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Stretch {
  readonly fromMs: number;
  toMs: number;
  /** By plan, %. */
  readonly levelPct: number;
  /** The sun is up: a lit light is plainly waste. */
  readonly daylight: boolean;
}

export class Timeline {
  readonly #stretches = new Map<Plan, Stretch[]>();

  /** Once a tick. */
  note(plans: readonly Plan[], nowMs: number): void {
    for (const plan of plans) {
      const stretches = this.#stretches.get(plan) ?? [];
      const last = stretches.at(-1);
      if (last) last.toMs = nowMs;
      else this.#stretches.set(plan, stretches);
      if (last?.levelPct === plan.heldPct && last.daylight === plan.daylight) continue;
      stretches.push({ fromMs: nowMs, toMs: nowMs, levelPct: plan.heldPct, daylight: plan.daylight });
    }
  }

  of(plan: Plan | undefined): readonly Stretch[] {
    return (plan && this.#stretches.get(plan)) ?? [];
  }
}

/** Parts of a span that lie in no mask. Masks may overlap. */
export function unmasked(fromMs: number, toMs: number, masks: readonly Span[]): Span[] {
  const open: Span[] = [];
  let atMs = fromMs;
  for (const mask of masks.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (mask.toMs <= atMs) continue;
    if (mask.fromMs >= toMs) break;
    if (mask.fromMs > atMs) open.push({ fromMs: atMs, toMs: mask.fromMs });
    atMs = Math.max(atMs, mask.toMs);
  }
  if (atMs < toMs) open.push({ fromMs: atMs, toMs });
  return open;
}
