/** GET /lights/{id}/why?at=: why a light is, was or will be at its level. */
import { z } from "zod";
import { Because } from "./api.ts";
import { Id, Instant, LevelPct } from "./units.ts";

/** One answer of the precedence: the rules in order, each with what it said, so that one sees who won and who did not. */
export const Explanation = z.strictObject({
  light: Id,
  at: Instant,
  /** past: as it was decided then; now; future: as planned, without demand or overrides nobody has made yet. */
  tense: z.enum(["past", "now", "future"]),
  levelPct: LevelPct,
  because: Because,
  rules: z.array(
    z.strictObject({
      rule: z.enum(["floor", "override", "demand", "profile", "default"]),
      /** Absent: the rule had nothing to say. */
      levelPct: LevelPct.optional(),
      text: z.string(),
      wins: z.boolean(),
    }),
  ),
  /** What it rests on: versions in force, readings, overrides. */
  group: z.strictObject({ id: Id, name: z.string(), calendar: z.string(), calendarFrom: z.string() }),
  designs: z.array(z.strictObject({ kind: z.string(), id: Id, version: z.int(), name: z.string() })),
  readings: z.array(z.strictObject({ source: Id, at: Instant, value: z.number() })),
  /** The node's report nearest before the instant, when there is one: what it really gave. */
  reported: z.strictObject({ at: Instant, levelPct: LevelPct, powerW: z.number() }).optional(),
});
export type Explanation = z.infer<typeof Explanation>;
