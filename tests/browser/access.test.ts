import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LightQuery } from "#contract/api";
import { axeFaults, present, shows, showsLights, startBrowser, visit } from "./browser.ts";
import { Installation } from "./installation.ts";

let browser: Browser;
let town: Installation;
let lightId = "";
let street = "";

beforeAll(async () => {
  [browser, town] = await Promise.all([startBrowser(), Installation.start({ lights: 120, at: "2026-11-21T20:00:00Z" })]);
  const { lights } = town.desk.lights(LightQuery.parse({}));
  const light = present(lights[0], "a light");
  const other = present(
    lights.find((each) => each.street !== light.street),
    "a light in another street",
  );
  lightId = light.id;
  street = light.street;
  // What a page full of work looks like: a fault, a live override, an ended one.
  town.desk.demo?.simulateFault({ lights: [light.id], fault: "lamp-out", on: true });
  await town.hurryUntil("the dead lamp to be known as such", () => town.desk.light(light.id)?.condition === "lamp-failure");
  const made = await town.desk.override({ scope: { street: other.street }, levelPct: 60, reason: "Market day" }, "operator");
  await town.desk.release(made.id, "operator");
  await town.desk.override({ scope: { lights: [other.id] }, levelPct: 80, reason: "Filming" }, "operator");
});
afterAll(async () => {
  await browser?.close();
  await town?.close();
});

/** Every view there is, with what must be on it before it is looked at. */
const views: readonly (readonly [name: string, address: () => string, ready: (page: Page) => Promise<void>])[] = [
  ["the map", () => "", async (page) => shows(page.getByRole("heading", { name: "Needs attention" }), "what needs attention")],
  ["a light", () => `?light=${lightId}`, async (page) => shows(page.getByText(/readings as a table|No readings/), "the light's history")],
  ["a pick", () => `?pick=street:${street}`, async (page) => shows(page.getByRole("button", { name: "Review" }), "the override form")],
  ["the list", () => "?tab=lights", async (page) => shows(page.getByRole("button", { name: /^IA-/ }), "lights in the list")],
  ["overrides", () => "?tab=overrides", async (page) => shows(page.getByText(/Market day/), "the released override")],
  ["demand", () => "?tab=demand", async (page) => shows(page.getByText(/High Street footfall/), "the demand sources")],
  ["the system", () => "?tab=system", async (page) => shows(page.getByText(/Last import/), "the import's report")],
];

describe.each(views)("%s", (_, address, ready) => {
  test.each(["dark", "light"] as const)("has nothing that axe finds wrong, in the %s theme", async (theme) => {
    await visit(browser, `${town.url}/${address()}`, { theme }, async (page) => {
      await ready(page);
      expect(await axeFaults(page)).toEqual([]);
    });
  });

  test("fits windows of 320 and 390 px without scrolling sideways", async () => {
    await visit(browser, `${town.url}/${address()}`, { width: 320, height: 640, touch: true }, async (page) => {
      await ready(page);
      expect(await page.evaluate("probe.tooWide()")).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate("probe.tooWide()")).toEqual([]);
    });
  });
});

interface Focused {
  readonly name: string;
  readonly isSeen: boolean;
  readonly hasRing: boolean;
}

test("Tab goes through the page in its order, is always seen, and is trapped nowhere", async () => {
  await visit(browser, town.url, {}, async (page) => {
    await showsLights(page);
    await shows(page.getByRole("button", { name: "Draw a lasso" }), "the side panel");
    const stops: Focused[] = [];
    for (let i = 0; i < 150; i++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate<Focused>("probe.focused()");
      if (stop.name === "body" || (i > 0 && stop.name === stops[0]?.name)) break;
      stops.push(stop);
    }
    const names = stops.map(({ name }) => name);
    expect(stops.filter(({ isSeen, hasRing }) => !isSeen || !hasRing)).toEqual([]);
    expect(names.length).toBeLessThan(150);
    const place = (part: string): number => names.findIndex((name) => name.includes(part));
    const order = ["Skip the map", "Overrides", "#search", "Light theme", "Pause", "No supply", "#map", "Lasso", "Draw a lasso"].map(place);
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });
});

test("the keyboard alone searches, asks for help, draws, walks the faults, and closes what it opened", async () => {
  await visit(browser, town.url, {}, async (page) => {
    await showsLights(page);
    const has = async (name: string): Promise<void> => expect((await page.evaluate<Focused>("probe.focused()")).name).toContain(name);
    await page.keyboard.press("/");
    await has("#search");
    await page.keyboard.press("Escape");
    await page.locator("#map").focus();

    await page.keyboard.press("?");
    await shows(page.getByRole("dialog", { name: "Keyboard and help" }), "the help dialog");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await has("#map");

    const lasso = page.getByRole("button", { name: /^Lasso/ });
    await page.keyboard.press("l");
    await shows(lasso.and(page.locator("[aria-pressed=true]")), "the lasso to be in hand");
    await page.keyboard.press("Escape");
    await shows(lasso.and(page.locator("[aria-pressed=false]")), "the lasso to be put away");

    const { column } = present(town.desk.light(lightId), "the faulty light");
    await page.keyboard.press("n");
    await shows(page.getByRole("heading", { name: column }), "the panel of the faulty light");
    await page.keyboard.press("Escape");
    await shows(page.getByRole("heading", { name: "Needs attention" }), "what needs attention again");
    await page.keyboard.press("p");
    await shows(page.getByRole("heading", { name: column }), "the panel of the faulty light again");
  });
});
