import { useSignal } from "@preact/signals";
import { busy } from "./work.ts";

export interface ReasonFormProps {
  readonly label: string;
  readonly button: string;
  readonly act: (reason: string) => Promise<boolean>;
  readonly cancel: () => void;
  readonly disabled?: boolean;
}

/** The API's least, too: colleagues will ask. */
const lettersMin = 3;

/** Asks why, and does it. */
export function ReasonForm({ label, button, act, cancel, disabled = false }: ReasonFormProps) {
  const reason = useSignal("");
  const isEnough = reason.value.trim().length >= lettersMin;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (isEnough) void act(reason.value.trim());
  };
  return (
    <form class="reason" onSubmit={submit}>
      <label class="field">
        <span>{label}</span>
        <input type="text" maxLength={200} autocomplete="off" value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
      </label>
      <div class="row-actions">
        <button type="submit" class="primary" disabled={disabled || busy.value || !isEnough}>
          {busy.value ? "Working…" : button}
        </button>
        <button type="button" onClick={cancel}>
          Back
        </button>
      </div>
    </form>
  );
}
