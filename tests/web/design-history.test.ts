import { expect, test } from "vitest";
import { begin, change, type History, undo, undoLevels } from "../../web/design/history.ts";
import { moved, removed, replaced } from "../../web/design/rows.ts";

const typed = (history: History, values: readonly (readonly [n: number, field?: string])[]): History =>
  values.reduce((before, [n, field]) => change(before, { n }, field), history);

test("ten steps back are kept, the oldest goes first", () => {
  let history = typed(
    begin({ n: 0 }),
    Array.from({ length: 15 }, (_, i) => [i + 1] as const),
  );
  for (let i = 0; i < undoLevels; i++) history = undo(history);
  expect(history.now).toEqual({ n: 5 });
  expect(undo(history)).toBe(history);
});

test("changes of one field in a row are one step back; of another, or of none, a step of their own", () => {
  const history = typed(begin({ n: 0 }), [[1, "name"], [2, "name"], [3, "fadeMs"], [4], [5]]);
  const back = [1, 2, 3, 4].map((times) => Array.from({ length: times }).reduce<History>(undo, history).now);
  expect(back).toEqual([{ n: 4 }, { n: 3 }, { n: 2 }, { n: 0 }]);
});

test("a change after a step back of the same field can be taken back by itself", () => {
  const history = undo(typed(begin({ n: 0 }), [[1, "name"]]));
  expect(undo(change(history, { n: 2 }, "name")).now).toEqual({ n: 0 });
});

test("rows move by one place and stay within the list; the list given stays as it is", () => {
  const rows = ["a", "b", "c"];
  expect(moved(rows, 1, -1)).toEqual(["b", "a", "c"]);
  expect(moved(rows, 1, 1)).toEqual(["a", "c", "b"]);
  expect(moved(rows, 0, -1)).toEqual(rows);
  expect(moved(rows, 2, 1)).toEqual(rows);
  expect(removed(rows, 1)).toEqual(["a", "c"]);
  expect(replaced(rows, 2, "d")).toEqual(["a", "b", "d"]);
  expect(rows).toEqual(["a", "b", "c"]);
});
