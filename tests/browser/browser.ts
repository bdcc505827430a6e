/** A real Chromium, and pages in it that note whatever no page of Leerie may do. Waits say what they waited for. */
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { expect } from "vitest";
import { requirePackages } from "../setup/packages.ts";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Longest wait for something on a page when a test does not say, ms: a busy machine of two cores. */
const patienceMs = 15_000;
const textShown = 1_500;

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "dark" | "light";
  readonly touch?: boolean;
}

export function startBrowser(): Promise<Browser> {
  requirePackages(["chromium", "fonts-dejavu-core", "fonts-liberation"]);
  return chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: flags });
}

/**
 * Opens an address as a new visitor with nothing stored, does what a test does there, and closes it. Fails when the page did what it
 * may not: asked another origin, broke its content policy, opened a dialog, threw, complained.
 */
export async function visit(browser: Browser, url: string, options: VisitOptions, act: (page: Page) => Promise<void>): Promise<void> {
  const { width = 1_440, height = 900, theme = "dark", touch = false } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, hasTouch: touch, reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    await page.addInitScript({ path: join(import.meta.dirname, "page/probe.js") });
    const misdeeds: string[] = [];
    watch(page, new URL(url).host, misdeeds);
    await page.goto(url);
    await act(page);
    expect(misdeeds).toEqual([]);
  } finally {
    await context.close();
  }
}

function watch(page: Page, host: string, misdeeds: string[]): void {
  const asks = (address: string): void => {
    const { protocol, host: asked } = new URL(address);
    const isOwn = asked === host || protocol === "data:" || protocol === "blob:";
    if (!isOwn) misdeeds.push(`asked ${address}`);
  };
  page.on("request", (request) => asks(request.url()));
  page.on("websocket", (socket) => asks(socket.url()));
  page.on("pageerror", (error) => misdeeds.push(`threw ${error.stack ?? error.message}`));
  page.on("dialog", (dialog) => {
    misdeeds.push(`opened a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    // Chromium itself notes what it could not fetch; a server that a test takes away is no misdeed of the page.
    const isNetwork = /^Failed to load resource|^WebSocket connection to/.test(message.text());
    if (message.type() === "error" && !isNetwork) misdeeds.push(`complained: ${message.text()}`);
  });
}

/** Waits until something is visible; otherwise fails with what was expected and what the page says instead. */
export async function shows(locator: Locator, what: string, timeoutMs = patienceMs): Promise<void> {
  try {
    await locator.filter({ visible: true }).first().waitFor({ state: "visible", timeout: timeoutMs });
  } catch (cause) {
    throw new Error(`expected within ${timeoutMs / 1_000} s: ${what}. The page says: ${await textOf(locator.page())}`, { cause });
  }
}

/** Waits until nothing of the kind is visible any more. */
export async function loses(locator: Locator, what: string, timeoutMs = patienceMs): Promise<void> {
  try {
    await locator.filter({ visible: true }).first().waitFor({ state: "hidden", timeout: timeoutMs });
  } catch (cause) {
    throw new Error(`expected within ${timeoutMs / 1_000} s to be gone: ${what}. The page says: ${await textOf(locator.page())}`, { cause });
  }
}

/** Its text, white space made single. */
export const wordsOf = async (locator: Locator): Promise<string> => ((await locator.textContent()) ?? "").replace(/\s+/g, " ").trim();

/** What axe finds wrong by WCAG 2.2 A and AA, a line for each element. */
export async function axeFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary ?? ""}`));
}

/** Waits until the page shows the lights. */
export const showsLights = (page: Page): Promise<void> => shows(page.locator(".legend td").filter({ hasText: /^[1-9]/ }), "counts of lights in the legend");

/** Waits until the legend counts so many lights of a class in the whole estate. */
export async function showsCount(page: Page, label: string, count: number): Promise<void> {
  const row = page.getByRole("row").filter({ has: page.getByRole("checkbox", { name: label, exact: true }) });
  await shows(
    row
      .getByRole("cell")
      .last()
      .filter({ hasText: new RegExp(`^${count}$`) }),
    `${count} lights counted as “${label}” in the legend`,
  );
}

/** The reported level in the panel of a light. */
export const showsReport = (page: Page, level: string): Promise<void> =>
  shows(page.getByRole("row", { name: /^Reports/ }).filter({ hasText: level }), `the panel to say that the light reports ${level}`);

/** What must be there for a test to go on. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`expected ${what}`);
  return value;
}

const textOf = (page: Page): Promise<string> =>
  page
    .locator("body")
    .textContent({ timeout: 2_000 })
    .then(
      (text) => (text ?? "").replace(/\s+/g, " ").slice(0, textShown),
      () => "nothing",
    );
