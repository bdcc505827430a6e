/** What the steps of a profile do on a night: the part each has in planNights (profile.ts). */
import type { NightSteps, StepTime } from "../profile.ts";

export type Doing = "sets" | "on" | "inside" | "off" | "before" | "after" | "none";

/** Those in which the step has an effect. */
export const acting: ReadonlySet<Doing> = new Set<Doing>(["sets", "on", "inside", "off"]);

export interface StepOfNight {
  readonly doing: Doing;
  /** Absent when its event does not come. */
  readonly atMs?: number;
}

/** By the steps' places in the profile's list of `count`. */
export function stepsOfNight(night: NightSteps, count: number): StepOfNight[] {
  const steps: StepOfNight[] = Array.from({ length: count }, () => ({ doing: "none" }));
  for (const time of night.steps) steps[time.step] = { doing: doingOf(night, time), atMs: time.atMs };
  return steps;
}

function doingOf(night: NightSteps, time: StepTime): Doing {
  if (night.dark !== undefined) return "none";
  if (time === night.on) return "on";
  if (time === night.off) return "off";
  if (time === night.sets) return "sets";
  if (time.atMs <= night.onMs) return "before";
  return time.atMs < night.offMs ? "inside" : "after";
}
