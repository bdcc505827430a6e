/** Designs that change figures and files, and act on no light: from when they do. */
import type { DesignKind } from "../../contract/design.ts";
import { isObject } from "./body.ts";

/** Kinds of which no node is told anything. */
const figureKinds: ReadonlySet<DesignKind> = new Set<DesignKind>(["tariffs", "carbon", "settlement"]);
export const isOfFigures = (kind: DesignKind): boolean => figureKinds.has(kind);

/** What publishing a body would change, in a sentence. */
export function figuresWords(kind: DesignKind, before: unknown, after: unknown): string {
  const noLight = "No light is told.";
  if (JSON.stringify(before) === JSON.stringify(after)) return `Changes nothing. ${noLight}`;
  if (kind === "settlement") return `Changes the settlement files that are issued from now on; what was issued stays as it was sent. ${noLight}`;
  const what = kind === "tariffs" ? "cost" : "carbon";
  const from = changedFrom(rowsIn(before), rowsIn(after));
  return from === undefined ? `Changes no figure. ${noLight}` : `Changes the ${what} of days from ${from}, past ones too. ${noLight}`;
}

/** The first day, yyyy-mm-dd, of the rows that are in one list only; undefined when both hold the same. */
export function changedFrom(before: readonly unknown[], after: readonly unknown[]): string | undefined {
  const [earlier, later] = [before, after].map((rows) => new Map(rows.map((row) => [JSON.stringify(row), row])));
  const only = (rows: typeof earlier, other: typeof earlier): unknown[] => [...(rows ?? [])].flatMap(([text, row]) => (other?.has(text) ? [] : [row]));
  const days = [...only(earlier, later), ...only(later, earlier)].flatMap((row) => (isObject(row) && typeof row.from === "string" ? [row.from] : []));
  return days.sort()[0];
}

/** The dated rows of tariffs or carbon factors, whichever the body has. */
function rowsIn(body: unknown): readonly unknown[] {
  if (!isObject(body)) return [];
  const rows = body.tariffs ?? body.factors;
  return Array.isArray(rows) ? rows : [];
}
