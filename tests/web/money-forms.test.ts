/** What the forms of tariffs, carbon and settlement say before anything is published, held against what the controller then does. */
import { describe, expect, test } from "vitest";
import { type Settlement, Settlement as SettlementSchema, Tariffs } from "#contract/design";
import { ratesOfDay } from "#controller/energy/rates";
import { eventTemplates } from "#controller/settlement/event-file";
import { unitReference } from "#controller/settlement/unit";
import { blank } from "../../web/design/body.ts";
import { changedFrom, figuresWords } from "../../web/design/figures-from.ts";
import { endOfGrams, halfHoursMax, readGrams } from "../../web/design/half-hour-grams.ts";
import { sampleLine, sampleReference } from "../../web/design/settlement-sample.ts";
import { weekOf } from "../../web/design/tariff-week.ts";

const { tariffs } = Tariffs.parse({
  tariffs: [
    {
      name: "Day",
      from: "2026-01-01",
      pencePerKwh: 30,
      bands: [
        { name: "Weekday peak", pencePerKwh: 45, from: "16:00", to: "19:00", weekdays: [1, 2, 3, 4, 5], months: [11, 12, 1] },
        { name: "Night", pencePerKwh: 18, from: "23:30", to: "06:30" },
        { name: "Sunday", pencePerKwh: 22, from: "00:00", to: "00:00", weekdays: [7] },
      ],
    },
  ],
});

describe("the strip of a week", () => {
  // Monday 9 to Sunday 15 November, and a week of June: no clocks change in either.
  test.each([
    ["November", 11, "2026-11-09"],
    ["June", 6, "2026-06-08"],
  ])("has the rates that the accounts have, in %s", (_, month, monday) => {
    const [tariff] = tariffs;
    if (!tariff) throw new Error("expected a tariff");
    for (const [day, runs] of weekOf(tariff, month).entries()) {
      const date = new Date(Date.parse(monday) + day * 86_400_000).toISOString().slice(0, 10);
      const accounted = [...ratesOfDay(date, "Europe/London", { tariffs }, { factors: [] }).pencePerKwh];
      const shown = runs.flatMap(({ from, to, band }) => {
        const pence = (band === undefined ? undefined : tariff.bands[band]?.pencePerKwh) ?? tariff.pencePerKwh;
        return Array.from({ length: to - from }, () => pence);
      });
      expect(shown, date).toEqual(accounted);
    }
  });
});

describe("half-hour factors that are pasted", () => {
  test("are taken with their number, in their order", () => {
    expect(readGrams("151.2\r\n149\n0\n\n")).toEqual({ values: [151.2, 149, 0], mistakes: [] });
    expect(endOfGrams("2026-01-01", 48)).toBe("2026-01-02 00:00 UTC");
  });

  test("are refused with every line that is no number: one left out would move all that follow", () => {
    const { mistakes } = readGrams("gCO2/kWh\n151,2\n\n-3\n6000\n12");
    expect(mistakes.map((mistake) => mistake.split(":")[0])).toEqual(["Line 1", "Line 2", "Line 3", "Line 4", "Line 5"]);
    expect(mistakes[1]).toContain("151,2");
  });

  test("are at most a leap year of them, and of many mistakes the first are told", () => {
    expect(readGrams(Array.from({ length: halfHoursMax }, () => "1").join("\n")).mistakes).toEqual([]);
    expect(readGrams(Array.from({ length: halfHoursMax + 1 }, () => "1").join("\n")).mistakes).toHaveLength(1);
    const { mistakes } = readGrams(Array.from({ length: 100 }, () => "x").join("\n"));
    expect(mistakes).toHaveLength(21);
    expect(mistakes.at(-1)).toBe("And 80 lines more.");
  });
});

describe("the sample of settlement", () => {
  test.each([
    ["A 12345", "EDI"],
    ["12/345-b", ""],
    ["1234567890", "EDI"],
    ["-", ""],
  ])("calls %s with the prefix %s as the files do", (column, prefix) => {
    expect(sampleReference(column, { prefix })).toBe(unitReference({ column, id: column.toLowerCase() }, { prefix, from: "column" }));
  });

  const { events } = SettlementSchema.parse({});

  test("fills the template of a new installation to its width", () => {
    expect(sampleLine(events.line)).toEqual({ line: "EDI000012345221500+0000060A" });
    expect(sampleLine(events.header)).toEqual({ line: "Hkx01abc20261101001" });
  });

  test.each(["{unit:11}", "{colour:3}", "{pct:1}"])(
    "says what does not fit in %s, which the controller does not take either, or not for every light",
    (line) => {
      expect(sampleLine(line)).toHaveProperty("mistake");
    },
  );

  test("what it takes is a template to the controller too", () => {
    const line = "{submeter:7};{day:8};{unit:12};{load:3};{watts:6};{regime:3};{code:13}";
    expect(sampleLine(line)).toHaveProperty("line");
    expect(eventTemplates({ ...events, line })).toHaveProperty("line");
  });

  test("a new draft is what the schema has without one", () => {
    expect(SettlementSchema.parse(blank("settlement", "", ""))).toEqual(SettlementSchema.parse({}) satisfies Settlement);
  });
});

describe("what publishing figures would do", () => {
  const first = { from: "2025-04-01", pencePerKwh: 28 };
  const second = { from: "2026-04-01", pencePerKwh: 30 };

  test("is told from the first day of a row that only one of the two has", () => {
    expect(changedFrom([first], [first, second])).toBe("2026-04-01");
    expect(changedFrom([first, second], [{ ...first, pencePerKwh: 27 }, second])).toBe("2025-04-01");
    expect(changedFrom([{ ...second, from: "2026-01-01" }], [second])).toBe("2026-01-01");
    expect(changedFrom([first, second], [second, first])).toBeUndefined();
  });

  test("says that no light is told", () => {
    expect(figuresWords("tariffs", { tariffs: [first] }, { tariffs: [first, second] })).toBe(
      "Changes the cost of days from 2026-04-01, past ones too. No light is told.",
    );
    expect(figuresWords("carbon", undefined, { factors: [{ from: "2026-01-01" }] })).toBe(
      "Changes the carbon of days from 2026-01-01, past ones too. No light is told.",
    );
    expect(figuresWords("tariffs", { tariffs: [first] }, { tariffs: [first] })).toBe("Changes nothing. No light is told.");
    expect(figuresWords("settlement", {}, { regime: "998" })).toContain("what was issued stays as it was sent");
  });
});
