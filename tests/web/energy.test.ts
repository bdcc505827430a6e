/** The Energy page in a real browser, on the made-up town: what planners ask of it, answered by clicking. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { Browser, Download, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EnergyDays, EnergySummary } from "#contract/energy";
import { axeFaults, loses, present, shows, startBrowser, type VisitOptions, visit, wordsOf } from "../browser/browser.ts";
import { type FakeServer, startFakeServer } from "../browser/fake-server.ts";

const october = "energy.from=2025-10-01&energy.to=2025-10-31";
let browser: Browser;
let server: FakeServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), startFakeServer({ lights: 900, seed: 7 })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const onPage = (query: string, options: VisitOptions, act: (page: Page) => Promise<void>): Promise<void> =>
  visit(browser, `${server.url}/?tab=energy&${query}`, options, act);

const part = (page: Page, name: string | RegExp) => page.getByRole("region", { name });
const field = (page: Page, name: string) => page.getByRole("combobox", { name, exact: true });
const ask = async <T>(path: string): Promise<T> => (await (await fetch(`${server.url}/api/v1/energy/${path}`)).json()) as T;
const kwh = (value: number): string => `${new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 }).format(value)} kWh`;

/** Waits until every part is answered. */
const answered = async (page: Page): Promise<void> => {
  await shows(page.getByRole("heading", { name: "A year, hour by hour" }), "the last part of the page");
  await loses(page.locator(".pane-wait"), "parts that are still asked for");
};

/** Answers the page's main question with these figures; the short lists are answered as ever. */
const answerSummary = (page: Page, answer: object): Promise<unknown> =>
  page.route("**/api/v1/energy/summary*", (route) => {
    const { accept } = route.request().headers();
    if (accept !== "application/x-ndjson") return route.continue();
    return route.fulfill({ contentType: accept, body: `${JSON.stringify({ answer })}\n` });
  });

const saved = async (page: Page, press: () => Promise<void>): Promise<string> => {
  const coming = page.waitForEvent("download", { timeout: 10_000 });
  await press();
  const download: Download = await coming;
  return readFileSync(await download.path(), "utf8");
};

test("what did dimming save in each ward, against what: the table, the whole, and the method in words", async () => {
  const expected = await ask<EnergySummary>("summary?from=2025-10-01&to=2025-10-31&by=area");
  await onPage(october, {}, async (page) => {
    await answered(page);
    const headline = part(page, "In all");
    await shows(headline.getByText(kwh(expected.total.metered.kwh), { exact: true }), "the metered energy of the whole");
    await shows(headline.getByText(kwh(present(expected.total.saved, "a saving").kwh), { exact: true }), "the energy saved of the whole");
    await shows(headline.getByText(/against full output, dusk to dawn/), "what it is against");
    await shows(headline.getByText(expected.method), "the method in words");
    await shows(headline.getByText(/^[+−]\d+ % on the period before$/), "the comparison with the period before");
    for (const { name, figures } of expected.rows) {
      const row = part(page, "By area").getByRole("row", { name: new RegExp(`^${name}`) });
      expect(await wordsOf(row)).toContain(`${kwh(figures.metered.kwh)}${kwh(present(figures.baseline, "a baseline").kwh)}`);
    }
  });
});

test("which streets use more than they should: they are named, and lead by street and light to the readings", async () => {
  const { rows } = await ask<EnergySummary>("summary?from=2025-10-01&to=2025-10-31&by=street&sort=deviation&limit=5");
  const [worst] = rows;
  const street = present(worst, "a street").name;
  await onPage(october, {}, async (page) => {
    await answered(page);
    const list = part(page, "Streets that use more than they should");
    expect(await wordsOf(list.getByRole("listitem").first())).toMatch(new RegExp(`^${street} ▲ \\+18 % from its schedule$`));
    await list.getByRole("button", { name: street }).click();
    await shows(page.getByRole("list", { name: "Only these lights" }).getByText(`Street: ${street}`), "the street as a chip");
    const lights = part(page, "By light");
    await lights.locator("tbody button").first().click();
    await shows(page.getByRole("heading", { name: /The readings behind this, 1 Oct 2025 – 31 Oct 2025/ }), "the readings of the light");
    await shows(page.getByText(/^[\d,]+ readings as a table/), "how many readings there are");
    await page.getByRole("button", { name: "Open the light" }).click();
    await shows(page.locator("#light-title"), "the panel of the light");
    await page.goBack();
    await page.goBack();
    await shows(lights, "the lights of the street again");
    await page.getByRole("button", { name: `Remove Street: ${street}` }).click();
    await shows(part(page, "By area"), "all areas again");
  });
});

