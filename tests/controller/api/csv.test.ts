import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvCell, csvLine } from "#controller/api/csv";

test.each([
  ["=1+1", "'=1+1"],
  ["+44", "'+44"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", '"\'\r=1"'],
  ["\n=1", '"\'\n=1"'],
  ["High Street, 5", '"High Street, 5"'],
  ['the "Cross"', '"the ""Cross"""'],
  ["Lodge 5=6", "Lodge 5=6"],
  [-3.19, "-3.19"],
  [true, "true"],
  [undefined, ""],
])("%j is written %j", (value, written) => expect(csvCell(value)).toBe(written));

test("any text comes back as it was, but for the apostrophe before a formula", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 4 }), (cells) => {
      const [back] = parse(csvLine(cells), { relax_column_count: true });
      expect(back).toEqual(cells.map((cell) => (/^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell)));
    }),
  );
});
