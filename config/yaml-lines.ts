/** Where in the file a value stands, so that a message can say so. */
import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter } from "yaml";

/** "line 12, " for what is in the file, "command line, " for what was given there; a missing value has its parent's line. */
export type Lines = (path: readonly (string | number)[]) => string;

export function linesOf(document: Document, counter: LineCounter, overrides: object): Lines {
  return (path) => {
    if (isGiven(overrides, path)) return "command line, ";
    const offset = offsetOf(document.contents, path);
    return offset === undefined ? "" : `line ${counter.linePos(offset).line}, `;
  };
}

function isGiven(overrides: object, [first, second]: readonly (string | number)[]): boolean {
  if (first === undefined || !Object.hasOwn(overrides, first)) return false;
  const section: unknown = Reflect.get(overrides, first);
  return second === undefined || typeof section !== "object" || section === null || Array.isArray(section) || Object.hasOwn(section, second);
}

/** The offset of the deepest part of the path that exists. */
function offsetOf(contents: unknown, path: readonly (string | number)[]): number | undefined {
  let node = contents;
  let offset: number | undefined;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
