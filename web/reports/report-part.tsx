import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** A part of a report under its heading. */
export function ReportPart(props: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="block" aria-labelledby={id}>
      <h3 id={id}>{props.title}</h3>
      {props.children}
    </section>
  );
}
