import { expect, test } from "vitest";
import { addDays, isDate, readDays } from "../../web/design/dates.ts";
import { groupRows, withCalendar } from "../../web/design/group-tree.ts";
import { changeWords, pathWords } from "../../web/design/words.ts";

test("pasted dates are read in both ways people write them, sorted, each once", () => {
  const text = '25/12/2026 Christmas Day\r\n2026-12-28,Boxing Day (substitute)\n\n1.1.2027;"New Year\'s Day"\n2026-12-25 Christmas\n';
  expect(readDays(text)).toEqual({
    days: [
      { date: "2026-12-25", name: "Christmas" },
      { date: "2026-12-28", name: "Boxing Day (substitute)" },
      { date: "2027-01-01", name: "New Year's Day" },
    ],
    refused: [],
  });
});

test("what is no date is given back, not guessed", () => {
  expect(readDays("2026-02-30 No such day\nChristmas Day\n13/25/2026\n2026-01-02 Fine")).toEqual({
    days: [{ date: "2026-01-02", name: "Fine" }],
    refused: ["2026-02-30 No such day", "Christmas Day", "13/25/2026"],
  });
});

test("dates are counted over the end of a month and a leap day", () => {
  expect(addDays("2028-02-28", 2)).toBe("2028-03-01");
  expect(isDate("2028-02-29")).toBe(true);
  expect(isDate("2026-02-29")).toBe(false);
  expect(isDate("")).toBe(false);
});

test("places in a body are said as the page counts them", () => {
  expect(pathWords("steps.2.levelPct")).toBe("step 3 · level, %");
  expect(pathWords("rules.0.when.1.from")).toBe("rule 1 · condition 2 · from");
  expect(pathWords("steps")).toBe("steps");
  expect(changeWords({ path: "steps.1", after: { at: { time: "22:30" }, levelPct: 50 } })).toEqual({
    what: "step 2",
    before: "–",
    after: "when time 22:30, level, % 50",
  });
});

const tree = [
  { id: "all", name: "All lights", made: false, lights: 9 },
  { id: "harbour", name: "Harbour", parent: "all", made: false, lights: 4 },
  { id: "harbour-35-18", name: "Harbour · 35/18", parent: "harbour", made: false, lights: 3 },
];

test("a group without a calendar has that of the nearest group above it", () => {
  const made = { id: "quay", name: "The quay", parent: "harbour-35-18", lights: ["l1", "l2"] };
  const body = withCalendar(withCalendar({ made: [made], calendars: [] }, "all", "town"), "harbour", "port");
  const rows = groupRows(tree, body);
  expect(rows.map(({ id, depth, own, inherited }) => [id, depth, own, inherited?.calendar, inherited?.from])).toEqual([
    ["all", 0, "town", undefined, undefined],
    ["harbour", 1, "port", "town", "All lights"],
    ["harbour-35-18", 2, undefined, "port", "Harbour"],
    ["quay", 3, undefined, "port", "Harbour"],
  ]);
  expect(groupRows(tree, withCalendar(body, "harbour", "")).at(-1)?.inherited).toEqual({ calendar: "town", from: "All lights" });
});

test("a group below one that is gone, and groups below each other, are still shown or left out without end", () => {
  const made = [
    { id: "lost", name: "Lost", parent: "gone", lights: [] },
    { id: "a", name: "A", parent: "b", lights: [] },
    { id: "b", name: "B", parent: "a", lights: [] },
  ];
  expect(groupRows(tree, { made, calendars: [] }).map(({ id }) => id)).toContain("lost");
});
