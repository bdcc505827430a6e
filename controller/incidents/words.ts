/** Incidents in words: what is wrong, where, and why it is taken as one matter. */
import type { CauseKind } from "#contract/alarms";
import type { FaultKind } from "#contract/faults";
import type { OpenIncident } from "./incident.ts";
import type { LightPlace } from "./places.ts";

const what: Readonly<Record<FaultKind, string>> = {
  "supply-loss": "Supply lost",
  "communication-failure": "Not heard",
  "lamp-failure": "Lamp out",
  "day-burning": "Lit by day",
  "power-low": "Takes too little power",
  "power-high": "Takes too much power",
  "dimming-failure": "Does not dim",
  cycling: "Goes on and off",
  "power-factor-low": "Low power factor",
  "voltage-high": "Voltage too high",
  "voltage-low": "Voltage too low",
  tilt: "Column tilted or struck",
  "door-open": "Door open",
  leakage: "Leakage current",
  "clock-drift": "Clock wrong",
  "programme-invalid": "Programme refused",
  "command-not-followed": "Command not followed",
  "driver-hot": "Driver too hot",
  "end-of-life": "At the end of its life",
  "photocell-stuck": "Photocell stuck",
};

const where: Readonly<Record<CauseKind, string>> = {
  feeder: "feeder",
  gateway: "gateway",
  district: "several feeders,",
  street: "",
  firmware: "firmware",
  single: "light",
};

/** "Supply lost: feeder FP-003, 36 lights". */
export function titleOf({ kind, cause, subject }: Pick<OpenIncident, "kind" | "cause" | "subject">, lights: number): string {
  const count = cause === "single" ? "" : `, ${lightsOf(lights)}`;
  return `${what[kind]}: ${`${where[cause]} ${subject}`.trim()}${count}`;
}

/** Why a group of faults is one. `size`: lights of the feeder, gateway, street or firmware. */
export function groupedBecause(incident: OpenIncident, size: number): string {
  const { cause, subject, lightsNow } = incident;
  const of = `${lightsNow} of ${lightsOf(size)}`;
  switch (cause) {
    case "feeder":
      return incident.kind === "supply-loss"
        ? `Most lights of feeder pillar ${subject} that were there went silent within minutes of each other.`
        : `${of} on feeder pillar ${subject} found it within the hour.`;
    case "gateway":
      return `${of} whose messages gateway ${subject} carries fell silent within a quarter of an hour.`;
    case "street":
      return `${of} of ${subject} have it, all within the hour.`;
    case "firmware":
      return `${of} with firmware ${subject} have it within a day; others hardly do.`;
    default:
      return `${lightsOf(lightsNow)} have it.`;
  }
}

export const darkBecause = (run: number, street: string): string => `${run} lights next to each other in ${street} are dark.`;
export const districtBecause = (feeders: number): string => `${feeders} feeder pillars lost their supply within five minutes: the network in front of them.`;
export const explainedBecause = (feeder: string): string => `Lights of feeder ${feeder} that were not heard at the same time are explained by its supply.`;
export const singleBecause = (place: LightPlace | undefined): string =>
  place === undefined
    ? "No other light shares its fault."
    : `No other light of its feeder, gateway, street or firmware shares its fault (column ${place.column}, ${place.street}).`;
export const splitBecause = (left: number): string =>
  `${lightsOf(left)} stayed as ${left === 1 ? "it was" : "they were"} when most were well again: another cause.`;
export const partOfBecause = (id: string): string => `Part of ${id}.`;

const lightsOf = (count: number): string => (count === 1 ? "1 light" : `${count} lights`);