test("an area leads to its streets, and their figures add up to its own", async () => {
  await onPage(october, {}, async (page) => {
    await answered(page);
    const first = part(page, "By area").locator("tbody tr").first();
    const area = await wordsOf(first.getByRole("rowheader"));
    const { total } = await ask<EnergySummary>(`summary?from=2025-10-01&to=2025-10-31&by=street&area=${encodeURIComponent(area)}`);
    await first.getByRole("button", { name: area }).click();
    await shows(part(page, "By street"), "the streets of the area");
    await shows(part(page, "In all").getByText(kwh(total.metered.kwh), { exact: true }), "the energy of the area");
  });
});

test("everything asked is in the link: opened elsewhere it is the same screen", async () => {
  let link = "";
  await onPage(october, {}, async (page) => {
    await answered(page);
    await field(page, "Saved against").selectOption("schedule");
    await field(page, "By").selectOption("group");
    await page.getByRole("button", { name: "Half hours" }).click();
    await page.getByRole("button", { name: "Lights lit" }).click();
    await page.getByRole("button", { name: "Saved", exact: true }).click();
    await field(page, "Lights").selectOption("area:Old Town");
    await field(page, "By").selectOption("group");
    await answered(page);
    link = page.url();
  });
  await visit(browser, link, {}, async (page) => {
    await answered(page);
    expect(await field(page, "Saved against").inputValue()).toBe("schedule");
    await shows(page.getByText("Area: Old Town"), "the area as a chip");
    await shows(part(page, "By group").locator("th[aria-sort=descending]").filter({ hasText: "Saved" }), "the table sorted by saving");
    await shows(page.locator("[aria-pressed=true]").filter({ hasText: "Half hours" }), "the step of the chart");
    await shows(page.locator("[aria-pressed=true]").filter({ hasText: "Lights lit" }), "the map of burning");
    expect(await page.getByLabel("From", { exact: true }).inputValue()).toBe("2025-10-01");
  });
});

test("a page opened without a question asks of last month, and has its days in the link", async () => {
  await visit(browser, `${server.url}/?tab=energy`, {}, async (page) => {
    await answered(page);
    expect(await field(page, "Period").inputValue()).toBe("last-month");
    expect(page.url()).toMatch(/energy\.from=\d{4}-\d\d-01&energy\.to=/);
  });
});

test("the tables' files hold what the tables show", async () => {
  const expected = await ask<EnergyDays>("days?from=2025-10-01&to=2025-10-31");
  await onPage(`${october}&energy.sort=saved`, {}, async (page) => {
    await answered(page);
    const names = await part(page, "By area").locator("tbody th").allTextContents();
    const members = await saved(page, () => page.getByRole("link", { name: /^CSV of the table/ }).click());
    expect(parse<Record<string, string>>(members, { columns: true }).map((row) => row.name)).toEqual(names);

    await page.getByText(/^Energy by day as a table, 31 rows/).click();
    const rows = page.getByRole("region", { name: "Energy by day, table" }).locator("tbody tr");
    await shows(rows.nth(expected.days.length - 1), "a row for the last day");
    const shown = await rows.allTextContents();
    const days = parse<Record<string, string>>(await saved(page, () => page.getByRole("button", { name: "CSV of energy by day" }).click()), { columns: true });
    expect(days.map((row) => row.day)).toEqual(expected.days);
    expect(days.map((row) => Number(row.meteredKwh))).toEqual(expected.meteredKwh);
    for (const [at, row] of days.entries()) expect(shown[at]).toContain(kwh(Number(row.meteredKwh)));
  });
});

