import { useEffect } from "preact/hooks";
import { go } from "../state.ts";
import { type Body, blank } from "./body.ts";
import { published, sources } from "./choices.ts";
import { Conflict } from "./conflict.tsx";
import { isOnly } from "./design-list.tsx";
import { Editor } from "./editor.tsx";
import { PreviewPane } from "./preview-pane.tsx";
import { startPreview } from "./preview-state.ts";
import { Review } from "./review.tsx";
import { RolloutPart } from "./rollout-part.tsx";
import { Versions } from "./versions.tsx";
import { kindNames } from "./words.ts";
import { body, busy, conflict, done, history, isDirty, leave, type Name, open, startEditing, step, undoEdit, view } from "./work.ts";

/** One design: what is in force, its draft with a preview beside it, the way to publish it, and every version before. */
export function DesignPage({ kind, id }: Name) {
  useEffect(() => {
    void open({ kind, id });
    const stop = startPreview();
    return () => {
      stop();
      leave();
    };
  }, []);
  const now = view.value;
  return (
    <>
      <nav aria-label="Where you are" class="crumbs">
        <button type="button" class="link" onClick={() => go({ design: undefined }, "push")}>
          Design
        </button>{" "}
        › {kindNames[kind].many}
      </nav>
      <h2 id="design-title">{isOnly(kind) ? kindNames[kind].many : titleOf(body.value ?? now?.published?.body, id)}</h2>
      <p role="status" class="done">
        {done.value}
      </p>
      {!now && busy.value && <p class="pane-wait">Loading…</p>}
      {conflict.value && <Conflict held={conflict.value} />}
      {now && <InForce />}
      {now && history.value && step.value === "review" && <Review />}
      {now && step.value === "edit" && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Z acts wherever the focus is among the fields; the button Undo does the same.
        <div class="work" onKeyDown={onKey}>
          {history.value && <Editor />}
          <PreviewPane />
        </div>
      )}
      {now?.published && <Versions key={now.published.version} />}
    </>
  );
}

function titleOf(shown: unknown, id: string): string {
  return typeof shown === "object" && shown !== null && "name" in shown && typeof shown.name === "string" && shown.name !== "" ? shown.name : id;
}

/** Text that is being typed is the browser's to take back; a finished change is ours. */
function onKey(event: KeyboardEvent): void {
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  const { target } = event;
  const isTyping = target instanceof HTMLInputElement && target.dataset.held !== undefined && target.value !== target.dataset.held;
  if (isTyping) return;
  event.preventDefault();
  undoEdit();
}

/** The version in force, how far it has reached, and the way to a draft. */
function InForce() {
  const now = view.value;
  const of = now?.published;
  const start = (): void => startEditing(bodyToEdit());
  return (
    <section class="in-force" aria-label="In force">
      <p>
        {inForceWords(of?.version, now !== undefined && isOnly(now.kind))} {now?.draft && `Draft by ${now.draft.author}.`}{" "}
        {isDirty.value && history.value && <span class="tag">not saved</span>}
      </p>
      <RolloutPart />
      {!history.value && (
        <button type="button" class="primary" disabled={busy.value} onClick={start}>
          {of ? "Edit" : "Start a draft"}
        </button>
      )}
    </section>
  );
}

function inForceWords(version: number | undefined, isOnlyOne: boolean): string {
  if (version === undefined || (version === 0 && isOnlyOne)) return "Nothing is published yet.";
  return version === 0 ? "As the configuration has it." : `Version ${version} is in force.`;
}

function bodyToEdit(): Body {
  const now = view.value;
  const of = now?.published?.body;
  if (typeof of === "object" && of !== null) return { ...of };
  return blank(now?.kind ?? "profile", published("profile")[0]?.[0] ?? "", sources.value[0]?.[0] ?? "");
}
