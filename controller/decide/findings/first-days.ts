/** What to know before tariffs and carbon factors are published: each is in force from its first day, so that no two may share one. */
import type { Carbon, Finding, Tariffs } from "#contract/design";
import { error } from "./context.ts";

export const tariffsFindings = ({ tariffs }: Tariffs): Finding[] => sharedFirstDays("tariffs", "tariff", tariffs);

export const carbonFindings = ({ factors }: Carbon): Finding[] => sharedFirstDays("factors", "factor", factors);

function sharedFirstDays(field: string, name: string, list: readonly { readonly from: string }[]): Finding[] {
  const first = new Map<string, number>();
  return list.flatMap(({ from }, index) => {
    const before = first.get(from);
    if (before === undefined) first.set(from, index);
    return before === undefined ? [] : [error(`${field}.${index}.from`, `${name} ${before + 1} begins on ${from} too: one of them must go`)];
  });
}
