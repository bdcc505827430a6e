/** The built page in a real browser, against the stand-in server. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser } from "../browser/browser.ts";
import { type FakeServer, startFakeServer } from "../browser/fake-server.ts";

/** Two cores shared with other tests: what is not timed on purpose may take this long, ms. */
const patienceMs = 15_000;
const dist = join(import.meta.dirname, "../../web/dist");
let browser: Browser;
let server: FakeServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), startFakeServer({ lights: 2_000, seed: 7 })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Opens the page and waits until every light in view is painted. Whatever the browser complains of is collected. */
async function open(
  path: string,
  options: { theme?: "dark" | "light"; width?: number; height?: number } = {},
): Promise<{ page: Page; complaints: string[]; hosts: Set<string> }> {
  const { theme = "dark", width = 1280, height = 800 } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, baseURL: server.url, acceptDownloads: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  await page.goto(path);
  if (!path.includes("tab=")) await page.waitForFunction(() => performance.getEntriesByName("leerie:painted").length > 0);
  return { page, complaints, hosts };
}

test("the first view is at most 75 kB of JavaScript and 12 kB of CSS, each later part at most 30 kB, gzipped", () => {
  const size = (path: string): number => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length;
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? "");
  const sum = (ending: string): number => first.filter((path) => path.endsWith(ending)).reduce((total, path) => total + size(path), 0);
  expect(sum(".js")).toBeGreaterThan(0);
  expect(sum(".js")).toBeLessThanOrEqual(75_000);
  expect(sum(".css")).toBeLessThanOrEqual(12_000);
  const later = readdirSync(join(dist, "assets")).filter((name) => /\.(js|css)$/.test(name) && !first.includes(`assets/${name}`));
  expect(later.filter((name) => size(`assets/${name}`) > 30_000)).toEqual([]);
  expect(html).not.toMatch(/<script>|<style|style="|onload=/);
});

