import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ImportResult, InventoryLight } from "#contract/api";
import { distanceM, fromNationalGrid } from "#controller/registry/coordinates";
import { groupsOf } from "#controller/registry/groups";
import { importInventory } from "#controller/registry/import";
import { loadMapping, Mapping } from "#controller/registry/mapping";

const options = { defaultPowerW: 60, existing: [] };
const heading = "id,lat,lon,street,ward,switch_regime,watts";
const row = (id: string, changes: { lat?: string; lon?: string; street?: string; watts?: string } = {}): string =>
  [id, changes.lat ?? "56.655", changes.lon ?? "-2.52", changes.street ?? "High Street", "Old Town", "35/18", changes.watts ?? "36"].join(",");
const list = (...rows: string[]): string => `${[heading, ...rows].join("\n")}\n`;

const root = join(import.meta.dirname, "../../..");
const camdenPath = join(root, "../shared/data/lamps_camden.csv");
function camden(): Buffer {
  if (!existsSync(camdenPath)) throw new Error("this test reads ../shared/data/lamps_camden.csv, which is not there");
  return readFileSync(camdenPath);
}

describe("the Camden list", () => {
  const { lights, result } = importInventory(camden(), { ...options, mapping: loadMapping(join(root, "config/mappings/camden.yaml")) });

  test("gives 9,527 lights, 9,510 of them with a wattage and together 742.6 kW", () => {
    expect(result).toMatchObject({ rows: 9_527, new: 9_527, changed: 0, unchanged: 0, refused: 0 });
    const stated = lights.filter(({ powerAssumed }) => !powerAssumed);
    expect(stated).toHaveLength(9_510);
    expect(stated.reduce((sum, { powerW }) => sum + powerW, 0)).toBe(742_649);
  });

  test("warns of each of the 17 blank wattages with its line, and of nothing else", () => {
    expect(result.problems).toHaveLength(17);
    expect(result.problems[0]).toEqual({ severity: "warning", line: 20, column: "watts", value: "", reason: "no wattage: 60 W assumed" });
    const assumed = lights.filter(({ powerAssumed }) => powerAssumed);
    // The row number is the id, and the heading is line 1.
    expect(assumed.map(({ id }) => Number(id) + 1)).toEqual(result.problems.map(({ line }) => line));
    expect(new Set(assumed.map(({ powerW }) => powerW))).toEqual(new Set([60]));
  });

  test("keeps its regimes, and needs no mapping file", () => {
    const count = (regime: string): number => lights.filter((light) => light.regime === regime).length;
    expect([count("35/18"), count("70/35"), count("Dusk-Dawn")]).toEqual([8_549, 967, 11]);
    expect(importInventory(camden(), options).lights).toEqual(lights);
  });

  test("is shown as people write it", () => {
    expect(lights[0]).toMatchObject({ id: "1", column: "1", street: "Mill Lane", area: "Fortune Green", postcode: "NW6", powerW: 65 });
    expect(lights[1]?.street).toBe("King Henry's Road");
    const groups = groupsOf(lights);
    expect(groups.find(({ id }) => id === "fortune-green-35-18")).toMatchObject({ name: "Fortune Green · 35/18" });
    expect(groups.reduce((sum, group) => sum + group.lights.length, 0)).toBe(9_527);
  });

  test("its grid references agree with its degrees within 2.5 m", () => {
    const metres = importInventory(camden(), { ...options, mapping: Mapping.parse({ coordinates: "epsg:27700" }) }).lights;
    const errorsM = metres.map((light, i) => distanceM(light, lights[i] ?? { lat: 0, lon: 0 }));
    // Measured: 1.9 m at most. Grid references are whole metres; the Helmert shift gives the rest.
    expect(Math.max(...errorsM)).toBeLessThan(2.5);
  });

  test("a second import changes nothing, and a change is counted", () => {
    expect(importInventory(camden(), { ...options, existing: lights }).result).toMatchObject({ new: 0, changed: 0, unchanged: 9_527 });
    const [first, ...others] = lights;
    if (!first) throw new Error("no lights");
    expect(importInventory(camden(), { ...options, existing: [{ ...first, powerW: 1 }, ...others.slice(1)] }).result).toMatchObject({
      new: 1,
      changed: 1,
      unchanged: 9_525,
    });
  });
});

