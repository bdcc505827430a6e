import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slug } from "#contract/slug";
import { Id } from "#contract/units";
import { groupId, groupsOf } from "#controller/registry/groups";
import { titleCase } from "#controller/registry/title-case";

describe("names that a list shouts", () => {
  test.each([
    ["MILL LANE", "Mill Lane"],
    ["KING HENRY'S ROAD", "King Henry's Road"],
    ["HOLBORN AND COVENT GARDEN", "Holborn and Covent Garden"],
    ["THE AVENUE", "The Avenue"],
    ["O'CONNELL STREET", "O'Connell Street"],
    ["MCNEIL STREET", "McNeil Street"],
    ["GEORGE IV BRIDGE", "George IV Bridge"],
    ["A92 SLIP", "A92 Slip"],
    ["ÉCOSSE ROAD", "Écosse Road"],
    ["STOKE-ON-TRENT ROAD", "Stoke-on-Trent Road"],
  ])("%s is written %s", (shouted, written) => expect(titleCase(shouted)).toBe(written));

  test("a name that somebody spelled is left as it is", () => {
    for (const name of ["Mill lane", "van Gogh Walk", "B", "", "12", "<b>Wynd</b>"]) expect(titleCase(name)).toBe(name);
  });
});

describe("groups", () => {
  test("are one for each area and regime, with every light in exactly one", () => {
    const lights = [
      { area: "King's Cross", regime: "35/18" },
      { area: "Old Town", regime: "70/35" },
      { area: "KINGS CROSS", regime: "35/18" },
      { area: "", regime: "Dusk-Dawn" },
      { area: "Old Town", regime: "" },
    ];
    expect(groupsOf(lights)).toEqual([
      { id: "kings-cross-35-18", name: "King's Cross · 35/18", area: "King's Cross", regime: "35/18", lights: [0, 2] },
      { id: "no-area-dusk-dawn", name: "No area · Dusk-Dawn", area: "", regime: "Dusk-Dawn", lights: [3] },
      { id: "old-town", name: "Old Town", area: "Old Town", regime: "", lights: [4] },
      { id: "old-town-70-35", name: "Old Town · 70/35", area: "Old Town", regime: "70/35", lights: [1] },
    ]);
  });

  test("always have a good id, and names that only differ far along or in another script stay apart", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100, unit: "grapheme" }), fc.string({ maxLength: 40 }), (area, regime) => void Id.parse(groupId(area, regime))),
    );
    const long = "Ward of the Parish of Saint Somebody the Elder upon the Hill beside the Water";
    expect(groupId(`${long} East`, "35/18")).not.toBe(groupId(`${long} West`, "35/18"));
    expect(groupId("Київ", "35/18")).not.toBe(groupId("Львів", "35/18"));
  });
});

test("a slug is an Id or nothing", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: "grapheme" }), (text) => {
      const id = slug(text);
      if (id !== "") Id.parse(id);
    }),
  );
  expect(slug("Brò Wynd (East)")).toBe("bro-wynd-east");
});
