/** What differs between two bodies, place by place. */

export interface Change {
  /** "steps.2.levelPct". */
  readonly path: string;
  /** Absent: it was not there. */
  readonly before?: unknown;
  /** Absent: it is not there any more. */
  readonly after?: unknown;
}

/** Every difference between two JSON values, in the order of the first, then of what is only in the second. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  return [...changes("", before, after)];
}

function* changes(path: string, before: unknown, after: unknown): Generator<Change> {
  if (Object.is(before, after)) return;
  if (!isTree(before) || !isTree(after) || Array.isArray(before) !== Array.isArray(after)) {
    yield { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    return;
  }
  const [from, to] = Array.isArray(before) && Array.isArray(after) ? withoutCommonEnd(before, after) : [before, after];
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)]))
    yield* changes(path === "" ? key : `${path}.${key}`, Reflect.get(from, key), Reflect.get(to, key));
}

/** A step put in at the front moves those behind it, which is no change of theirs. */
function withoutCommonEnd(before: readonly unknown[], after: readonly unknown[]): [readonly unknown[], readonly unknown[]] {
  const most = Math.min(before.length, after.length);
  let common = 0;
  while (common < most && JSON.stringify(before.at(-1 - common)) === JSON.stringify(after.at(-1 - common))) common += 1;
  return [before.slice(0, before.length - common), after.slice(0, after.length - common)];
}

const isTree = (value: unknown): value is object => typeof value === "object" && value !== null;
