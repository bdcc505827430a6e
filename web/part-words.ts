import type { PartHealth } from "../contract/api.ts";

/** What people call each part of the system. */
export const partNames: Readonly<Record<PartHealth["part"], string>> = {
  broker: "Broker",
  controller: "Controller",
  telemetry: "Telemetry store",
  registry: "Registry",
  nodes: "Nodes",
  demand: "Demand",
};

/** Detail and advice of a part as sentences, whether or not they came with a full stop. */
export const sentences = (part: PartHealth): string =>
  [part.detail, part.advice]
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
    .map((text) => text.charAt(0).toUpperCase() + text.slice(1))
    .join(" ");
