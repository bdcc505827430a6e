/** Tariffs, carbon factors and settlement made in a real browser on the real system, until a settlement file is issued. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeFaults, present, shows, startBrowser, visit } from "../browser/browser.ts";
import { Installation } from "../browser/installation.ts";

let browser: Browser;
let town: Installation;

beforeAll(async () => {
  [browser, town] = await Promise.all([startBrowser(), Installation.start({ lights: 20, at: "2026-11-21T12:00:00Z" })]);
});
afterAll(async () => {
  await browser?.close();
  await town?.close();
});

const onForm = (kind: string, act: (page: Page) => Promise<void>, options = {}): Promise<void> =>
  visit(browser, `${town.url}/?tab=design&design=${kind}/all`, options, async (page) => {
    await shows(page.getByRole("button", { name: /^(Edit|Start a draft|Review and publish…)$/ }), "the design");
    await act(page);
  });
const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("button", { name, exact: true }).click();

/** A field is left, as people do. */
async function fill(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(value);
  await field.press("Tab");
}

async function publish(page: Page, what: RegExp): Promise<void> {
  await press(page, "Review and publish…");
  await shows(page.getByRole("region", { name: "Review" }).getByText(what), "the review to say what it changes, and that no light is told");
  await page.getByLabel("Reason", { exact: true }).fill("As agreed with finance");
  await press(page, "Publish");
  await shows(page.getByText(/Version \d+ is published/), "the page to say that it is published");
}

const bodyOf = async (kind: string): Promise<unknown> => {
  const answer: unknown = await (await fetch(`${town.url}/api/v1/designs/${kind}/all`)).json();
  expect(answer).toHaveProperty("published.body");
  return typeof answer === "object" && answer !== null && "published" in answer ? answer.published : undefined;
};

test("a tariff with a night band of weekdays, its week shown, one step undone, published without a light being told", async () => {
  await onForm("tariffs", async (page) => {
    await press(page, "Edit");
    await press(page, "Add a tariff");
    await fill(page, "Name", "Unmetered 2026");
    await fill(page, "From", "2026-04-01");
    await fill(page, "Rate, p/kWh", "29.1");
    await fill(page, "Standing charge, p/day", "412");
    await press(page, "Add a band");
    await fill(page, "Begins, hh:mm", "2330");
    await fill(page, "Ends, hh:mm", "6:30");
    await fill(page, "Band’s rate, p/kWh", "18.4");
    await shows(page.getByText(/00:00–06:30 Night 18.4 p, 06:30–23:30 Unmetered 2026 29.1 p, 23:30–24:00 Night 18.4 p/), "the week in words");
    await press(page, "Remove band 1");
    await shows(page.getByText(/00:00–24:00 Unmetered 2026 29.1 p/), "a week of one rate");
    await press(page, "Undo Ctrl Z");
    await shows(page.getByText(/Night 18.4 p/), "the band that was taken back");
    await page.getByText("Holds every day, all year").click();
    await page.getByLabel("Sun", { exact: true }).check();
    await shows(page.getByText("Holds Sun, all year"), "the days of the band");
    expect(await axeFaults(page)).toEqual([]);
    await publish(page, /Changes the cost of days from 2026-04-01, past ones too. No light is told/);
    await shows(page.getByText("It changes figures and files; no light is told."), "that no light is told");
  });
  expect(await bodyOf("tariffs")).toMatchObject({
    body: {
      tariffs: [
        {
          name: "Unmetered 2026",
          from: "2026-04-01",
          pencePerKwh: 29.1,
          standingPencePerDay: 412,
          bands: [{ name: "Night", from: "23:30", to: "06:30", pencePerKwh: 18.4, weekdays: [7] }],
        },
      ],
    },
  });
});

