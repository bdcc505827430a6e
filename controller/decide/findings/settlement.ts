/** What to know before settlement data is published. */
import type { Finding, Settlement } from "#contract/design";
import { error, type FindingContext } from "./context.ts";

export function settlementFindings({ subMeters }: Settlement, { lights }: Pick<FindingContext, "lights">): Finding[] {
  const first = new Map<string, number>();
  const areas = new Set(lights.map(({ area }) => area));
  return subMeters.flatMap(({ id, areas: named }, index) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, index);
    return [
      ...(before === undefined ? [] : [error(`subMeters.${index}.id`, `${id} is the id of sub-meter ${before + 1} already`)]),
      ...(named ?? []).flatMap((area, at) => (areas.has(area) ? [] : [error(`subMeters.${index}.areas.${at}`, `no light is in ${area}: correct its name`)])),
    ];
  });
}
