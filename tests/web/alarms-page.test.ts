/** The operator's page in a real browser, against the stand-in server. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { axeFaults, loses, present, shows, startBrowser, type VisitOptions, visit, wordsOf } from "../browser/browser.ts";
import type { FakeCause } from "../browser/fake-alarms.ts";
import { type FakeServer, startFakeServer } from "../browser/fake-server.ts";

let browser: Browser;
let server: FakeServer;
/** Id of the lost feeder's alarm, and its lights. */
let feeder = "";
let dark: readonly string[] = [];

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), startFakeServer({ lights: 2_000, seed: 7 })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const causeOf = (part: Partial<FakeCause>): FakeCause => {
  const light = present(server.desk.town.lights[100], "a light");
  return { cause: "single", subject: light.id, kind: "tilt", title: `Tilt: ${light.id}`, priority: 3, lights: [light.id], ...part };
};

beforeEach(() => {
  server.alarms.forget();
  const lights = server.desk.town.lights;
  const name = present(lights[0], "a light").feeder;
  dark = lights.filter((light) => light.feeder === name).map(({ id }) => id);
  const lost = { cause: "feeder", subject: name, kind: "supply-loss", title: `Supply lost: feeder ${name}`, priority: 1, minutesAgo: 9 } as const;
  feeder = server.alarms.raise({ ...lost, lights: dark });
  server.alarms.raise(causeOf({ title: "Door open: light-7", kind: "door-open", priority: 2, minutesAgo: 5 }));
  server.alarms.raise(causeOf({ title: "Tilt: light-8", minutesAgo: 3 }));
});

const onAlarms = (query: string, options: VisitOptions, act: (page: Page) => Promise<void>): Promise<void> =>
  visit(browser, `${server.url}/?tab=alarms${query}`, options, async (page) => {
    await shows(page.getByRole("heading", { name: "Alarms" }), "the page Alarms");
    await act(page);
  });

const rowOf = (page: Page, title: string): Locator => page.locator(".alarm-table tr", { hasText: title });
const opener = (page: Page, title: string): Locator => rowOf(page, title).getByRole("button");
const answersTo = (name: string) => server.alarms.list(name, 100).alarms;

test("one press on an alarm rings its lights on the map, brings them into view and says why; a colleague's link shows the same", async () => {
  let link = "";
  await onAlarms("&at=18/56.11/-3.70", {}, async (page) => {
    await opener(page, "Supply lost").click();
    await shows(page.getByText("Ask the network operator"), "what to do");
    await shows(page.getByText(`${dark.length} of ${dark.length} lights are affected.`), "the evidence");
    await shows(page.getByRole("region", { name: "Lights of this alarm" }).getByRole("button").first(), "the lights of the alarm");
    await expect.poll(() => page.getByRole("region", { name: "Lights of this alarm" }).getByRole("button").count()).toBe(dark.length);
    await expect.poll(() => page.url(), { timeout: 10_000 }).not.toContain("at=18/56.11000/-3.70000");
    link = page.url();
    expect(decodeURIComponent(link)).toContain(`alarm=${feeder}`);
    const place = present(/at=\d+\/([\d.-]+)\/([\d.-]+)/.exec(decodeURIComponent(link)), "a view in the link");
    const light = present(server.desk.town.lights[0], "a light");
    expect(Math.abs(Number(place[1]) - light.lat)).toBeLessThan(0.01);
    expect(Math.abs(Number(place[2]) - light.lon)).toBeLessThan(0.02);
  });
  await visit(browser, link, {}, async (page) => {
    await shows(page.getByText("Ask the network operator"), "the same alarm");
  });
});

test("C and Enter turn an alarm's lights on for a quarter of an hour, and their own reports are shown", async () => {
  await onAlarms(`&alarm=${feeder}`, {}, async (page) => {
    await shows(page.getByText("Ask the network operator"), "the alarm");
    await page.keyboard.press("c");
    const apply = page.getByRole("button", { name: `Turn on ${dark.length} lights` });
    await shows(apply, "the command");
    await expect.poll(async () => (await page.evaluate<{ name: string }>("probe.focused()")).name).toContain("Turn on");
    await page.keyboard.press("Enter");
    await shows(page.getByText(`${dark.length} of ${dark.length} lights report 100 %`), "the readback of every light");
    const made = present(server.desk.overrides[0], "an override");
    expect([made.levelPct, made.lights]).toEqual([100, dark.length]);
    expect(Date.parse(made.endsAt) - Date.parse(made.startsAt)).toBeLessThanOrEqual(15 * 60_000);
    await page.getByRole("button", { name: "End it now" }).click();
    await loses(page.getByRole("button", { name: "End it now" }), "the test");
  });
});

