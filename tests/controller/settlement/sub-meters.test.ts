import { expect, test } from "vitest";
import { buildGroupTree } from "#controller/decide/group-tree";
import { divide } from "#controller/settlement/sub-meters";
import { unitPowerW, unitReference } from "#controller/settlement/unit";
import { lamp, settlement } from "./street.ts";

test.each([
  ["EDI", "12345", "EDI000012345"],
  ["", "A/00-12 b", "000000A0012B"],
  ["EDI", "CNG 1-7", "EDI0000CNG17"],
  ["ABCDEF", "123456", "ABCDEF123456"],
  ["ABCDEF", "1234567", undefined],
  ["EDI", "–/–", undefined],
])("with the prefix %j the column %j has the reference %j", (prefix, column, reference) => {
  expect(unitReference({ id: "x", column }, { prefix, from: "column" })).toBe(reference);
});

const divided = (lights: ReturnType<typeof lamp>[], body: ReturnType<typeof settlement>, made: { id: string; lights: string[] }[] = []) => {
  const tree = buildGroupTree(lights, { made: made.map((group) => ({ ...group, name: group.id, parent: "all" })), calendars: [] });
  return divide(lights, tree, body);
};

test("lights are in the sub-meter of their area or group, the others in the one that names neither", () => {
  const lights = [lamp("l-1"), lamp("l-2", { area: "Leith" }), lamp("l-3", { area: "Leith" }), lamp("l-4", { area: "Newtown" })];
  const body = settlement({
    subMeters: [
      { id: "leith00", name: "Leith", areas: ["Leith"] },
      { id: "rest000", name: "Rest" },
      { id: "shore00", name: "Shore", groups: ["shore"] },
    ],
  });
  const { subMeters, problems } = divided(lights, body, [{ id: "shore", lights: ["l-4"] }]);
  expect(problems).toEqual([]);
  expect(subMeters.map(({ id, units }) => [id, units.map(({ light, reference }) => `${light.id} ${reference}`)])).toEqual([
    ["leith00", ["l-2 EDI0000000L2", "l-3 EDI0000000L3"]],
    ["rest000", ["l-1 EDI0000000L1"]],
    ["shore00", ["l-4 EDI0000000L4"]],
  ]);
});

test("every problem is told at once: in none, in two, no reference, a reference of another, no charge code", () => {
  const lights = [
    lamp("l-1", { area: "Nowhere" }),
    lamp("l-2", { area: "Leith" }),
    lamp("l-3", { column: "much-too-long-a-column" }),
    lamp("l-4", { column: "C-5" }),
    lamp("l-5", { column: "c5" }),
    lamp("l-6", { powerW: 90 }),
  ];
  const body = settlement({
    subMeters: [
      { id: "first00", name: "First", areas: ["Old Town", "Leith"] },
      { id: "second0", name: "Second", areas: ["Leith"] },
    ],
  });
  expect(divided(lights, body).problems).toEqual([
    { light: "l-1", field: "subMeters", found: "none, in Nowhere", expected: "exactly one sub-meter" },
    { light: "l-2", field: "subMeters", found: "first00 and second0", expected: "exactly one sub-meter" },
    { light: "l-3", field: "column", found: '"much-too-long-a-column"', expected: '1 to 9 letters or digits, which with the prefix "EDI" make 12' },
    { light: "l-4", field: "unitReference", found: "EDI0000000C5, which is also that of l-5", expected: "a reference of its own" },
    { light: "l-5", field: "unitReference", found: "EDI0000000C5, which is also that of l-4", expected: "a reference of its own" },
    { light: "l-6", field: "chargeCodes", found: "luminaire unknown, 90 W", expected: "a charge code that fits its type of luminaire and its power" },
  ]);
});

test("the first charge code that fits counts, and power at a level is its circuit watts by the lamp's own curve", () => {
  const body = settlement({
    chargeCodes: [
      { code: "4200400000100", luminaire: "Axia 2", circuitW: 40 },
      { code: "4200350000100", powerW: 35, circuitW: 35 },
    ],
  });
  const { subMeters } = divided([lamp("l-1", { luminaire: "Axia 2" }), lamp("l-2")], body);
  const [axia, plain] = subMeters[0]?.units ?? [];
  if (!axia || !plain) throw new Error("expected two units");
  expect([axia.code, plain.code]).toEqual(["4200400000100", "4200350000100"]);
  expect([0, 50, 100].map((levelPct) => unitPowerW(plain, levelPct))).toEqual([0.5, 18.5, 35]);
  expect(unitPowerW(axia, 100)).toBe(40);
  expect(unitPowerW(axia, 50)).toBeCloseTo((40 * 18.5) / 35, 9);
});
