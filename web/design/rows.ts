/** Changes of one row in a list; the list given stays as it is. */

export const replaced = <T>(rows: readonly T[], at: number, row: T): T[] => rows.map((old, i) => (i === at ? row : old));
export const removed = <T>(rows: readonly T[], at: number): T[] => rows.filter((_, i) => i !== at);

/** The row one place up (-1) or down (1); at the end of the list the same rows. */
export function moved<T>(rows: readonly T[], at: number, step: -1 | 1): T[] {
  const row = rows[at];
  const other = rows[at + step];
  if (row === undefined || other === undefined) return [...rows];
  return replaced(replaced(rows, at, other), at + step, row);
}
