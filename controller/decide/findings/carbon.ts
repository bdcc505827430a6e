/** What to know before carbon factors are published. */
import type { Carbon, Finding } from "#contract/design";
import { error } from "./context.ts";

export function carbonFindings({ factors }: Carbon): Finding[] {
  const first = new Map<string, number>();
  return factors.flatMap(({ from }, index) => {
    const before = first.get(from);
    if (before === undefined) first.set(from, index);
    return before === undefined ? [] : [error(`factors.${index}.from`, `factor ${before + 1} begins on ${from} too: one of them must go`)];
  });
}
