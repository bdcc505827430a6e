import type { Finding } from "../../contract/design.ts";
import { findings } from "./preview-state.ts";
import { pathWords } from "./words.ts";

/** What is wrong with the body, and what a person should know; each leads to its field. */
export function Findings() {
  if (findings.value.length === 0) return null;
  return (
    <>
      <h4 id="findings-title">To know before publishing</h4>
      <ul class="findings" aria-labelledby="findings-title">
        {findings.value.map((finding) => (
          <Item key={`${finding.severity} ${finding.field} ${finding.text}`} finding={finding} />
        ))}
      </ul>
    </>
  );
}

function Item({ finding: { severity, field, text } }: { finding: Finding }) {
  return (
    <li class={severity}>
      <strong>{severity === "error" ? "Error" : "Warning"}</strong>{" "}
      {field !== "" && (
        <>
          <button type="button" class="link" onClick={() => focusField(field)}>
            {pathWords(field)}
          </button>
          :{" "}
        </>
      )}
      {text}
    </li>
  );
}

/** The control of a place in the body, or of the nearest place around it that has one. */
export function focusField(field: string): void {
  const controls = [...document.querySelectorAll<HTMLElement>("[data-field]")];
  for (let path = field; path !== ""; path = path.split(".").slice(0, -1).join(".")) {
    const control = controls.find(({ dataset }) => dataset.field === path || dataset.field?.startsWith(`${path}.`));
    if (!control) continue;
    control.focus();
    return;
  }
}
