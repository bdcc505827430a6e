import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadMapping } from "#controller/registry/mapping";

const folder = mkdtempSync(join(tmpdir(), "leerie-mapping-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (text: string): string => {
  const path = join(folder, "mapping.yaml");
  writeFileSync(path, text);
  return path;
};

test("the sample is a good mapping file", () => {
  const mapping = loadMapping(join(import.meta.dirname, "../../../config/mappings/camden.yaml"));
  expect(mapping).toMatchObject({ coordinates: "wgs84", columns: { id: "row", area: "ward", powerW: "watts" }, regimes: {} });
});

test("an empty file maps nothing", () => {
  expect(loadMapping(file("# nothing yet\n"))).toEqual({ columns: {}, regimes: {} });
});

test("tells every problem at once, with the file", () => {
  const path = file("delimiter: '|'\ncolumns:\n  watts: W\n  street: 7\n");
  expect(() => loadMapping(path)).toThrow(path);
  expect(() => loadMapping(path)).toThrow(/delimiter.*columns\.street.*watts/s);
  expect(() => loadMapping(path)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
});

test("says what is wrong with YAML that is none, and with a file that is not there", () => {
  expect(() => loadMapping(file("columns: {id: row"))).toThrow(/needs correcting/);
  expect(() => loadMapping(join(folder, "none.yaml"))).toThrow(/cannot be read/);
});
