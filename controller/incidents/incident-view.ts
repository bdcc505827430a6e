/** An incident as people are shown it. */
import type { Incident } from "#contract/alarms";
import type { FaultKind, Severity } from "#contract/faults";
import { iso } from "#contract/units";
import { rules } from "../faults/rules.ts";
import type { IncidentRecord } from "./incident.ts";
import { titleOf } from "./words.ts";

/** A list names so many lights of each; all of them are in the incident itself. */
const lightsShown = 1_000;

const severities = new Map<FaultKind, Severity>(rules.map(({ kind, severity }) => [kind, severity]));

export const severityOf = (kind: FaultKind): Severity => severities.get(kind) ?? "low";

export function incidentView(record: IncidentRecord): Incident {
  const lightsNow = new Set(record.standing.map(({ light }) => light));
  const hasEnded = record.endedAtMs !== undefined;
  const lights = hasEnded ? record.lightsEver : [...lightsNow];
  return {
    id: record.id,
    cause: record.cause,
    subject: record.subject,
    kind: record.kind,
    severity: severityOf(record.kind),
    title: titleOf(record, lights.length),
    evidence: [...record.evidence],
    startedAt: iso(record.startedAtMs),
    ...(record.endedAtMs === undefined ? {} : { endedAt: iso(record.endedAtMs) }),
    ...(record.partOf === undefined ? {} : { partOf: record.partOf }),
    lightsNow: lightsNow.size,
    lightsEver: record.lightsEver.length,
    lights: lights.slice(0, lightsShown),
  };
}