describe("a long question", () => {
  /** Answers of a part come only when the test lets them. */
  const hold = async (page: Page, glob: string): Promise<(how: (route: Route) => Promise<void>) => Promise<void>> => {
    const held: Route[] = [];
    await page.route(glob, (route) => {
      held.push(route);
    });
    return async (how) => {
      for (const route of held.splice(0)) await how(route).catch(() => {});
      await page.unroute(glob);
    };
  };

  test("shows how far it is, is cancelled at once, ended at the controller, and asked again", async () => {
    await visit(browser, `${server.url}/?tab=lights`, {}, async (page) => {
      const release = await hold(page, "**/api/v1/energy/heat*");
      const ended = page.waitForEvent("requestfailed", { predicate: (request) => request.url().includes("/energy/heat"), timeout: 10_000 });
      await page.getByRole("link", { name: "Energy" }).click();
      await shows(page.getByText(/^Working: \d of \d parts answered/), "how far the answers are");
      await page.getByRole("button", { name: "Cancel" }).click();
      await shows(page.getByText(/^Cancelled/), "that it was cancelled");
      expect((await ended).failure()?.errorText).toBe("net::ERR_ABORTED");
      await release((route) => route.abort());
      await page.getByRole("button", { name: "Ask again" }).click();
      await shows(page.getByRole("application", { name: /^Mean level by day and hour/ }), "the map after all");
    });
  });

  test("ends when the page is left", async () => {
    await visit(browser, `${server.url}/?tab=lights`, {}, async (page) => {
      await hold(page, "**/api/v1/energy/summary*");
      const ended = page.waitForEvent("requestfailed", { predicate: (request) => request.url().includes("/energy/summary"), timeout: 10_000 });
      await page.getByRole("link", { name: "Energy" }).click();
      await shows(page.getByText("Working…"), "parts that wait");
      await page.getByRole("link", { name: "System" }).click();
      expect((await ended).failure()?.errorText).toBe("net::ERR_ABORTED");
    });
  });

  test("that fails says why, and is asked again", async () => {
    await visit(browser, `${server.url}/?tab=lights`, {}, async (page) => {
      const release = await hold(page, "**/api/v1/energy/days*");
      await page.getByRole("link", { name: "Energy" }).click();
      await shows(part(page, "Energy by day").getByText("Working…"), "the days to be asked for");
      const message = "The accounts are being made. Ask again in a minute.";
      await release((route) => route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify({ code: "BUSY", message }) }));
      const days = part(page, "Energy by day");
      await shows(days.getByRole("alert").getByText(message), "the controller's own words");
      await days.getByRole("button", { name: "Ask again" }).click();
      await shows(days.getByText(/as a table/), "the days after all");
    });
  });
});

test("before the first reading the page says what will appear, and when", async () => {
  await visit(browser, `${server.url}/?tab=lights`, {}, async (page) => {
    const nobody = await ask<EnergySummary>("summary?from=2025-10-01&to=2025-10-31&area=Nowhere");
    const { accountedTo: _, ...empty } = { ...nobody, total: { ...nobody.total, lights: 0 } };
    await answerSummary(page, empty);
    await page.getByRole("link", { name: "Energy" }).click();
    await shows(page.getByText(/first figures appear within the hour/), "what will appear and when");
  });
});

test("days that have no tariff are said, with the way to give one", async () => {
  const answer = { ...(await ask<EnergySummary>("summary?from=2025-10-01&to=2025-10-31")), daysWithoutTariff: 4 };
  await visit(browser, `${server.url}/?tab=lights`, {}, async (page) => {
    await answerSummary(page, answer);
    await page.getByRole("link", { name: "Energy" }).click();
    await shows(page.getByText(/^4 days have no tariff in force/), "the days without a tariff");
    expect(await page.getByRole("link", { name: "Design › Tariffs" }).getAttribute("href")).toBe("?tab=design&design=tariffs/all");
  });
});

