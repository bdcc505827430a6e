/** Reports and settlement in a real browser, on the made-up town: read, printed, issued and issued again. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MonthReport } from "#contract/report";
import { axeFaults, loses, present, shows, startBrowser, type VisitOptions, visit, wordsOf } from "../browser/browser.ts";
import { type FakeServer, startFakeServer } from "../browser/fake-server.ts";
import { readPdf } from "../browser/pdf.ts";

let browser: Browser;
let server: FakeServer;
let october: MonthReport;
/** What version 2 has more than version 1, in the second ward on the 5th. */
const lateKwh = 31.4;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), startFakeServer({ lights: 600, seed: 7 })]);
  const { settlement } = server;
  october = await settlement.makeMonth("2025-10");
  const of = { kind: "month-report", subject: "alloa", period: "2025-10", name: "leerie-alloa-2025-10.json", draft: false } as const;
  settlement.keep({ ...of, reason: "the month is over" }, JSON.stringify(october));
  present(october.summary.rows[1], "a second ward").figures.metered.kwh += lateKwh;
  october.summary.total.metered.kwh += lateKwh;
  october.days.meteredKwh[4] = (october.days.meteredKwh[4] ?? 0) + lateKwh;
  settlement.keep({ ...of, reason: "late logs or new rates changed its figures" }, JSON.stringify(october));
});
beforeEach(() => {
  server.settlement.problems = [];
  server.settlement.changedDays = [];
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const onReports = (report: string, options: VisitOptions, act: (page: Page) => Promise<void>): Promise<void> =>
  visit(browser, `${server.url}/?tab=reports${report === "" ? "" : `&report=${report}`}`, options, act);

const table = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const title = (page: Page) => page.getByRole("heading", { name: "Energy of street lighting, October 2025" });
const whole = (value: number): string => new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 }).format(value);

test("G R opens the reports; each month is listed with its versions, and the newest is read first", async () => {
  await visit(browser, server.url, {}, async (page) => {
    await shows(page.getByRole("link", { name: "Reports" }), "the tab Reports");
    await page.locator("#map").focus();
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    const list = table(page, "Table of monthly reports");
    await shows(list.getByText("superseded"), "the list with the version that is superseded");
    expect(await list.getByRole("row").count()).toBe(3);
    await list.getByRole("link", { name: "October 2025" }).first().click();
    await shows(title(page), "the report");
    await shows(page.getByText(/Version 2, issued .* by housekeeping: late logs/), "the newest version, when, by whom and why");
    expect(new URL(page.url()).searchParams.get("report")).toBe("2025-10");
  });
});

test("what each ward used and saved in kWh, £ and kg, and in all, against what, in words", async () => {
  await onReports("2025-10", {}, async (page) => {
    await shows(title(page), "the report");
    const wards = table(page, "Table by ward");
    for (const { name, figures } of october.summary.rows) {
      const saved = present(figures.saved, "a saving");
      const row = await wordsOf(wards.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) }));
      for (const part of [`${whole(figures.metered.kwh)} kWh`, `${whole(saved.kwh)} kWh`, `£${whole(saved.costGbp ?? 0)}`, `${whole(saved.pct ?? 0)} %`])
        expect(row).toContain(part);
    }
    expect(await wordsOf(wards.getByRole("row").last())).toContain(`${whole(october.summary.total.metered.kwh)} kWh`);
    await shows(page.getByText(`Against full output: ${october.summary.method}`), "how the saving is made, in words");
    await shows(page.getByText(/Night 23:30–06:30: 24.6 p\/kWh; otherwise 29.1 p\/kWh, standing charge 412 p a day/), "the tariff used");
    await shows(page.getByText(/0.4 % of the time of lights is covered by no reading/), "how complete it is");
  });
});

test("a version says what it changed; an earlier one can still be read and says that it is superseded", async () => {
  await onReports("2025-10", {}, async (page) => {
    await shows(page.getByText("Figures of 5 Oct 2025 changed."), "the day that late readings changed");
    const ward = present(october.summary.rows[1], "a second ward").name;
    const row = table(page, "Table of changes by ward").getByRole("row").filter({ hasText: ward });
    expect(await wordsOf(row)).toContain(`${lateKwh} kWh`);
    await page.getByRole("link", { name: "Version 1" }).click();
    await shows(page.getByText(/^Superseded:/), "the earlier version marked as superseded");
    await shows(table(page, "Table by ward"), "the earlier version’s figures");
    expect(await page.getByText(/Changed since/).count()).toBe(0);
    await page.goBack();
    await shows(page.getByText("Figures of 5 Oct 2025 changed."), "the newest version again");
  });
});

