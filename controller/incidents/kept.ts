/** Incidents as the registry gives them back: checked, since another version may have written them. */
import { z } from "zod";
import { CauseKind } from "#contract/alarms";
import { FaultKind } from "#contract/faults";
import type { IncidentRecord } from "./incident.ts";

const Kept = z.object({
  id: z.string(),
  cause: CauseKind,
  subject: z.string(),
  kind: FaultKind,
  startedAtMs: z.number(),
  endedAtMs: z.number().optional(),
  partOf: z.string().optional(),
  evidence: z.array(z.string()),
  standing: z.array(z.object({ light: z.string(), kind: FaultKind, sinceMs: z.number() })),
  peakLights: z.number(),
  lightsEver: z.array(z.string()),
});

/** Throws ZodError when it is no incident. */
export function incidentOf(body: unknown): IncidentRecord {
  const { endedAtMs, partOf, ...rest } = Kept.parse(body);
  return { ...rest, endedAtMs, partOf };
}
