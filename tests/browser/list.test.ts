import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LightQuery } from "#contract/api";
import { present, shows, showsCount, showsLights, startBrowser, visit } from "./browser.ts";
import { Installation } from "./installation.ts";

let browser: Browser;
let town: Installation;

beforeAll(async () => {
  [browser, town] = await Promise.all([startBrowser(), Installation.start({ lights: 240, at: "2026-11-21T20:00:00Z" })]);
  const dead = town.desk.lights(LightQuery.parse({ limit: 3 })).lights.map(({ id }) => id);
  town.desk.demo?.simulateFault({ lights: dead, fault: "lamp-out", on: true });
  await town.hurryUntil("the dead lamps to be known as such", () => dead.every((id) => town.desk.light(id)?.condition === "lamp-failure"));
});
afterAll(async () => {
  await browser?.close();
  await town?.close();
});

const onList = (act: (page: Page) => Promise<void>): Promise<void> =>
  visit(browser, `${town.url}/?tab=lights`, {}, async (page) => {
    await shows(page.getByRole("table", { name: "Lights" }).getByRole("button", { name: /^IA-/ }), "lights in the list");
    await act(page);
  });

const total = (page: Page, text: string) => shows(page.getByRole("status").filter({ hasText: new RegExp(`^${text}$`) }), `the list to count ${text}`);
/** Columns of the lights in the order they are shown. */
const shownColumns = (page: Page): Promise<string[]> => page.getByRole("table", { name: "Lights" }).getByRole("button", { name: /^IA-/ }).allTextContents();

test("the list holds what the map holds: the same lights, the same faults", async () => {
  await onList(async (page) => {
    await total(page, "240 lights");
    await page.getByRole("combobox", { name: /^State/ }).selectOption({ label: "All faults" });
    await total(page, "3 lights");
    await page.getByRole("link", { name: "Map", exact: true }).click();
    await showsLights(page);
    await showsCount(page, "Lamp fault", 3);
    await showsCount(page, "On", 237);
  });
});

test("the list is filtered by street and by text, sorted by any column, and says so", async () => {
  const street = present(town.desk.estate().streets.toSorted((a, b) => b.lights - a.lights)[0], "a street");
  await onList(async (page) => {
    await page.getByRole("combobox", { name: /^Street/ }).selectOption(street.name);
    await total(page, `${street.lights} lights`);
    await page.getByRole("button", { name: /^Column/ }).click();
    await shows(page.getByRole("columnheader", { name: /^Column/ }).and(page.locator("[aria-sort=ascending]")), "the column to be told as sorted");
    await page.getByRole("button", { name: /^Column/ }).click();
    await shows(page.locator("[aria-sort=descending]"), "the order to be told as descending");
    const expected = town.desk.lights(LightQuery.parse({ street: street.name, sort: "column", order: "desc", limit: 200 })).lights.map(({ column }) => column);
    await shows(
      page
        .locator("table.list tbody button")
        .first()
        .filter({ hasText: present(expected[0], "a light") }),
      "the last column of the street at the top",
    );
    expect((await shownColumns(page)).slice(0, 10)).toEqual(expected.slice(0, 10));

    await page.getByRole("combobox", { name: /^Street/ }).selectOption("");
    await page.getByRole("searchbox").fill(present(expected[0], "a light"));
    await total(page, "1 light");
  });
});

test("a light of the list is found and opened by keyboard alone", async () => {
  await onList(async (page) => {
    const [first, second] = await shownColumns(page);
    await page.getByRole("button", { name: present(first, "a light"), exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await shows(page.getByRole("heading", { name: present(second, "another light") }), "the panel of the second light");
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: second ?? "" }).waitFor({ state: "hidden" });
  });
});

test("the CSV is exactly what the filter holds, in its order", async () => {
  await onList(async (page) => {
    await page.getByRole("combobox", { name: /^State/ }).selectOption({ label: "All faults" });
    await total(page, "3 lights");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download CSV" }).click()]);
    expect(download.suggestedFilename()).toMatch(/^lights 2026-11-21\.csv$/);
    const rows: Record<string, string>[] = parse(readFileSync(await download.path()), { columns: true });
    const expected = town.desk.lights(LightQuery.parse({ condition: "lamp-failure" })).lights;
    expect(expected.length).toBe(3);
    expect(rows.map(({ id, street, condition, levelPct }) => ({ id, street, condition, levelPct: Number(levelPct) }))).toEqual(
      expected.map(({ id, street, condition, levelPct }) => ({ id, street, condition, levelPct })),
    );
  });
});
