/** Designs put together as what holds at one instant. */
import { createHash } from "node:crypto";
import { type Calendar, type DemandRule, type HolidaySet, type Profile, Settlement } from "#contract/design";
import { type Design, onlyId } from "./design.ts";
import type { DesignsInForce, Versioned } from "./in-force.ts";

/** One version of each design; of the same design the later in the list counts. */
export function assemble(list: readonly Design[], regimes: Readonly<Record<string, string>>): DesignsInForce {
  const profiles = new Map<string, Versioned<Profile>>();
  const calendars = new Map<string, Versioned<Calendar>>();
  const holidays = new Map<string, Versioned<HolidaySet>>();
  const demandRules = new Map<string, Versioned<DemandRule>>();
  let groups: DesignsInForce["groups"] = { id: onlyId, version: 0, body: { made: [], calendars: [] } };
  let sections: DesignsInForce["sections"] = { id: onlyId, version: 0, body: { sections: [] } };
  let luminaires: DesignsInForce["luminaires"] = { id: onlyId, version: 0, body: { types: [] } };
  let tariffs: DesignsInForce["tariffs"] = { id: onlyId, version: 0, body: { tariffs: [] } };
  let carbon: DesignsInForce["carbon"] = { id: onlyId, version: 0, body: { factors: [] } };
  let settlement: DesignsInForce["settlement"] = { id: onlyId, version: 0, body: Settlement.parse({}) };
  for (const design of list) {
    switch (design.kind) {
      case "profile":
        profiles.set(design.id, design);
        break;
      case "calendar":
        calendars.set(design.id, design);
        break;
      case "holidays":
        holidays.set(design.id, design);
        break;
      case "groups":
        groups = design;
        break;
      case "sections":
        sections = design;
        break;
      case "luminaires":
        luminaires = design;
        break;
      case "demand-rule":
        demandRules.set(design.id, design);
        break;
      case "tariffs":
        tariffs = design;
        break;
      case "carbon":
        carbon = design;
        break;
      case "settlement":
        settlement = design;
    }
  }
  const held = { profiles, calendars, holidays, groups, sections, luminaires, demandRules: [...demandRules.values()], tariffs, carbon, settlement, regimes };
  return { stamp: stampOf(held), ...held };
}

/** Content and versions: a restart gives the same stamp, a roll back another one. */
function stampOf({ profiles, calendars, holidays, ...others }: Omit<DesignsInForce, "stamp">): string {
  const content = [[...profiles.values()], [...calendars.values()], [...holidays.values()], others];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
}