test("prints as A4 pages with the wards as text, numbered, light, and without the page around it", async () => {
  await onReports("2025-10", { theme: "dark" }, async (page) => {
    await shows(table(page, "Table of changes by ward"), "the whole report");
    const pages = readPdf(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
    const text = pages.map((each) => each.text).join(" ");
    expect(pages.length).toBeGreaterThanOrEqual(1);
    // A4 is 210 × 297 mm.
    for (const each of pages) expect([Math.round(each.widthPt), Math.round(each.heightPt)]).toEqual([595, 842]);
    expect(pages.map((each) => each.text.includes(`Page ${pages.indexOf(each) + 1} of ${pages.length}`))).not.toContain(false);
    expect(pages[0]?.text).toContain("Energy of street lighting, October 2025");
    for (const { name } of october.summary.rows) expect(text).toContain(name);
    for (const word of ["Burgh of Alloa", "SHA-256", "Saved against full output", "Tariffs and carbon factors used"]) expect(text).toContain(word);
    for (const word of ["Demo clock", "JSON as issued", "Overrides", "CSV"]) expect(text).not.toContain(word);
  });
});

test("a month that was never issued is shown as of now and says so; one that cannot be had says why and asks again", async () => {
  await onReports("", {}, async (page) => {
    await page.getByLabel("Report of a month").fill("2025-09");
    await page.getByRole("button", { name: "Show" }).click();
    await shows(page.getByText(/This month was not issued/), "that the month was not issued");
    expect(await page.getByText("JSON as issued").count()).toBe(0);
  });
  await onReports("2025-10/9", {}, async (page) => {
    await shows(page.getByRole("alert").filter({ hasText: "There is no such document." }), "why there is no such version");
    await shows(page.getByRole("button", { name: "Ask again" }), "a way to ask again");
  });
});

test("a day that late readings changed is issued again with the next version; the same again is not", async () => {
  const day = "2025-11-03";
  server.settlement.issue({ kind: "events", day, reason: "daily" });
  server.settlement.changedDays = [day];
  await onReports("settlement", {}, async (page) => {
    await page.getByRole("button", { name: "3 Nov 2025: issue again…" }).click();
    await expect.poll(() => page.getByLabel("Day", { exact: true }).inputValue(), { message: "the day to be filled in" }).toBe(day);
    expect(await page.getByRole("combobox", { name: "Document" }).inputValue()).toBe("events");
    await page.getByRole("button", { name: "Issue", exact: true }).click();
    await shows(page.getByText(/Issued eventskx01abc20251103.log, version 2. Its layout is a draft/), "the next version");
    const documents = table(page, "Table of issued documents");
    await shows(documents.getByText("superseded"), "the earlier version marked as superseded");
    await loses(page.getByRole("button", { name: /issue again/ }), "the day that has changed");
    await page.getByRole("button", { name: "Issue", exact: true }).click();
    await shows(page.getByText(/was not issued again: version 2 says the same/), "that nothing was issued");
    const coming = page.waitForEvent("download", { timeout: 10_000 });
    await documents.getByRole("link", { name: "eventskx01abc20251103.log" }).first().click();
    expect(readFileSync(await (await coming).path(), "utf8")).toContain("with late readings");
  });
});

test("problems are listed with what is needed, and an issue that they stop says that nothing was issued", async () => {
  const light = present(server.desk.town.lights[0], "a light").id;
  server.settlement.problems = [{ light, field: "chargeCodes", found: "luminaire unknown, 37 W", expected: "a charge code that fits its type of luminaire" }];
  await onReports("settlement/control", {}, async (page) => {
    const problems = page.getByRole("region", { name: "1 problem", exact: true });
    await shows(problems.getByText("a charge code that fits its type of luminaire"), "what is needed");
    await page.getByLabel("Reason").fill("First control file");
    await page.getByRole("button", { name: "Issue", exact: true }).click();
    await shows(page.getByRole("alert").filter({ hasText: "Nothing was issued: 1 problem stands" }), "that nothing was issued");
    await problems.getByRole("link", { name: "Design › Settlement" }).click();
    expect(new URL(page.url()).searchParams.get("design")).toBe("settlement/all");
  });
});

test("without sub-meters it says how to make them", async () => {
  const kept = server.settlement.subMeters;
  server.settlement.subMeters = [];
  try {
    await onReports("settlement", {}, async (page) => {
      await shows(page.getByRole("heading", { name: "No sub-meters yet" }), "that there are no sub-meters");
      await shows(page.getByRole("link", { name: "Design › Settlement" }), "where they are made");
    });
  } finally {
    server.settlement.subMeters = kept;
  }
});

describe.each([
  ["the list", "", "Table of monthly reports"],
  ["a report", "2025-10", "Table of changes by ward"],
  ["settlement", "settlement", "Table of sub-meters"],
])("%s", (_, report, last) => {
  test.each(["dark", "light"] as const)("has nothing that axe finds wrong, in the %s theme", async (theme) => {
    await onReports(report, { theme }, async (page) => {
      await shows(table(page, last), last);
      expect(await axeFaults(page)).toEqual([]);
    });
  });

  test("fits windows of 320 and 390 px without scrolling sideways", async () => {
    await onReports(report, { width: 320, height: 640, touch: true }, async (page) => {
      await shows(table(page, last), last);
      expect(await page.evaluate("probe.tooWide()")).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate("probe.tooWide()")).toEqual([]);
    });
  });
});