test("a carbon factor with half hours: a column with a mistake is refused by line, the mended one is counted", async () => {
  await onForm("carbon", async (page) => {
    await press(page, "Edit");
    await press(page, "Add a factor");
    await fill(page, "From", "2026-01-01");
    await fill(page, "Source", "UK government conversion factors 2026");
    await fill(page, "Factor, g/kWh", "148");
    await page.getByText("Values by half hour").click();
    const column = page.getByLabel(/Paste a column of numbers/);
    await column.fill("151.2\nn/a\n149");
    await press(page, "Take the numbers");
    await shows(page.getByRole("alert").filter({ hasText: "Line 2: n/a" }), "the line that is no number");
    await column.fill("151.2\n150\n149");
    await press(page, "Take the numbers");
    await shows(page.getByText(/3 half hours from 00:00 UTC .* to 2026-01-01 01:30 UTC: first 151.2 g, last 149 g/), "what was taken");
    expect(await axeFaults(page)).toEqual([]);
    await publish(page, /Changes the carbon of days from 2026-01-01/);
  });
  expect(await bodyOf("carbon")).toMatchObject({ body: { factors: [{ from: "2026-01-01", gramsPerKwh: 148, halfHourGrams: [151.2, 150, 149] }] } });
});

test("what is being typed stays when a preview arrives in the middle of it", async () => {
  await onForm("tariffs", async (page) => {
    await press(page, /Edit|Start a draft/);
    await press(page, "Add a tariff");
    const rate = page.getByLabel("Rate, p/kWh", { exact: true }).last();
    const previewed = page.waitForResponse((response) => response.url().endsWith("/preview"), { timeout: 15_000 });
    await rate.fill("31.25");
    await previewed;
    // The answer has an error, an empty date, so that every field is drawn again.
    await shows(page.locator(".findings .error"), "the error that the new tariff has no date yet");
    expect(await rate.inputValue()).toBe("31.25");
    await rate.press("Tab");
    await shows(page.getByText(/31.25 p/), "the rate in the week of the new tariff");
  });
});

test("sub-meters and charge codes are made, then a control file is issued and can be had", async () => {
  const watts = [...new Set(town.desk.inventory().lights.map(({ powerW }) => powerW))];
  await onForm("settlement", async (page) => {
    await press(page, "Edit");
    await press(page, "Add a sub-meter");
    await fill(page, "Id, 7 letters or digits", "KX01ABC");
    await press(page, "Add a charge code");
    await fill(page, "Charge code 1", "4100 2300 50110");
    await fill(page, "Charge code 1, circuit W", "38");
    await fill(page, "Line of an event", "{unit:12}{time:6}{pct:2}");
    await shows(page.getByText("(060 does not fit {pct:2})").or(page.getByText("EDI00001234522150060")), "the sample of a line");
    await fill(page, "Line of an event", "{unit:12}{time:6}{pct:3}");
    await shows(page.getByText("EDI000012345221500060"), "the sample as it would be written");
    expect(await axeFaults(page)).toEqual([]);
    await publish(page, /Changes the settlement files that are issued from now on/);
  });
  await visit(browser, `${town.url}/?tab=reports&report=settlement`, {}, async (page) => {
    const row = page.getByRole("region", { name: "Table of sub-meters" }).getByRole("row").filter({ hasText: "kx01abc" });
    await shows(row.getByRole("cell", { name: "20", exact: true }), `its 20 lights of ${watts.join(", ")} W`);
    await shows(page.getByText("None: every light has a sub-meter, a unit reference and a charge code."), "that nothing stands in the way");
    await page.getByLabel("Day", { exact: true }).fill("2026-11-21");
    await page.getByLabel("Reason").fill("First control file");
    await press(page, "Issue");
    await shows(page.getByText(/Issued controlkx01abc20261121.log, version 1/), "the file that was issued");
    const link = page.getByRole("link", { name: "controlkx01abc20261121.log", exact: true });
    const href = present(await link.getAttribute("href"), "where the file is");
    const text = await (await fetch(town.url + href)).text();
    expect(text.split("\r\n")[0]).toBe("Hkx01abc20261121001");
  });
});

test.each(["tariffs", "carbon", "settlement"])("the form of %s fits windows of 320 and 390 px, in the light theme too", async (kind) => {
  await onForm(
    kind,
    async (page) => {
      await press(page, "Edit");
      await shows(page.getByRole("button", { name: /^Add a (tariff|factor|sub-meter)$/ }), "the form");
      expect(await page.evaluate("probe.tooWide()")).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate("probe.tooWide()")).toEqual([]);
      expect(await axeFaults(page)).toEqual([]);
    },
    { width: 320, height: 640, theme: "light", touch: true },
  );
});