test("S shelves with an end and a reason, into a list that is one press away, from where it can come back", async () => {
  await onAlarms("", {}, async (page) => {
    await shows(rowOf(page, "Tilt"), "the alarms");
    await page.keyboard.press("p");
    await page.keyboard.press("s");
    await page.getByRole("radio", { name: "1 hour" }).check();
    await page.getByRole("button", { name: "Shelve", exact: true }).click();
    await shows(page.getByRole("alert").filter({ hasText: "Give a reason" }), "that a reason is missing");
    await page.getByRole("textbox", { name: "Reason" }).fill("Crew is on site");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Shelved 1" }).click();
    await shows(rowOf(page, "Tilt").getByText(/^until/), "until when it is shelved");
    expect(answersTo("shelved").map(({ shelved }) => shelved?.reason)).toEqual(["Crew is on site"]);
    await opener(page, "Tilt").click();
    await page.getByRole("button", { name: "Unshelve" }).click();
    await page.getByRole("link", { name: "Active 3" }).click();
    await shows(rowOf(page, "Tilt"), "the alarm among the active again");
  });
});

test("a form stays open, with what was typed, while the map moves; Esc closes the form, then the alarm", async () => {
  await onAlarms(`&alarm=${feeder}`, {}, async (page) => {
    await shows(page.getByText("Ask the network operator"), "the alarm");
    await page.keyboard.press("s");
    await page.getByRole("textbox", { name: "Reason" }).fill("Fuse is being changed");
    await page.getByRole("button", { name: "Zoom in" }).click();
    await expect.poll(() => page.getByRole("textbox", { name: "Reason" }).inputValue()).toBe("Fuse is being changed");
    await page.keyboard.press("Escape");
    await loses(page.getByRole("textbox", { name: "Reason" }), "the form");
    await shows(page.getByText("Ask the network operator"), "the alarm still open");
    await page.keyboard.press("Escape");
    await loses(page.getByText("Ask the network operator"), "the alarm");
  });
});

test("a new alarm is told, counted and waits while someone points at a row, and comes in its place after", async () => {
  await onAlarms("", {}, async (page) => {
    const titles = (): Promise<string[]> => page.locator(".alarm-table .what strong").allTextContents();
    await shows(rowOf(page, "Door open"), "the alarms");
    const before = await titles();
    await rowOf(page, "Door open").hover();
    const placeBefore = present(await rowOf(page, "Door open").boundingBox(), "the row");
    server.alarms.raise(causeOf({ title: "Supply lost: feeder FP-900", kind: "supply-loss", priority: 1 }));
    await shows(page.getByRole("button", { name: /^1 new, ▲ priority 1/ }), "that one is new");
    expect(await titles()).toEqual(before);
    expect(present(await rowOf(page, "Door open").boundingBox(), "the row").height).toBe(placeBefore.height);
    await expect.poll(() => wordsOf(page.locator("p[role=status].unseen"))).toBe("New alarm, priority 1: Supply lost: feeder FP-900");
    await page.locator("#map").hover();
    await expect.poll(titles).toEqual(["Supply lost: feeder FP-900", ...before]);
    await shows(page.getByRole("link", { name: "Alarms 4" }), "the count of the unacknowledged in the header");
  });
});

