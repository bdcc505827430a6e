import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Diff, VersionSummary } from "../../contract/design-api.ts";
import { get } from "../api.ts";
import { nowMs } from "../page-clock.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { local } from "../state.ts";
import { ChangeTable } from "./change-table.tsx";
import { ReasonForm } from "./reason-form.tsx";
import { failureWords, name, pathOf, rollBack, view } from "./work.ts";

/** Every version with who, when and why; each can be compared with what is in force and made the next one again. */
export function Versions() {
  const list = useSignal<readonly VersionSummary[] | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const shown = useSignal<{ version: number; how: "compare" | "roll-back" } | undefined>(undefined);
  useEffect(() => {
    const of = name.value;
    if (!of) return;
    get<{ versions: VersionSummary[] }>(`${pathOf(of)}/versions`).then(
      (answer) => {
        list.value = answer.versions.toSorted((a, b) => b.version - a.version);
      },
      (problem: unknown) => {
        failure.value = failureWords(problem);
      },
    );
  }, []);
  const current = view.value?.published?.version;
  const chosen = shown.value;
  return (
    <section class="block" aria-labelledby="versions-title">
      <h3 id="versions-title">Versions</h3>
      {failure.value && <p class="problem">{failure.value}</p>}
      {!list.value && !failure.value && <p class="pane-wait">Loading…</p>}
      {list.value && (
        <ScrollRegion name="Table of versions">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col">Published</th>
                <th scope="col">By</th>
                <th scope="col">Reason</th>
                <th scope="col">
                  <span class="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.value.map((item) => (
                <Row key={item.version} item={item} isCurrent={item.version === current} show={(how) => (shown.value = { version: item.version, how })} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {chosen && <Compare key={chosen.version} version={chosen.version} />}
      {chosen?.how === "roll-back" && (
        <ReasonForm
          label={`Why roll back to version ${chosen.version}`}
          button={`Roll back to version ${chosen.version}`}
          act={(reason) => rollBack(chosen.version, reason)}
          cancel={() => (shown.value = undefined)}
        />
      )}
    </section>
  );
}

function Row({ item, isCurrent, show }: { item: VersionSummary; isCurrent: boolean; show: (how: "compare" | "roll-back") => void }) {
  return (
    <tr>
      <th scope="row">
        {item.version} {isCurrent && <span class="tag">in force</span>}
      </th>
      <td>{item.at ? local.value.near(Date.parse(item.at), nowMs()) : "with the configuration"}</td>
      <td>{item.author ?? "–"}</td>
      <td>
        {item.reason ?? "–"}
        {item.rolledBackTo !== undefined && ` (back to version ${item.rolledBackTo})`}
      </td>
      <td class="actions">
        {!isCurrent && (
          <>
            <button type="button" aria-label={`Compare version ${item.version} with the one in force`} onClick={() => show("compare")}>
              Compare
            </button>{" "}
            <button type="button" aria-label={`Roll back to version ${item.version}…`} onClick={() => show("roll-back")}>
              Roll back…
            </button>
          </>
        )}
      </td>
    </tr>
  );
}

function Compare({ version }: { version: number }) {
  return <Difference from="published" to={String(version)} before="In force" after={`Version ${version}`} />;
}

/** What differs between two sides of the design that is open: versions, what is published, the draft. */
export function Difference({ from, to, before, after }: { from: string; to: string; before: string; after: string }) {
  const diff = useSignal<Diff | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const of = name.value;
    if (!of) return;
    get<Diff>(`${pathOf(of)}/diff?from=${from}&to=${to}`).then(
      (answer) => {
        diff.value = answer;
      },
      (problem: unknown) => {
        failure.value = failureWords(problem);
      },
    );
  }, []);
  if (failure.value) return <p class="problem">{failure.value}</p>;
  if (!diff.value) return <p class="pane-wait">Comparing…</p>;
  return <ChangeTable changes={diff.value.changes} before={before} after={after} truncated={diff.value.truncated} />;
}
