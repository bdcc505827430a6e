/** The settlement documents of a sub-meter and a day: what is read once, and the bytes as any version of it. */
import type { Settlement } from "#contract/design";
import type { SettlementKind } from "#contract/settlement";
import { controlFile, controlFileName } from "./control-file.ts";
import { EventFile, eventFileName, eventTemplates } from "./event-file.ts";
import { HalfHours } from "./half-hour-file.ts";
import { inventoryFile, inventoryFileName } from "./inventory-file.ts";
import type { SettlementProblem } from "./problem.ts";
import type { SubMeter } from "./sub-meters.ts";
import { eachUnitDay, type UnitDaysRequest } from "./unit-days.ts";

export interface Made {
  readonly name: string;
  readonly content: Uint8Array;
  /** Its layout is not confirmed. */
  readonly draft: boolean;
}

/** The document as a version of it: headers hold their version. */
export type Make = (version: number) => Promise<Made | readonly SettlementProblem[]>;

export interface DocumentRequest extends UnitDaysRequest {
  readonly subMeter: SubMeter;
  readonly settlement: Settlement;
}

/** Reads what a document is made of. Problems of the sub-meter's lights are the caller's to look at first. */
export async function documentOf(kind: SettlementKind, request: DocumentRequest): Promise<Make> {
  switch (kind) {
    case "control":
      return makeControl(request);
    case "inventory":
      return makeInventory(request);
    case "events":
      return makeEvents(request);
    case "half-hours":
      return makeHalfHours(request);
  }
}

/** Kinds whose content comes from readings, so that a late log can change them. */
export const readingKinds = ["events", "half-hours"] as const satisfies readonly SettlementKind[];
export const isOfReadings = (kind: string): boolean => readingKinds.some((each) => each === kind);

function makeControl({ subMeter, settlement, day }: DocumentRequest): Make {
  return async (version) => {
    const content = controlFile({ subMeter: subMeter.id, day, version, regime: settlement.regime, units: subMeter.units });
    return content instanceof Uint8Array ? { name: controlFileName(subMeter.id, day), content, draft: false } : content;
  };
}

function makeInventory({ subMeter, settlement, day }: DocumentRequest): Make {
  const content = inventoryFile(subMeter.units, settlement.inventory, settlement.regime);
  return async (version) => ({ name: inventoryFileName(settlement.inventory, subMeter.id, day, version), content, draft: true });
}

async function makeEvents(request: DocumentRequest): Promise<Make> {
  const { subMeter, settlement, day, zone } = request;
  const templates = eventTemplates(settlement.events);
  if (!("line" in templates))
    return async () => templates.map(({ field, text }) => ({ field: `events.${field}`, found: settlement.events[field], expected: text }));
  const file = new EventFile({ subMeter: subMeter.id, day, zone, regime: settlement.regime });
  await eachUnitDay(subMeter.units, request, (unit, index, segments) => file.add(unit, index, segments));
  return async (version) => {
    const content = await file.content(templates, version);
    return content instanceof Uint8Array ? { name: eventFileName(templates, subMeter.id, day, version), content, draft: true } : content;
  };
}

async function makeHalfHours(request: DocumentRequest): Promise<Make> {
  const { subMeter, day, zone } = request;
  const halfHours = new HalfHours(subMeter.id, day, zone);
  await eachUnitDay(subMeter.units, request, (unit, _, segments) => halfHours.add(unit, segments));
  const content = halfHours.content();
  return async () => ({ name: `halfhours-${subMeter.id}-${day}.csv`, content, draft: false });
}
