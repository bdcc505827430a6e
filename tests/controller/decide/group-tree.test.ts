import fc from "fast-check";
import { expect, test } from "vitest";
import { Groups } from "#contract/design";
import { buildGroupTree, type GroupTree, type LightCalendar, regimeCalendarId, rootId } from "#controller/decide/group-tree";

type Light = { readonly id: string; readonly area: string; readonly regime: string };
const light = (id: string, area: string, regime = "35/18"): Light => ({ id, area, regime });

const town: readonly Light[] = [
  light("l0", "Old Town"),
  light("l1", "Old Town"),
  light("l2", "Old Town", "Dusk-Dawn"),
  light("l3", "Leith"),
  light("l4", "Leith", ""),
];
const build = (groups: Parameters<typeof Groups.parse>[0] = {}, lights = town): GroupTree => buildGroupTree(lights, Groups.parse(groups));
const outline = (tree: GroupTree): string[] => tree.groups.map(({ id, parent, lights }) => `${parent ?? ""} > ${id}: ${lights.join(" ")}`);
const calendarOf = (tree: GroupTree, index: number): LightCalendar => tree.calendarOf(index);
const made = (id: string, parent: string, lights: string[] = []): Groups["made"][number] => ({ id, name: id, parent, lights });

test("without made groups a light is in its area and regime, one without a regime in its area itself, and has its regime's calendar", () => {
  const tree = build();
  expect(outline(tree)).toEqual([
    " > all: ",
    "all > leith: 4",
    "leith > leith-35-18: 3",
    "all > old-town: ",
    "old-town > old-town-35-18: 0 1",
    "old-town > old-town-dusk-dawn: 2",
  ]);
  expect([0, 2, 4].map((index) => calendarOf(tree, index))).toEqual([
    { calendar: "regime-35-18", regime: "35/18" },
    { calendar: "regime-dusk-dawn", regime: "Dusk-Dawn" },
    { calendar: "regime-none", regime: "" },
  ]);
  expect(tree.findings).toEqual([]);
});

test("a light has the calendar of the nearest group above it that has one, and the answer names that group", () => {
  const tree = build({
    made: [made("castle", "old-town", ["l0"]), made("gate", "castle", ["l2"])],
    calendars: [
      { group: "old-town", calendar: "quiet" },
      { group: "castle", calendar: "floodlit" },
      { group: rootId, calendar: "plain" },
    ],
  });
  const named = [0, 1, 2, 3].map((index) => calendarOf(tree, index));
  expect(named).toEqual([
    { calendar: "floodlit", group: "castle", groupName: "castle" },
    { calendar: "quiet", group: "old-town", groupName: "Old Town" },
    { calendar: "floodlit", group: "castle", groupName: "castle" },
    { calendar: "plain", group: "all", groupName: "All lights" },
  ]);
  expect(tree.given("gate")).toEqual(named[2]);
  expect(tree.given("nowhere")).toBeUndefined();
  expect(tree.lightsIn("old-town")).toEqual([0, 1, 2]);
  expect(tree.lightsIn("castle")).toEqual([0, 2]);
  expect(tree.leafOf(2).id).toBe("gate");
});

test("a light that joins later has the calendar of its area by itself", () => {
  const calendars = [{ group: "leith", calendar: "docks" }];
  const grown = [...town, light("l5", "Leith", "70/35")];
  expect(calendarOf(build({ calendars }, grown), 5)).toEqual({ calendar: "docks", group: "leith", groupName: "Leith" });
});

test("what is wrong is said, field by field, and the tree stands without it", () => {
  const tree = build({
    made: [
      made("a", "b", ["l0", "l9", "l8"]),
      made("b", "a", ["l0"]),
      made("c", "nowhere", ["l3"]),
      made("leith", "all", ["l1"]),
      made("a", "leith"),
      made("d", "b"),
    ],
    calendars: [
      { group: "lieth", calendar: "docks" },
      { group: "c", calendar: "one" },
      { group: "c", calendar: "two" },
    ],
  });
  expect(tree.findings.map(({ severity, field, text }) => `${severity} ${field}: ${text}`).sort()).toEqual([
    "error calendars.0.group: there is no group lieth: name one that exists",
    "error calendars.2.group: c has the calendar one already: keep one",
    "error made.0.parent: a is below b is below a: hang one of them below another group",
    "error made.1.lights.0: l0 is listed in a already: list it once",
    "error made.2.parent: there is no group nowhere: name one that exists, such as all",
    "error made.3.id: leith is the id of the group Leith: choose another",
    "error made.4.id: a is the id of an earlier group a: choose another",
    "warning made.0.lights: the inventory has no light l9, l8: check the spelling, or take them out",
  ]);
  expect([0, 1, 3].map((index) => tree.leafOf(index).id)).toEqual(["a", "old-town-35-18", "c"]);
  expect(tree.lightsIn("a")).toEqual([0]);
  expect(calendarOf(tree, 3).calendar).toBe("one");
});

test("an area called All, or like another area's regime group, is a group of its own", () => {
  const tree = build({}, [light("x", "All"), light("y", "All", ""), light("z", "Leith"), light("w", "Leith 35/18", "70/35")]);
  expect(outline(tree)).toEqual([
    " > all: ",
    "all > area-all: 1",
    "area-all > all-35-18: 0",
    "all > leith: ",
    "leith > leith-35-18: 2",
    "all > area-leith-35-18: ",
    "area-leith-35-18 > leith-35-18-70-35: 3",
  ]);
});

test("any groups whatever: each light is in exactly one leaf, every group hangs below the root, and the nearest calendar counts", () => {
  const id = fc.constantFrom("all", "old-town", "old-town-35-18", "leith", "m0", "m1", "m2", "m3", "nowhere");
  const lights = fc.array(fc.constantFrom("l0", "l1", "l2", "l3", "l4", "l9"), { maxLength: 4 });
  const anyGroups = fc.record({
    made: fc.array(fc.record({ id, name: fc.constant("made"), parent: id, lights }), { maxLength: 6 }),
    calendars: fc.array(fc.record({ group: id, calendar: fc.constantFrom("one", "two", "three") }), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(anyGroups, (groups) => {
      const tree = buildGroupTree(town, groups);
      const byId = new Map(tree.groups.map((group) => [group.id, group]));
      expect(tree.groups.flatMap((group) => group.lights).sort()).toEqual([0, 1, 2, 3, 4]);
      expect(tree.lightsIn(rootId)).toEqual([0, 1, 2, 3, 4]);
      town.forEach((_, index) => {
        let above = byId.get(tree.leafOf(index).id);
        expect(above?.lights).toContain(index);
        while (above !== undefined && above.calendar === undefined) above = byId.get(above.parent ?? "");
        const expected = above?.calendar ?? regimeCalendarId(town[index]?.regime ?? "");
        expect(tree.calendarOf(index).calendar).toBe(expected);
      });
    }),
    { numRuns: 500 },
  );
});
