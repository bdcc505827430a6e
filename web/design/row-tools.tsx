import { moved, removed } from "./rows.ts";

export interface RowToolsProps<T> {
  /** What a screen reader calls the row: "step 3". */
  readonly row: string;
  readonly rows: readonly T[];
  readonly at: number;
  /** The list's place in the body. */
  readonly field: string;
  readonly set: (rows: T[]) => void;
  /** Whether the order means something. */
  readonly ordered?: boolean;
  readonly keepsOne?: boolean;
}

/** Up, down, remove. The focus goes with the row that moves. */
export function RowTools<T>({ row, rows, at, field, set, ordered = true, keepsOne = false }: RowToolsProps<T>) {
  const move = (step: -1 | 1): void => {
    set(moved(rows, at, step));
    focusLater(field, at + step, step === -1 ? "up" : "down");
  };
  const remove = (): void => {
    set(removed(rows, at));
    focusLater(field, Math.max(0, Math.min(at, rows.length - 2)), "remove");
  };
  const key = (does: string) => ({ "data-tool": `${field}.${at}.${does}`, class: "icon quiet", type: "button" as const });
  return (
    <span class="row-tools">
      {ordered && (
        <>
          <button {...key("up")} aria-label={`Move ${row} up`} title="Up" aria-disabled={at === 0} onClick={() => at > 0 && move(-1)}>
            ↑
          </button>
          <button
            {...key("down")}
            aria-label={`Move ${row} down`}
            title="Down"
            aria-disabled={at === rows.length - 1}
            onClick={() => at < rows.length - 1 && move(1)}
          >
            ↓
          </button>
        </>
      )}
      <button {...key("remove")} aria-label={`Remove ${row}`} title="Remove" disabled={keepsOne && rows.length === 1} onClick={remove}>
        ×
      </button>
    </span>
  );
}

/** After the list has been drawn again. */
function focusLater(field: string, at: number, does: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-tool="${field}.${at}.${does}"]`)?.focus());
}
