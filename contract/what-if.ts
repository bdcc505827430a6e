/** What-if: designs tried over a period before anyone publishes them. */
import { z } from "zod";
import { Id, LevelPct } from "./units.ts";

/** POST /whatif: what drafts would do in a period, against what is in force and against full output. */
export const WhatIfRequest = z.strictObject({
  /** First and last lighting day. Past days use recorded demand, coming ones sun and calendar only. */
  from: z.iso.date(),
  to: z.iso.date(),
  /** Bodies to try, as if published; others stay as in force. */
  designs: z
    .array(z.strictObject({ kind: z.string().max(20), id: Id, body: z.unknown() }))
    .max(50)
    .default([]),
  pencePerKwh: z.number().min(0).max(1_000).default(28),
  gramsCo2PerKwh: z.number().min(0).max(2_000).default(180),
});
export type WhatIfRequest = z.input<typeof WhatIfRequest>;
/** The request with what it left out filled in. */
export type WhatIfAsked = z.output<typeof WhatIfRequest>;

const WhatIfFigures = z.strictObject({
  kwh: z.number(),
  costGbp: z.number(),
  co2Kg: z.number(),
  /** Hours at each level, lights × hours ÷ lights: of an average light. */
  hoursByLevel: z.array(z.strictObject({ levelPct: LevelPct, hours: z.number() })),
  burningHours: z.number(),
  /** Minutes an average light is below its section's floor class while it is dark. */
  minutesUnderClass: z.number(),
  /** Level changes of an average light. */
  switches: z.number(),
});
export const WhatIf = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  nights: z.int(),
  lights: z.int(),
  /** How the figures are made, in words. */
  method: z.string(),
  proposed: WhatIfFigures,
  inForce: WhatIfFigures,
  fullOutput: WhatIfFigures,
  groups: z.array(z.strictObject({ id: Id, name: z.string(), lights: z.int(), proposed: WhatIfFigures, inForce: WhatIfFigures, fullOutput: WhatIfFigures })),
  tookMs: z.number(),
});
export type WhatIf = z.infer<typeof WhatIf>;
