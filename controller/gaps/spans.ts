/** What is known of a stretch of a node's reports, as a sorted list of spans that touch or leave holes but never overlap. */

/**
 * stored: durable, or given up, so that nobody waits for it. pending: arrived, on its way to the store. healing: the same, of a report that was
 * missing. missing: it exists, and neither the store nor the controller has it.
 */
export type SpanState = "stored" | "pending" | "healing" | "missing";

export interface Range {
  readonly boot: number;
  readonly from: number;
  readonly to: number;
}

export interface Span extends Range {
  readonly state: SpanState;
}

/** Gives a piece its new state, from the one it has (undefined: nothing was known of it) and its length; undefined leaves a hole. */
export type Paint = (state: SpanState | undefined, reports: number) => SpanState | undefined;

/** The list with [range.from, range.to] painted anew; neighbours of one state become one. */
export function repaint(spans: readonly Span[], { boot, from, to }: Range, paint: Paint): Span[] {
  const painted: Span[] = [];
  let next = from;
  const paintHole = (holeTo: number): void => {
    if (next <= holeTo) append(painted, { boot, from: next, to: holeTo }, paint(undefined, holeTo - next + 1));
    next = Math.max(next, holeTo + 1);
  };
  for (const span of spans) {
    if (span.boot < boot || (span.boot === boot && span.to < from)) {
      append(painted, span, span.state);
      continue;
    }
    const start = span.boot === boot ? Math.max(span.from, from) : to + 1;
    const end = Math.min(span.to, to);
    paintHole(Math.min(to, start - 1));
    if (span.boot > boot || span.from > to) {
      append(painted, span, span.state);
      continue;
    }
    append(painted, { boot, from: span.from, to: start - 1 }, span.state);
    append(painted, { boot, from: start, to: end }, paint(span.state, end - start + 1));
    append(painted, { boot, from: end + 1, to: span.to }, span.state);
    next = end + 1;
  }
  paintHole(to);
  return painted;
}

/** Reports in the spans of these states. */
export function countOf(spans: readonly Span[], ...states: readonly SpanState[]): number {
  let reports = 0;
  for (const span of spans) if (states.includes(span.state)) reports += span.to - span.from + 1;
  return reports;
}

/** The last report known of a boot; undefined when none is. */
export function lastOf(spans: readonly Span[], boot: number): number | undefined {
  return spans.findLast((span) => span.boot === boot)?.to;
}

function append(spans: Span[], { boot, from, to }: Range, state: SpanState | undefined): void {
  if (state === undefined || from > to) return;
  const last = spans.at(-1);
  if (last?.boot === boot && last.to + 1 === from && last.state === state) spans[spans.length - 1] = { boot, from: last.from, to, state };
  else spans.push({ boot, from, to, state });
}
