/** What to know before settlement data is published. */
import type { Finding, Settlement } from "#contract/design";
import { eventTemplates } from "../../settlement/event-file.ts";
import { inventoryNameFields } from "../../settlement/inventory-file.ts";
import type { SettlementProblem } from "../../settlement/problem.ts";
import { divide, takesRest } from "../../settlement/sub-meters.ts";
import { parseTemplate } from "../../settlement/template.ts";
import { error, type FindingContext, useOf, warning } from "./context.ts";

export function settlementFindings(settlement: Settlement, context: Pick<FindingContext, "lights" | "designs">): Finding[] {
  const { tree } = useOf(context);
  const groups = new Set(tree.groups.map(({ id }) => id));
  return [
    ...subMeterFindings(settlement, context.lights),
    ...groupFindings(settlement, groups),
    ...templateFindings(settlement),
    ...lightFindings(settlement, context.lights, tree),
  ];
}

function subMeterFindings({ subMeters }: Settlement, lights: FindingContext["lights"]): Finding[] {
  const first = new Map<string, number>();
  const areas = new Set(lights.map(({ area }) => area));
  const rest = subMeters.findIndex(takesRest);
  return subMeters.flatMap((subMeter, index) => {
    const { id, areas: named } = subMeter;
    const before = first.get(id);
    if (before === undefined) first.set(id, index);
    return [
      ...(before === undefined ? [] : [error(`subMeters.${index}.id`, `${id} is the id of sub-meter ${before + 1} already`)]),
      ...(takesRest(subMeter) && rest < index
        ? [error(`subMeters.${index}`, `sub-meter ${rest + 1} takes every light that no other has already: give this one areas or groups`)]
        : []),
      ...(named ?? []).flatMap((area, at) => (areas.has(area) ? [] : [error(`subMeters.${index}.areas.${at}`, `no light is in ${area}: correct its name`)])),
    ];
  });
}

const groupFindings = ({ subMeters }: Settlement, groups: ReadonlySet<string>): Finding[] =>
  subMeters.flatMap(({ groups: named }, index) =>
    (named ?? []).flatMap((group, at) =>
      groups.has(group) ? [] : [error(`subMeters.${index}.groups.${at}`, `there is no group ${group}: name one that exists`)],
    ),
  );

function templateFindings({ events, inventory }: Settlement): Finding[] {
  const templates = eventTemplates(events);
  const name = parseTemplate(inventory.name, inventoryNameFields, "optional");
  const repeated = inventory.columns.findIndex((column, at) => inventory.columns.indexOf(column) < at);
  return [
    ...("line" in templates ? [] : templates.map(({ field, text }) => error(`events.${field}`, text))),
    ...("parts" in name ? [] : name.map((text) => error("inventory.name", text))),
    ...(repeated < 0 ? [] : [error(`inventory.columns.${repeated}`, `${inventory.columns[repeated]} is a column already`)]),
  ];
}

/** Lights named in one finding. */
const namedMax = 3;

/** What keeps files from being made, one warning for each kind of it: the inventory or the data may follow later. */
function lightFindings(settlement: Settlement, lights: FindingContext["lights"], tree: Parameters<typeof divide>[1]): Finding[] {
  if (settlement.subMeters.length === 0) return [];
  const byField = new Map<string, SettlementProblem[]>();
  for (const problem of divide(lights, tree, settlement).problems) {
    const known = byField.get(problem.field);
    if (known) known.push(problem);
    else byField.set(problem.field, [problem]);
  }
  return [...byField].map(([field, problems]) => {
    const named = problems.slice(0, namedMax).map(({ light, found }) => `${light}: ${found}`);
    const more = problems.length > namedMax ? `; and ${problems.length - namedMax} more` : "";
    return warning(
      field,
      `${problems.length === 1 ? "1 light stands" : `${problems.length} lights stand`} in the way of files (${named.join("; ")}${more}): expected ${problems[0]?.expected ?? ""}`,
    );
  });
}