test.each(["Luminaire", "luminaire_type", "LANTERN"])(
  "the type of luminaire is taken from a column %s; a blank is none, and one too long is refused",
  (name) => {
    const csv = [`${heading},${name}`, `${row("a")},Ark 36`, `${row("b")},`, `${row("c")},${"y".repeat(81)}`].join("\n");
    const { lights, result } = importInventory(csv, options);
    expect(lights.map(({ id, luminaire }) => [id, luminaire])).toEqual([
      ["a", "Ark 36"],
      ["b", undefined],
    ]);
    expect(result.problems).toMatchObject([{ severity: "refused", line: 4, column: name, reason: "81 characters, at most 80" }]);
  },
);

describe("a bad row", () => {
  test("is refused with all its problems and its true line, and harms no other", () => {
    const { lights, result } = importInventory(list(row("a"), "", row("", { lat: "north", watts: "-5" }), row("b")), options);
    expect(lights.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(result).toMatchObject({ rows: 3, new: 2, refused: 1 });
    expect(result.problems.map(({ line, column, value }) => [line, column, value])).toEqual([
      [4, "id", ""],
      [4, "lat", "north"],
      [4, "watts", "-5"],
    ]);
  });

  test.each([
    ["0, 0", row("x", { lat: "0", lon: "0" }), "lat", "not known"],
    ["swapped degrees", row("x", { lat: "-2.52", lon: "56.655" }), "lat", "swapped"],
    ["grid metres as degrees", row("x", { lat: "367000", lon: "750000" }), "lat", "easting and northing"],
    ["another continent", row("x", { lat: "40.7", lon: "-74" }), "lat", "km from the middle of the list"],
    ["no longitude", row("x", { lon: "" }), "lon", "blank"],
    ["0 W", row("x", { watts: "0" }), "watts", "0 W"],
    ["absurd watts", row("x", { watts: "36000" }), "watts", "0 to 2000 W"],
    ["words for watts", row("x", { watts: "LED" }), "watts", "not a number"],
    ["a missing value", "x,56.6,-2.5", "", "3 values where the heading has 7"],
    ["a value too many", `${row("x")},more`, "", "8 values where the heading has 7"],
    ["a control character", row("x", { street: "High\u0007 Street" }), "street", "control character"],
    ["a mark that turns text round", row("x", { street: "High\u202e Street" }), "street", "control character"],
    ["a street like a novel", row("x", { street: "y".repeat(101) }), "street", "at most 100"],
    ["an id without letters", row("***"), "id", "no id can be made"],
    ["the id of everyone", row("All"), "id", "reserved"],
    ["an id too long", row("z".repeat(64)), "id", "longer than 63"],
    ["a quote never closed", row('"x'), "", "never closed"],
  ])("%s", (_, bad, column, reason) => {
    const { lights, result } = importInventory(list(row("a"), row("b"), bad, row("c"), row("d")), options);
    expect(lights.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
    expect(result).toMatchObject({ rows: 5, refused: 1 });
    expect(result.problems).toEqual([{ severity: "refused", line: 4, column, value: expect.any(String), reason: expect.stringContaining(reason) }]);
  });

  test("a double is refused by the line of the first, however it is spelled", () => {
    const { lights, result } = importInventory(list(row("IA 0147"), row("b"), row("ia-0147", { watts: "99" })), options);
    expect(lights.map(({ id, powerW }) => [id, powerW])).toEqual([
      ["ia-0147", 36],
      ["b", 36],
    ]);
    expect(result.problems).toMatchObject([{ line: 4, column: "id", reason: "the id ia-0147 is already that of line 2" }]);
  });

  test("keeps its line after a value of several lines", () => {
    const csv = `id,notes,lat,lon\na,"two\nlines",56.6,-2.5\nb,,x,-2.5\nc,"three\nmore\nlines",y,-2.5\n`;
    const { lights, result } = importInventory(csv, options);
    expect(lights.map(({ id }) => id)).toEqual(["a"]);
    expect(result.problems).toMatchObject([
      { severity: "warning", line: 1, reason: "no column for wattage: 60 W assumed for every light" },
      { severity: "refused", line: 4, column: "lat" },
      { severity: "refused", line: 5, column: "lat" },
    ]);
  });

  test("formulas and markup are text like any other", () => {
    const { lights } = importInventory(list(row("a", { street: "=HYPERLINK(1)" }), row("b", { street: "<script>alert(1)</script>" })), options);
    expect(lights.map(({ street }) => street)).toEqual(["=HYPERLINK(1)", "<script>alert(1)</script>"]);
  });
});

describe("a list", () => {
  test.each([
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${list(row("a", { street: "Brò Street" }))}`, "utf8")],
    ["Windows-1252", Buffer.from(list(row("a", { street: "Brò Street" })), "latin1")],
    ["UTF-16", Buffer.from(`\ufeff${list(row("a", { street: "Brò Street" }))}`, "utf16le")],
    ["semicolons", list(row("a", { street: "Brò Street" })).replaceAll(",", ";")],
    [
      "semicolons and decimal commas",
      list(row("a", { street: "Brò Street" }))
        .replaceAll(",", ";")
        .replaceAll("56.655", "56,655")
        .replaceAll("-2.52", "-2,52"),
    ],
    [
      "tabs and Windows line ends",
      list(row("a", { street: "Brò Street" }))
        .replaceAll(",", "\t")
        .replaceAll("\n", "\r\n"),
    ],
  ])("in %s", (_, csv) => {
    const { lights, result } = importInventory(csv, options);
    expect(result.problems).toEqual([]);
    expect(lights).toMatchObject([{ id: "a", street: "Brò Street", lat: 56.655, lon: -2.52 }]);
  });

  test("with other headings and grid references only", () => {
    const csv = "Asset ID;Road Name;Eastings;Northings;Wattage;On Lux;Off Lux;Feeder Pillar;Node ID\nDD-7;NETHERGATE;340000;730000;36W;70;35;P1;Node 7\n";
    const { lights, result } = importInventory(csv, options);
    expect(result.problems).toEqual([]);
    expect(lights).toMatchObject([
      {
        id: "dd-7",
        column: "DD-7",
        node: "node-7",
        street: "Nethergate",
        powerW: 36,
        regime: "70/35",
        feeder: "P1",
        area: "",
        ...fromNationalGrid(340_000, 730_000),
      },
    ]);
  });

  test("with a mapping file's headings and regimes", () => {
    const mapping = Mapping.parse({ columns: { id: "Ref", lat: "Y", lon: "X", regime: "Cell" }, regimes: { "PECU 70": "70/35" } });
    const { lights } = importInventory("Ref,X,Y,Cell\n1,-2.5,56.6,PECU 70\n", { ...options, mapping });
    expect(lights).toMatchObject([{ id: "1", lat: 56.6, lon: -2.5, regime: "70/35" }]);
  });

  test("that is empty, or without a position, an id or a mapped column, is refused as a whole and says which", () => {
    expect(importInventory("", options).result).toMatchObject({ rows: 0, problems: [{ line: 1, reason: expect.stringContaining("empty") }] });
    const mapping = Mapping.parse({ columns: { feeder: "Pillar" } });
    const { lights, result } = importInventory("name,size\nx,1\ny,2\n", { ...options, mapping });
    expect(lights).toEqual([]);
    expect(result).toMatchObject({ rows: 2, refused: 2 });
    expect(result.problems.map(({ column }) => column)).toEqual(["Pillar", "id", "lat"]);
    expect(result.problems[2]?.reason).toContain("the list has name, size");
  });

  test("of any bytes never throws, and every row is taken or refused", () => {
    const texts = fc.array(fc.oneof(fc.constantFrom(row("a"), row("b"), '"', ",,,,,,", "\u0000", "1,2"), fc.string()), { maxLength: 12 });
    fc.assert(
      fc.property(texts, (rows) => {
        const { lights, result } = importInventory(Buffer.from(list(...rows)), options);
        ImportResult.parse(result);
        expect(lights.length + result.refused).toBe(result.rows);
        for (const { postcode, feeder, ...light } of lights) InventoryLight.parse({ ...light, ...(postcode && { postcode }), ...(feeder && { feeder }) });
      }),
      { numRuns: 200 },
    );
  });

  test("with more problems than anyone reads is cut off, and still counted", () => {
    const { result } = importInventory(list(...Array.from({ length: 10_050 }, () => row("same"))), options);
    expect(result).toMatchObject({ rows: 10_050, new: 1, refused: 10_049 });
    expect(result.problems).toHaveLength(10_000);
    expect(result.problems.at(-1)?.reason).toBe("50 more problems after this line");
  });
});
