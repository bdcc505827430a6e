/** What to know before tariffs are published. */
import type { Finding, Tariffs } from "#contract/design";
import { error } from "./context.ts";

export function tariffsFindings({ tariffs }: Tariffs): Finding[] {
  const first = new Map<string, number>();
  return tariffs.flatMap(({ from }, index) => {
    const before = first.get(from);
    if (before === undefined) first.set(from, index);
    return before === undefined ? [] : [error(`tariffs.${index}.from`, `tariff ${before + 1} begins on ${from} too: one of them must go`)];
  });
}
