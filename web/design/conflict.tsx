import type { DesignRefused } from "../../contract/design-api.ts";
import { local } from "../state.ts";
import { ChangeTable } from "./change-table.tsx";
import { busy, settle } from "./work.ts";

/** Somebody else has saved meanwhile: both drafts side by side, and one is taken. */
export function Conflict({ held }: { held: DesignRefused }) {
  const theirs = held.held;
  return (
    <section class="problem conflict" role="alert">
      <h3>{theirs ? `${theirs.author} saved this draft at ${local.value.time(Date.parse(theirs.at))}` : "The draft you started from is gone"}</h3>
      <p>{held.message}</p>
      {held.changes && held.changes.length > 0 && <ChangeTable changes={held.changes} before="Theirs" after="Yours" />}
      <div class="row-actions">
        <button type="button" disabled={busy.value} onClick={() => void settle("theirs")}>
          {theirs ? "Take theirs" : "Drop mine"}
        </button>
        <button type="button" disabled={busy.value} onClick={() => void settle("mine")}>
          Save mine over it
        </button>
      </div>
    </section>
  );
}
