import type { Priority } from "../../contract/alarms.ts";
import { priorityShapes } from "./words.ts";

/** Shape, number and colour of a priority; said in words to a screen reader. */
export function PriorityMark({ priority }: { priority: Priority }) {
  return (
    <span class={`priority p${priority}`}>
      <span aria-hidden="true">{priorityShapes[priority]}</span> <span class="unseen">Priority </span>
      {priority}
    </span>
  );
}
