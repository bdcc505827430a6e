/** What a person should know of a body before it is published: first what its schema says, then what the other designs and the lights say. */
import { designBodies, type Finding } from "#contract/design";
import { problemsOfValue } from "../api/problems.ts";
import { floorPctOf, sectionsByStreet } from "../decide/classes.ts";
import type { FindingContext } from "../decide/findings/context.ts";
import { findingsFor } from "../decide/findings/findings.ts";
import type { DesignName } from "../registry/port.ts";
import { type Design, isOnly, onlyId, readDesign } from "./design.ts";

export interface Checked {
  /** Errors first; an error forbids publishing. */
  readonly findings: readonly Finding[];
  /** As its schema reads it, with what it leaves out filled in; undefined when it cannot be read. */
  readonly design: Design | undefined;
}

export type CheckContext = Omit<FindingContext, "floorPctOf">;

export function checkDesign(name: DesignName, body: unknown, context: CheckContext): Checked {
  if (isOnly(name.kind) !== (name.id === onlyId))
    return { findings: [{ severity: "error", field: "id", text: `there is one ${name.kind} object, and only it is called ${onlyId}` }], design: undefined };
  const read = readDesign(name, 0, body);
  if (!read.ok) return { findings: schemaFindings(name, body), design: undefined };
  const sections = sectionsByStreet(read.design.kind === "sections" ? read.design.body : context.designs.sections.body);
  const levels = (street: string): number | undefined => {
    const section = sections.get(street);
    return section && floorPctOf(section);
  };
  return { findings: findingsFor(read.design, { ...context, floorPctOf: levels }), design: read.design };
}

export const hasError = (findings: readonly Finding[]): boolean => findings.some(({ severity }) => severity === "error");

const schemaFindings = ({ kind }: DesignName, body: unknown): Finding[] =>
  problemsOfValue(designBodies[kind], body).map(({ field, found, expected }) => ({
    severity: "error",
    field: field === "body" ? "" : field,
    text: `found ${found}, expected ${expected}`,
  }));
