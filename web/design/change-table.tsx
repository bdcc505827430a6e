import type { Change } from "../../contract/design-api.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { changeWords } from "./words.ts";

export interface ChangeTableProps {
  readonly changes: readonly Change[];
  readonly before: string;
  readonly after: string;
  readonly truncated?: boolean;
}

/** What differs between two bodies, a line for each place. */
export function ChangeTable({ changes, before, after, truncated = false }: ChangeTableProps) {
  if (changes.length === 0) return <p class="empty">No difference.</p>;
  return (
    <>
      <ScrollRegion name="Table of changes">
        <table class="plain changes">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">{before}</th>
              <th scope="col">{after}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => {
              const words = changeWords(change);
              return (
                <tr key={change.path}>
                  <th scope="row">{words.what}</th>
                  <td>{change.before === undefined ? "–" : <del>{words.before}</del>}</td>
                  <td>{change.after === undefined ? "–" : <ins>{words.after}</ins>}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollRegion>
      {truncated && <p class="hint">There are more changes than are shown.</p>}
    </>
  );
}