test.each(["dark", "light"] as const)(
  "no page has an accessibility violation in the %s theme, under the strict policy, with nothing from elsewhere",
  async (theme) => {
    for (const path of [
      "/",
      "/?at=16/56.1165/-3.7936&light=light-20",
      "/?pick=street:Glebe%20Street",
      "/?tab=lights",
      "/?tab=overrides",
      "/?tab=demand",
      "/?tab=system",
    ]) {
      const { page, complaints, hosts } = await open(path, { theme });
      await expect.poll(() => page.locator(".pane-wait").count(), { timeout: patienceMs }).toBe(0);
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
      expect(violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(complaints, path).toEqual([]);
      expect([...hosts]).toEqual([new URL(server.url).host]);
      await page.context().close();
    }
  },
);

test("a light's new state is in the legend within a second of its report", async () => {
  const { page } = await open("/");
  const before = await countOf(page, "Cycling");
  server.desk.report("light-3", "cycling", 50);
  await expect.poll(() => countOf(page, "Cycling"), { timeout: 1_000, interval: 20 }).toBe(before + 1);
  await page.context().close();
});

/** Lights of the whole estate in a class, as the legend says. */
const countOf = async (page: Page, label: string): Promise<number> =>
  Number(await page.locator(".legend tr", { hasText: label }).locator("td").last().textContent());

test("a lasso, a level and a reason become an override whose progress is shown to its last light", async () => {
  const { page } = await open("/?at=15/56.1165/-3.7936");
  await page.keyboard.press("l");
  const corners = [
    [760, 300],
    [760, 620],
    [480, 620],
  ] as const;
  await page.mouse.move(480, 300);
  await page.mouse.down();
  for (const [x, y] of corners) await page.mouse.move(x, y, { steps: 4 });
  await page.mouse.up();
  const count = Number(((await page.locator(".where strong").textContent()) ?? "").replace(/\D/g, ""));
  expect(count).toBeGreaterThan(100);
  await page.getByRole("button", { name: "Review" }).click();
  expect(await page.getByRole("alert").textContent()).toContain("reason");
  await page.getByLabel("Reason").fill("Accident on the road");
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByRole("button", { name: "Apply" }).click();
  expect(await page.getByRole("alert").textContent(), "more than 100 lights need their number typed").toContain(`Type ${count}`);
  await page.getByLabel(`Type ${count} to confirm`).fill(String(count));
  await page.getByRole("button", { name: "Apply" }).click();
  const failed = Math.floor(count / 50);
  await page.getByText(`${count - failed} confirmed, ${failed} failed of ${count}`).waitFor({ timeout: 5_000 });
  expect(server.desk.overrides[0]).toMatchObject({ lights: count, levelPct: 100, reason: "Accident on the road" });
  await page.getByRole("link", { name: /Overrides/ }).click();
  await page
    .getByRole("button", { name: /^Release/ })
    .first()
    .click();
  expect(server.desk.overrides[0]?.state, "the first press only asks").toBe("live");
  await page.getByRole("button", { name: /now$/ }).click();
  await page.getByText("Ended and released").waitFor();
  await page.context().close();
});

test("a broken stream is said on the page within 5 seconds, and the lights are true again when it is back", async () => {
  const { page } = await open("/");
  server.cut(true);
  await page.getByText(/Not live for/).waitFor({ timeout: 5_000 });
  server.desk.report("light-8", "day-burning", 100);
  server.cut(false);
  await page.getByText(/Not live for/).waitFor({ state: "detached", timeout: 20_000 });
  const burning = server.desk.lights({ condition: "day-burning" }).total;
  await expect.poll(() => countOf(page, "Day burning"), { timeout: patienceMs }).toBe(burning);
  await page.context().close();
});

test("what is wrong with the system is a sentence with its time and its meaning", async () => {
  const { page } = await open("/");
  const well = server.desk.health;
  server.setHealth({
    parts: [
      { part: "broker", state: "down", since: "2026-11-21T22:14:00.000Z", detail: "Broker not reachable.", advice: "Lights follow their stored programme." },
    ],
  });
  expect(await page.locator(".banner").textContent()).toMatch(/Broker down since .*22:14: Broker not reachable\. Lights follow their stored programme\./);
  server.setHealth(well);
  await page.locator(".banner").waitFor({ state: "detached" });
  await page.context().close();
});

test("the keyboard alone reaches a fault, its panel and back", async () => {
  const { page } = await open("/");
  await page.keyboard.press("n");
  await page.locator("#light-title").waitFor();
  expect(new URL(page.url()).searchParams.get("light")).toMatch(/^light-/);
  const first = page.url();
  await page.keyboard.press("n");
  await expect.poll(() => page.url(), { timeout: patienceMs }).not.toBe(first);
  await page.keyboard.press("Escape");
  await page.locator("#now-title").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.keyboard.press("/");
  await page.keyboard.type("AL00042");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "AL00042" }).waitFor();
  await page.context().close();
});

test("the list holds every light of its filter, sorts, opens a light, and gives the same as CSV", async () => {
  const { page } = await open("/?tab=lights&list.condition=lamp-failure");
  const expected = server.desk.lights({ condition: "lamp-failure" }).total;
  await page
    .getByRole("status")
    .filter({ hasText: `${expected} lights` })
    .waitFor();
  await page.getByRole("button", { name: "Column" }).click();
  await page.getByRole("button", { name: "Column" }).click();
  await expect.poll(() => page.url(), { timeout: patienceMs }).toContain("order=desc");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download CSV" }).click()]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\r\n");
  expect(lines).toHaveLength(expected + 1);
  const columns = lines.slice(1).map((line) => line.split(",")[1]);
  expect(columns).toEqual(columns.toSorted().reverse());
  await page.locator(".list tbody button").first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: columns[0] ?? "" }).waitFor();
  await page.context().close();
});

test("at 320 px nothing scrolls sideways, and at phone width map and panel share the screen", async () => {
  for (const width of [320, 390]) {
    const { page } = await open("/", { width, height: 700 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    expect(await page.locator("#map").isVisible()).toBe(true);
    expect(await page.locator("#side h2").first().isVisible()).toBe(true);
    await page.context().close();
  }
});
