/** One set of designs as it meets the lights: which of them are treated alike, and how. */
import type { NightProfile } from "../decide/profile.ts";
import type { Place } from "../decide/sun.ts";
import type { TimedLift } from "./tally.ts";

/** All that the levels of a light depend on. Lights with the same treatment give the same levels on every night. */
export interface Treatment {
  /** Where its sun is taken; the same object for the same place. */
  readonly place: Place;
  /** The profile its calendar has for a lighting day; undefined is lit while it is dark. The same object for the same profile. */
  readonly profileOn: (day: string) => NightProfile | undefined;
  /** Never below this while it is dark, %; 0 is none. */
  readonly floorPct: number;
  /** Level of its section's floor class, %; 0 when its road has no class. */
  readonly needPct: number;
  /** What recorded demand asked for: a list for each rule, ascending, none overlapping within a list. */
  readonly lifts: readonly (readonly TimedLift[])[];
}

export interface Scheme {
  readonly treatments: readonly Treatment[];
  /** Index into `treatments` by row. */
  readonly treatmentOf: ArrayLike<number>;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** Index into `groups` by row: each light is in exactly one. */
  readonly groupOf: ArrayLike<number>;
}
