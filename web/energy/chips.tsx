import { estate } from "../state.ts";
import { change, summary } from "./answers.ts";
import { byNames, nextBy, type Question, type ScopeKey, scopeKeys } from "./question.ts";

const names: Readonly<Record<ScopeKey, string>> = { ...byNames, demandRule: byNames["demand-rule"] };

/** Which lights the figures are of, each condition to be taken away. On paper, in words. */
export function Chips({ now }: { now: Question }) {
  const parts = scopeKeys.flatMap((key) => (now.scope[key] ? [{ key, text: `${names[key]}: ${wordsOf(key, now.scope[key])}` }] : []));
  if (parts.length === 0) return <p class="print-only">All lights</p>;
  const remove = (key: ScopeKey): void => {
    const scope = Object.fromEntries(Object.entries(now.scope).filter(([other]) => other !== key));
    change({ scope, by: nextBy(scope) });
  };
  return (
    <ul class="chips" aria-label="Only these lights">
      {parts.map(({ key, text }) => (
        <li key={key}>
          {text}{" "}
          <button type="button" class="quiet icon screen-only" aria-label={`Remove ${text}`} onClick={() => remove(key)}>
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

function wordsOf(key: ScopeKey, id: string): string {
  if (key === "group") return estate.value?.groups.find((group) => group.id === id)?.name ?? id;
  // A light alone is the only row of its own table, which knows its column.
  return key === "light" ? (summary.now.value.answer?.rows.find((row) => row.id === id)?.name ?? id) : id;
}