test("days the wrong way round are said and nothing is asked", async () => {
  await onPage("energy.from=2025-10-31&energy.to=2025-10-01", {}, async (page) => {
    await shows(page.getByRole("alert").getByText(/first day is after the last/), "what is wrong with the days");
    expect(await page.getByRole("heading", { name: "In all" }).count()).toBe(0);
  });
});

test("a period that still runs is not compared with a whole one", async () => {
  await onPage("energy.from=2025-10-01&energy.to=2027-10-01", {}, async (page) => {
    const headline = part(page, "In all");
    await shows(headline.getByText("so far: the period is not over"), "that the period still runs");
    expect(await headline.getByText(/on the period before/).count()).toBe(0);
  });
});

test("while the stream is down the figures are marked as not live", async () => {
  await onPage(october, {}, async (page) => {
    await answered(page);
    server.cut(true);
    await shows(page.getByText(/accounted to .*\(not live\)/), "the mark that the page is not live");
    server.cut(false);
  });
});

test("the keyboard alone opens the page, reads the map of the year, and goes into an area", async () => {
  await visit(browser, server.url, {}, async (page) => {
    await shows(page.locator(".legend td").filter({ hasText: /^[1-9]/ }), "the lights");
    await page.keyboard.press("g");
    await page.keyboard.press("e");
    await answered(page);
    await page.getByRole("application", { name: /^Mean level by day and hour/ }).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await shows(page.getByText(/^\d+ \w+ \d{4}, 01:00–02:00: \d+(\.\d)? %$/), "the first day's second hour, read out");
    const area = part(page, "By area").locator("tbody button").first();
    await area.focus();
    await page.keyboard.press("Enter");
    await shows(part(page, "By street"), "the streets of the area");
  });
});

test("road sections have their EN 13201-5 indicators, with what is assumed and what is missing", async () => {
  await onPage(`${october}&energy.by=section`, {}, async (page) => {
    const indicators = part(page, "EN 13201-5 indicators");
    await shows(indicators.getByText(/mW\/\(lx·m²\)/), "a power density indicator");
    await shows(indicators.getByRole("list", { name: "Assumptions" }), "the assumptions");
    await shows(indicators.getByText(/its lit area, m², and maintained illuminance/), "what is missing");
  });
});

describe.each(["dark", "light"] as const)("in the %s theme", (theme) => {
  test.each(["", "&energy.by=section", "&energy.street=Mar%20Street", "&energy.light=light-20"])(
    "axe finds nothing wrong, a chart's table open: %s",
    async (more) => {
      await onPage(`${october}${more}`, { theme }, async (page) => {
        await answered(page);
        // One of the tables: they are all made alike, and axe looks at every cell of a year's hours for minutes.
        await page.locator(".data summary").first().click();
        await shows(page.getByRole("region", { name: "Energy by day, table" }), "the table of days");
        expect(await axeFaults(page)).toEqual([]);
      });
    },
  );
});

test.each([320, 390, 1_024])("nothing scrolls sideways at %i px", async (width) => {
  await onPage(october, { width, height: 800, touch: width < 500 }, async (page) => {
    await answered(page);
    expect(await page.evaluate("probe.tooWide()")).toEqual([]);
  });
});

test("printed, it is the page alone on A4", async () => {
  await onPage(october, {}, async (page) => {
    await answered(page);
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("navigation", { name: "Pages" }).isVisible()).toBe(false);
    expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);
    expect(await page.getByText("1 Oct 2025 – 31 Oct 2025").first().isVisible()).toBe(true);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(pdf).toMatch(/\/MediaBox \[0 0 59\d(\.\d+)? 84\d(\.\d+)?\]/);
  });
});
