import type { ComponentChildren } from "preact";

/** A part that scrolls by itself. It takes the focus, so that it can be scrolled by keyboard in every browser. */
export function ScrollRegion(props: { name: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1, a scrollable region without a control must take the focus.
    <section class="table-scroll" tabIndex={0} aria-label={props.name}>
      {props.children}
    </section>
  );
}
