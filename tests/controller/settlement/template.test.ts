import { expect, test } from "vitest";
import type { Settlement } from "#contract/design";
import { settlementFindings } from "#controller/decide/findings/settlement";
import { DesignBook } from "#controller/design/design-book";
import { fillTemplate, parseTemplate } from "#controller/settlement/template";
import { lamp, settlement } from "./street.ts";

test("every mistake in a template is told at once", () => {
  expect(parseTemplate("H{unit:12}{tiem:6}{pct}{flag:99}} é", ["unit", "pct", "flag"])).toEqual([
    "there is no field {tiem}: there are {unit} {pct} {flag}",
    "{pct} needs a width, such as {pct:6}",
    "{flag:99} has a width that is not 1 to 40",
    '"} é" has a brace that is not part of a field such as {unit:12}',
  ]);
});

test("numbers are filled with zeros, texts fit or are refused", () => {
  const template = parseTemplate("X{a:4} {b:3}", ["a", "b"]);
  if (!("parts" in template)) throw new Error("expected a template");
  expect(fillTemplate(template, (field) => (field === "a" ? 42 : "abc"))).toBe("X0042 abc");
  expect(fillTemplate(template, (field) => (field === "a" ? 12_345 : "ab"))).toEqual([
    { field: "a", found: "12345", expected: "what fits the 4 characters of {a:4}" },
    { field: "b", found: '"ab"', expected: "what fits the 3 characters of {b:3}" },
  ]);
});

test("settlement data is looked at before it is published", () => {
  const designs = new DesignBook({ profiles: {}, regimes: {} }).inForce();
  const found = (body: Settlement) =>
    settlementFindings(body, { lights: [lamp("l-1"), lamp("l-2", { powerW: 70 })], designs }).map(
      ({ severity, field, text }) => `${severity} ${field}: ${text}`,
    );
  expect(found(settlement({ chargeCodes: [{ code: "4200350000100", circuitW: 35 }] }))).toEqual([]);
  const bad = settlement({
    subMeters: [
      { id: "abc1234", name: "One" },
      { id: "abc1234", name: "Two" },
      { id: "xyz0000", name: "Three", areas: ["Old Towne"], groups: ["nobody"] },
    ],
    events: { line: "{colour:3}" },
    inventory: { columns: ["street", "items", "street"] },
  });
  expect(found(bad)).toEqual([
    "error subMeters.1.id: abc1234 is the id of sub-meter 1 already",
    "error subMeters.1: sub-meter 1 takes every light that no other has already: give this one areas or groups",
    "error subMeters.2.areas.0: no light is in Old Towne: correct its name",
    "error subMeters.2.groups.0: there is no group nobody: name one that exists",
    expect.stringContaining("error events.line: there is no field {colour}"),
    "error inventory.columns.2: street is a column already",
    "warning chargeCodes: 1 light stands in the way of files (l-2: luminaire unknown, 70 W): expected a charge code that fits its type of luminaire and its power",
  ]);
});
