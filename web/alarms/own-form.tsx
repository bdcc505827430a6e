import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Alarm } from "../../contract/alarms.ts";
import { form, isActing, perform } from "./work.ts";

const storageKey = "leerie.owner";

/** Says who handles an alarm. The name last given is offered again: mostly one takes it oneself. */
export function OwnForm({ alarm }: { alarm: Alarm }) {
  const owner = useSignal(alarm.owner ?? localStorage.getItem(storageKey) ?? "");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const name = owner.value.trim();
    if (name === "") return input.current?.focus();
    const isDone = await perform({ do: "own", ids: [alarm.id], owner: name }, `Handled by ${name}`);
    if (!isDone) return;
    localStorage.setItem(storageKey, name);
    form.value = undefined;
  };
  return (
    <form class="alarm-form" aria-label="Who handles it" onSubmit={(event) => void submit(event)}>
      <label class="field">
        <span>Owner</span>
        <input ref={input} type="text" required maxLength={80} value={owner.value} onInput={(event) => (owner.value = event.currentTarget.value)} />
      </label>
      <div class="row-actions">
        <button type="submit" class="primary" disabled={isActing.value}>
          Set the owner
        </button>
        <button type="button" onClick={() => (form.value = undefined)}>
          Cancel
        </button>
      </div>
    </form>
  );
}
