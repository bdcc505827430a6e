import type { ComponentChildren } from "preact";

/** A figure of a list with class `headline`: what it is, its value with its unit, and what is to be known of it. */
export function Figure(props: { name: string; value: string; children?: ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        <strong>{props.value}</strong>
        {props.children}
      </dd>
    </div>
  );
}
