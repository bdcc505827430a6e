/** What the System page says of missing reports and of the energy accounts. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeFaults, shows, startBrowser, visit, wordsOf } from "../browser/browser.ts";
import { type FakeServer, startFakeServer } from "../browser/fake-server.ts";

let browser: Browser;
let server: FakeServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), startFakeServer({ lights: 200, seed: 3 })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const accounts = {
  accountedTo: "2026-11-21T17:00:00Z",
  firstDay: "2025-01-01",
  daysWaiting: 2,
  daysToCost: 1,
  detail: "accounts 2026-11-20 again",
  areas: [
    { area: "Harbour", open: 14, healed: 120, givenUp: 0 },
    { area: "Old Town", open: 0, healed: 0, givenUp: 3 },
    { area: "Fairfield", open: 0, healed: 0, givenUp: 0 },
  ],
};

test.each(["dark", "light"] as const)("tells missing reports by area and what the accounts have still to do, in the %s theme", async (theme) => {
  await visit(browser, `${server.url}/`, { theme }, async (page) => {
    await page.route("**/api/v1/energy/accounts", (route) => route.fulfill({ json: accounts }));
    await page.getByRole("link", { name: "System" }).click();
    const part = page.getByRole("region", { name: "Readings and energy accounts" });
    await shows(part.getByText("2 days with late readings to account again, 1 day to cost with new rates"), "what waits");
    const rows = part.getByRole("row");
    expect(await wordsOf(rows.filter({ hasText: "Harbour" }))).toBe("Harbour141200");
    expect(await wordsOf(rows.filter({ hasText: "Old Town" }))).toBe("Old Town003");
    // An area where nothing went missing has no row.
    expect(await rows.count()).toBe(3);
    await shows(part.getByText(/Given up: the log of the node no longer holds them; energy there is estimated/), "what given up means");
    expect(await axeFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate("probe.tooWide()")).toEqual([]);
  });
});

test("says so when nothing is missing, and when the accounts cannot be had", async () => {
  await visit(browser, `${server.url}/`, {}, async (page) => {
    await page.route("**/api/v1/energy/accounts", (route) => route.fulfill({ json: { ...accounts, daysWaiting: 0, daysToCost: 0, areas: [] } }));
    await page.getByRole("link", { name: "System" }).click();
    await shows(page.getByText("No report went missing since the controller started."), "that nothing is missing");
  });
  await visit(browser, `${server.url}/`, {}, async (page) => {
    await page.route("**/api/v1/energy/accounts", (route) =>
      route.fulfill({ status: 500, json: { code: "INTERNAL", message: "The accounts’ file cannot be read." } }),
    );
    await page.getByRole("link", { name: "System" }).click();
    await shows(page.getByText("The accounts’ file cannot be read."), "why there are no accounts");
  });
});