test("A acknowledges what is ticked; all visible are only those within the list's window; the alarm stays while its cause does", async () => {
  for (let i = 0; i < 40; i++) server.alarms.raise(causeOf({ title: `Tilt: column ${i}`, priority: 4 }));
  await onAlarms("", { height: 700 }, async (page) => {
    await shows(rowOf(page, "Door open"), "the alarms");
    await page.getByRole("checkbox", { name: "Tick Supply lost" }).check();
    await page.getByRole("checkbox", { name: "Tick Door open" }).check();
    await page.keyboard.press("a");
    await expect.poll(() => answersTo("active").filter(({ state }) => state === "acknowledged").length).toBe(2);
    await page.locator("#map").hover();
    await expect.poll(() => page.locator(".alarm-table .what strong").first().textContent()).toContain("Tilt");
    const visible = page.getByRole("button", { name: /^Acknowledge \d+ visible$/ });
    const count = Number(present(/\d+/.exec(await wordsOf(visible)), "a number")[0]);
    expect(count).toBeGreaterThan(3);
    expect(count).toBeLessThan(20);
    await visible.click();
    await expect.poll(() => answersTo("active").filter(({ state }) => state === "acknowledged").length).toBe(2 + count);
    expect(answersTo("active").length).toBe(43);
  });
});

test("what the controller refuses is said, with why, and stays ticked", async () => {
  server.alarms.refusals.set(feeder, "You are not in charge of this feeder.");
  try {
    await onAlarms("", {}, async (page) => {
      await page.getByRole("checkbox", { name: "Tick Supply lost" }).check();
      await page.getByRole("checkbox", { name: "Tick Door open" }).check();
      await page.keyboard.press("a");
      await shows(page.getByRole("alert").filter({ hasText: "1 of 2: You are not in charge of this feeder." }), "the refusal");
      expect(await page.getByRole("checkbox", { name: "Tick Supply lost" }).isChecked()).toBe(true);
      expect(await page.getByRole("checkbox", { name: "Tick Door open" }).isChecked()).toBe(false);
    });
  } finally {
    server.alarms.refusals.clear();
  }
});

test("a flood is said, with its first alarm one press away, and its rows stand by cause", async () => {
  server.alarms.setFlood(feeder);
  await onAlarms("", {}, async (page) => {
    await shows(page.getByText(/Alarm flood since/), "that there is a flood");
    await shows(page.getByRole("rowheader", { name: "Single lights: 2" }), "rows by cause");
    await page.getByRole("button", { name: /The first was: Supply lost/ }).click();
    await shows(page.getByText("Ask the network operator"), "the first alarm");
  });
});

test("the map's panel shows alarms above the faults, and a press goes to the alarm", async () => {
  await visit(browser, server.url, {}, async (page) => {
    await shows(page.getByRole("heading", { name: "Faults" }), "the faults");
    await page
      .getByRole("region", { name: /^Alarms/ })
      .getByRole("button", { name: /Supply lost/ })
      .click();
    await shows(page.getByText("Ask the network operator"), "the alarm beside the map");
  });
});

test("a controller without alarms has its faults on the map, and says on Alarms what there is instead", async () => {
  server.alarms.isPresent = false;
  try {
    await onAlarms("", {}, async (page) => {
      await shows(page.getByText(/faults but no alarms/), "that there are no alarms");
      await page.getByRole("link", { name: "Map" }).click();
      await shows(page.getByRole("heading", { name: "Faults" }), "the faults");
      expect(await page.getByRole("region", { name: /^Alarms/ }).count()).toBe(0);
    });
  } finally {
    server.alarms.isPresent = true;
  }
});

const views: readonly (readonly [name: string, query: string, ready: (page: Page) => Promise<void>])[] = [
  ["the list", "", (page) => shows(rowOf(page, "Supply lost"), "the alarms")],
  ["an open alarm", "&alarm=i", (page) => shows(page.getByRole("region", { name: "Lights of this alarm" }).getByRole("button"), "its lights")],
  ["an empty list", "&alarms=suppressed", (page) => shows(page.getByText("No alarm is in this list."), "that it is empty")],
  ["the health of the alarms", "&alarms=health/7", (page) => shows(page.getByText("Time in flood"), "the figures")],
];

describe.each(views)("%s", (_, query, ready) => {
  test.each(["dark", "light"] as const)("has nothing that axe finds wrong, in the %s theme, and fits 320 and 390 px", async (theme) => {
    await onAlarms(query === "&alarm=i" ? `&alarm=${feeder}` : query, { theme }, async (page) => {
      await ready(page);
      expect(await axeFaults(page)).toEqual([]);
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate("probe.tooWide()")).toEqual([]);
      }
      expect(await axeFaults(page)).toEqual([]);
    });
  });
});
