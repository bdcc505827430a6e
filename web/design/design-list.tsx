import { useSignal } from "@preact/signals";
import type { DesignKind } from "../../contract/design.ts";
import type { DesignSummary } from "../../contract/design-api.ts";
import { slug } from "../../contract/slug.ts";
import * as format from "../format.ts";
import { nowMs } from "../page-clock.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { go, local } from "../state.ts";
import { isOfFigures } from "./figures-from.ts";
import { kinds } from "./names.ts";
import { kindNames } from "./words.ts";
import { designs, failure } from "./work.ts";

const openDesign = (kind: DesignKind, id: string): void => go({ design: `${kind}/${id}` }, "push");

/** Every design by kind: what is in force, and what somebody works on. */
export function DesignList() {
  const all = designs.value;
  return (
    <>
      <h2 id="design-title">Design</h2>
      <p class="hint">What the lights do at night: draft, preview, publish, roll back. A published version never changes.</p>
      {!all && !failure.value && <p class="pane-wait">Loading…</p>}
      {all && kinds.map((kind) => <Kind key={kind} kind={kind} designs={all.filter((item) => item.kind === kind)} />)}
    </>
  );
}

/** Kinds of which an installation has one. */
export const isOnly = (kind: DesignKind): boolean => !many.has(kind);
const many: ReadonlySet<DesignKind> = new Set<DesignKind>(["profile", "calendar", "holidays", "demand-rule"]);

function Kind({ kind, designs: own }: { kind: DesignKind; designs: readonly DesignSummary[] }) {
  const { many, does } = kindNames[kind];
  return (
    <section class="block" aria-labelledby={`kind-${kind}`}>
      <div class="panel-head">
        <h3 id={`kind-${kind}`}>{many}</h3>
        <span class="quiet-text">{does}</span>
        {isOnly(kind) ? own.length === 0 && <Edit kind={kind} /> : <New kind={kind} taken={own.map(({ id }) => id)} />}
      </div>
      {own.length === 0 ? <p class="empty">{emptyWords(kind)}</p> : <Table kind={kind} own={own} />}
    </section>
  );
}

function emptyWords(kind: DesignKind): string {
  if (isOfFigures(kind)) return "Nothing set yet.";
  return isOnly(kind) ? "Nothing set yet: all as the inventory has it." : "None yet.";
}

const Edit = ({ kind }: { kind: DesignKind }) => (
  <button type="button" onClick={() => openDesign(kind, "all")}>
    Edit
  </button>
);

function Table({ kind, own }: { kind: DesignKind; own: readonly DesignSummary[] }) {
  return (
    <ScrollRegion name={`Table of ${kindNames[kind].many.toLowerCase()}`}>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Version</th>
            <th scope="col">Published</th>
            <th scope="col">By</th>
            <th scope="col">Lights</th>
            <th scope="col">Draft</th>
          </tr>
        </thead>
        <tbody>
          {own.map((design) => (
            <Row key={design.id} design={design} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Row({ design }: { design: DesignSummary }) {
  const { kind, id, name, published, draft, lights } = design;
  const when = (instant: string): string => local.value.near(Date.parse(instant), nowMs());
  // Groups and sections begin empty: their version 0 says nothing.
  const isPublished = published !== undefined && !(isOnly(kind) && published.version === 0);
  const open = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openDesign(kind, id);
  };
  return (
    <tr>
      <th scope="row">
        <a href={`?tab=design&design=${kind}/${id}`} onClick={open}>
          {name}
        </a>{" "}
        {!isOnly(kind) && <small class="quiet-text">{id}</small>}
      </th>
      <td>{isPublished ? published?.version : "–"}</td>
      <td>{published?.at ? when(published.at) : isPublished ? "with the configuration" : "not yet"}</td>
      <td>{published?.author ?? "–"}</td>
      <td class="number">{isOfFigures(kind) ? "–" : format.count(lights)}</td>
      <td>
        {draft ? (
          <span class="tag">
            draft by {draft.author}, {when(draft.at)}
          </span>
        ) : (
          "–"
        )}
      </td>
    </tr>
  );
}

/** A new design needs an id first; it is made from the name, and stays. */
function New({ kind, taken }: { kind: DesignKind; taken: readonly string[] }) {
  const name = useSignal<string | undefined>(undefined);
  const { one } = kindNames[kind];
  if (name.value === undefined)
    return (
      <button type="button" onClick={() => (name.value = "")} aria-label={`New ${one}`}>
        New
      </button>
    );
  const id = slug(name.value);
  const isTaken = taken.includes(id);
  const make = (event: Event): void => {
    event.preventDefault();
    if (id !== "" && !isTaken) openDesign(kind, id);
  };
  return (
    <form class="new-design" onSubmit={make}>
      <label>
        <span class="quiet-text">Id</span>{" "}
        <input
          type="text"
          maxLength={63}
          autocomplete="off"
          value={name.value}
          ref={(input) => input?.focus()}
          onInput={(event) => (name.value = event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary" disabled={id === "" || isTaken}>
        Make {id || `the ${one}`}
      </button>
      <button type="button" onClick={() => (name.value = undefined)}>
        Cancel
      </button>
      {isTaken && <span role="alert">There is one already.</span>}
    </form>
  );
}
