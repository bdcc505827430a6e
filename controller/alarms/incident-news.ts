/** What the alarm rules ask of an incident: its share, its dark lights in a row, whether a sensitive place is dark, what explains it. */
import type { FaultKind } from "#contract/faults";
import type { OpenIncident } from "../incidents/incident.ts";
import { severityOf } from "../incidents/incident-view.ts";
import type { Incidents } from "../incidents/incidents.ts";
import type { Places } from "../incidents/places.ts";
import type { IncidentNews } from "./alarms.ts";

export interface Surroundings {
  readonly incidents: Incidents;
  readonly places: Places;
  /** Where light must never fall below a level. */
  readonly isSensitive: (street: string) => boolean;
}

/** More dark lights than this are many in a row whichever way they stand. */
const lightsWalked = 1_000;
/** What a lamp or node without supply may say before it falls silent, and what is then no matter of its own. */
const explainedBySupply: ReadonlySet<FaultKind> = new Set<FaultKind>([
  "communication-failure",
  "voltage-high",
  "voltage-low",
  "cycling",
  "command-not-followed",
  "clock-drift",
]);

export function newsOf(incident: OpenIncident, around: Surroundings): IncidentNews {
  const { id, kind, cause, subject, lightsNow, endedAtMs, partOf } = incident;
  const size = around.places.sizeOf(cause, subject);
  return {
    id,
    kind,
    cause,
    subject,
    severity: severityOf(kind),
    lightsNow,
    inARow: kind === "lamp-failure" ? longestRun(incident, around.places) : 0,
    sharePct: size === 0 ? 0 : (100 * lightsNow) / size,
    isSensitive: hasSensitive(incident, around),
    ended: endedAtMs !== undefined,
    partOf,
    explainedBy: explainedBy(incident, around.incidents)?.id,
  };
}

function longestRun(incident: OpenIncident, places: Places): number {
  if (incident.lightsNow > lightsWalked) return incident.lightsNow;
  const seen = new Set<string>();
  let longest = 0;
  for (const light of incident.lights()) {
    if (seen.has(light)) continue;
    const run = places.run(light, (next) => incident.has(next));
    for (const each of run) seen.add(each);
    longest = Math.max(longest, run.length);
  }
  return longest;
}

function hasSensitive(incident: OpenIncident, { places, isSensitive }: Surroundings): boolean {
  for (const light of incident.lights()) if (isSensitive(places.of(light)?.street ?? "")) return true;
  return false;
}

/** The loss of supply that all its lights are in. */
function explainedBy(incident: OpenIncident, incidents: Incidents): OpenIncident | undefined {
  if (!explainedBySupply.has(incident.kind)) return undefined;
  let supply: OpenIncident | undefined;
  for (const light of incident.lights()) {
    const of = incidents.of(light, "supply-loss");
    if (of === undefined || (supply !== undefined && supply !== of)) return undefined;
    supply = of;
  }
  return supply;
}
