/** A street lighting engineer's work in a real browser on the real system: from a draft to nodes and back. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeFaults, present, shows, startBrowser, visit, wordsOf } from "./browser.ts";
import { Installation } from "./installation.ts";

const lights = 60;
let browser: Browser;
let town: Installation;

beforeAll(async () => {
  [browser, town] = await Promise.all([startBrowser(), Installation.start({ lights, at: "2026-11-21T23:30:00Z" })]);
});
afterAll(async () => {
  await browser?.close();
  await town?.close();
});

const onDesign = (address: string, act: (page: Page) => Promise<void>, options = {}): Promise<void> =>
  visit(browser, `${town.url}/?tab=design${address}`, options, async (page) => {
    await shows(page.locator("#design-title"), "the page Design");
    await act(page);
  });

const levels = (levelPct: number): number => [...town.fleet.levels().values()].filter((level) => level === levelPct).length;
const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("button", { name, exact: true }).click();

/** A field is left, as people do. */
async function fill(page: Page, label: string, value: string, nth = 0): Promise<void> {
  const field = page.getByLabel(label, { exact: true }).nth(nth);
  await field.fill(value);
  await field.press("Tab");
}

async function publish(page: Page, reason: string): Promise<void> {
  await press(page, "Review and publish…");
  await shows(page.getByRole("heading", { name: "Review" }), "the review");
  await page.getByLabel("Reason", { exact: true }).fill(reason);
  await press(page, /^Publish/);
  await shows(page.getByText(/Version \d+ is published/), "the page to say that it is published");
}

async function makeNew(page: Page, one: string, name: string): Promise<void> {
  await page.getByRole("link", { name: "Design", exact: true }).click();
  const back = page.getByRole("button", { name: "Design", exact: true });
  if (await back.isVisible()) await back.click();
  await press(page, `New ${one}`);
  await page.getByLabel("Id", { exact: true }).fill(name);
  await press(page, /^Make /);
  await press(page, "Start a draft");
}

test("an engineer makes a part-night profile with a Hogmanay exception, previews, publishes, sees it in force on every node, and rolls back", async () => {
  await onDesign("", async (page) => {
    await makeNew(page, "profile", "Part-night");
    await fill(page, "Name", "Part-night");
    await fill(page, "Step 2, time", "23:00");
    await fill(page, "Step 2, level in percent", "20");
    await fill(page, "Step 3, level in percent", "50");
    const preview = page.getByRole("region", { name: "Preview" });
    await shows(preview.getByText("Dimmed to 20 % at 23:00"), "the preview to have the step");
    await page.getByRole("combobox", { name: "Night", exact: true }).selectOption("Clocks go back");
    await shows(preview.getByText(/clocks go back in this night: it has 25 h/), "the long night");
    await publish(page, "Trial of part-night lighting");
    await shows(page.getByText("It acts on no light yet"), "nobody to follow it yet");

    await makeNew(page, "calendar", "Residential");
    await fill(page, "Name", "Residential");
    await page.getByRole("combobox", { name: "Every other night", exact: true }).selectOption("Part-night");
    await press(page, "Add an event");
    await fill(page, "Name", "Hogmanay", 1);
    await page.getByRole("combobox", { name: "Profile", exact: true }).selectOption("Dusk to dawn");
    await fill(page, "First night", "2026-12-31");
    await fill(page, "Reason", "Hogmanay street party");
    await page.getByLabel(/^Which profile on the night of/).fill("2026-12-31");
    await shows(page.getByText("Dusk to dawn, by “Hogmanay"), "Hogmanay to be lit all night");
    await page.getByLabel(/^Which profile on the night of/).fill("2027-01-01");
    await shows(page.locator("output").filter({ hasText: "Part-night" }), "the night after to be part-night");
    await publish(page, "Part-night but for Hogmanay");

    await page.getByRole("button", { name: "Design", exact: true }).click();
    await page.getByRole("link", { name: "Groups", exact: true }).click();
    await press(page, "Edit");
    await page.getByRole("combobox", { name: "Calendar of All lights", exact: true }).selectOption("Residential");
    await shows(page.getByText(`${lights} lights would have another night than now`), "the preview to count the lights");
    await press(page, "Review and publish…");
    await press(page, /^Work out/);
    await shows(page.getByRole("row", { name: /^Energy/ }).nth(1), "the energy of the year");
    const [month] = await page.getByRole("row", { name: /^Energy/ }).all();
    expect(await wordsOf(present(month, "the energy of the month"))).toMatch(/−[\d,.]+ kWh$/);
    await page.getByLabel("Reason", { exact: true }).fill("Council decision of 12 November");
    await press(page, `Publish to ${lights} lights`);
    await shows(page.getByText(`In force on ${lights} of ${lights} lights`), "every node to hold it");
    await town.until("every lamp at the 20 % of the new profile", () => levels(20) === lights);

    await press(page, "Roll back to version 0…");
    await page.getByLabel("Why roll back to version 0").fill("Complaints");
    await press(page, "Roll back to version 0");
    await shows(page.getByText("Version 2 is published"), "the roll back to be a version of its own");
    await town.until("no lamp at 20 % any more", () => levels(20) === 0);
    const top = page.getByRole("row", { name: /Complaints \(back to version 0\)/ });
    await shows(top, "the roll back among the versions, with its reason");
  });
});

test("an engineer gives a street its classes and a traffic rule that lifts it, and sees why", async () => {
  const light = present(
    town.desk.inventory().lights.find(({ street }) => street === "High Street"),
    "a light in High Street",
  );
  const count = town.desk.inventory().lights.filter(({ street }) => street === light.street).length;
  await onDesign("&design=sections/all", async (page) => {
    await press(page, "Edit");
    await press(page, "Add a section");
    await fill(page, "Name", "Shopping street");
    await page.getByRole("combobox", { name: "Design class" }).selectOption("P2");
    await page.getByRole("combobox", { name: "Floor class" }).selectOption("P4");
    await fill(page, "Add streets, by comma", light.street);
    await publish(page, "Classes of the lighting design of 2024");

    await makeNew(page, "demand rule", "High Street footfall");
    await fill(page, "Name", "Footfall of the High Street");
    await page.getByRole("combobox", { name: "By", exact: true }).first().selectOption("next along the street");
    await fill(page, "Street", light.street);
    await fill(page, "Next lights", String(count));
    await fill(page, "Step 1, classes below the design class", "2");
    await press(page, "Add class step");
    await fill(page, "Step 2, from this flow an hour", "100");
    await shows(page.getByText(`Acts on ${count} lights`), "the preview to count the lights of the street");
    await publish(page, "Trial of class stepping");
    // Too few for the rule of the configuration, which lifts from 250 an hour.
    const reading = { source: "high-street-footfall", at: new Date(town.clock.now()).toISOString(), value: 120 };
    expect((await page.request.post(`${town.url}/api/v1/demand`, { data: reading })).ok()).toBe(true);
    await town.until("the light at 100 %", () => town.desk.light(light.id)?.report?.levelPct === 100);
    await page.goto(`${town.url}/?light=${light.id}`);
    await shows(
      page.getByRole("row", { name: /^Should give/ }).filter({ hasText: /class P2.* 120 pedestrians/ }),
      "the panel to say which class is asked for, and by what",
    );
  });
});

test("an error blocks publishing, leads to its field, and is taken back by Ctrl+Z", async () => {
  await onDesign("&design=profile/dusk-dawn", async (page) => {
    await press(page, "Edit");
    const level = page.getByLabel("Step 1, level in percent", { exact: true });
    await level.fill("140");
    await level.press("Tab");
    const finding = page.getByRole("button", { name: "step 1 · level, %" });
    await shows(finding, "the error among the findings");
    expect(await page.getByRole("button", { name: "Review and publish…" }).isDisabled()).toBe(true);
    await finding.click();
    await shows(level.and(page.locator(":focus")), "the focus in the field of the error");
    await page.keyboard.press("Control+z");
    await shows(page.getByRole("button", { name: "Review and publish…", disabled: false }), "the way to publishing again");
    expect(await level.inputValue()).toBe("100");

    await fill(page, "Step 1, level in percent", "90");
    await page.getByRole("link", { name: "Map", exact: true }).click();
    await page.getByRole("link", { name: "Design", exact: true }).click();
    await shows(level, "the draft as it was left");
    expect(await level.inputValue()).toBe("90");
  });
});

test("the second of two engineers to save is told, sees both drafts, and takes one", async () => {
  const path = `${town.url}/api/v1/designs/profile/shared`;
  const steps = [
    { at: { sun: "sunset" }, levelPct: 100 },
    { at: { sun: "sunrise" }, levelPct: 0 },
  ];
  await onDesign("&design=profile/shared", async (page) => {
    await press(page, "Start a draft");
    await fill(page, "Name", "Mine");
    const theirs = await page.request.put(`${path}/draft`, { data: { body: { name: "Theirs", steps }, baseRevision: 0 } });
    expect(theirs.status()).toBe(200);
    await press(page, "Save draft");
    const conflict = page.getByRole("alert").filter({ hasText: "saved this draft" });
    await shows(conflict.getByText("Theirs"), "the other's draft");
    await shows(conflict.getByText("Mine"), "one's own");
    await press(page, "Take theirs");
    await shows(page.getByRole("heading", { name: "Theirs" }), "the other's draft in the form");
  });
});

test("the panel of a light tells why it will be at its level at another time, rule by rule", async () => {
  const light = present(town.desk.inventory().lights[0], "a light");
  await visit(browser, `${town.url}/?light=${light.id}`, {}, async (page) => {
    await page.getByText("Why at another time…").click();
    await page.getByLabel("Day", { exact: true }).fill("2026-12-24");
    await fill(page, "Time, hh:mm", "12:30");
    const rules = page.getByRole("table", { name: "Each rule’s answer" });
    await shows(page.getByText("As planned, without demand"), "the answer to be about what is planned");
    await shows(rules.getByRole("row", { name: /^Calendar and profile 0 %, wins/ }), "the profile to have it off at noon");
    await shows(rules.getByRole("row", { name: /^Override –/ }), "nobody to have set it by hand");
    expect(await axeFaults(page)).toEqual([]);
  });
});

test("a type of luminaire is made with its curve and its light loss; a curve that goes back leads to its field", async () => {
  await onDesign("&design=luminaires/all", async (page) => {
    await press(page, "Edit");
    await press(page, "Add a type");
    await fill(page, "Type in the inventory", "Ark 36");
    await fill(page, "Name", "Ark");
    await fill(page, "Constant light output: loss at the end, %", "20");
    await fill(page, "Rated life, h", "80000");
    await page.getByRole("combobox", { name: "Power by" }).selectOption("measured curve");
    await fill(page, "Curve, level %:power % by comma", "10:20, 50:15, 100:100");
    await page.getByRole("button", { name: /^type 1 · power · point 2/ }).click();
    expect(await page.evaluate("document.activeElement.dataset.field")).toBe("types.0.power.points");
    await fill(page, "Curve, level %:power % by comma", "10:20, 50:55, 100:100");
    await shows(page.getByText("no light of the inventory has this type"), "the warning that nobody has it");
    await publish(page, "Lanterns of 2026");
  });
  expect(town.desk.designs.version({ kind: "luminaires", id: "all" }, 1).body).toEqual({
    types: [
      {
        id: "Ark 36",
        name: "Ark",
        minLevelPct: 10,
        power: {
          by: "curve",
          points: [
            { levelPct: 10, powerPct: 20 },
            { levelPct: 50, powerPct: 55 },
            { levelPct: 100, powerPct: 100 },
          ],
        },
        standbyW: 0.5,
        clo: { by: "driver", lossPctAtEnd: 20, endHours: 80_000 },
      },
    ],
  });
});

test("every kind is edited on a phone and on a desk, in both themes, without a fault that axe finds or a part out of reach", async () => {
  const kinds = ["profile/part-night-35-18", "calendar/town", "holidays/scotland", "groups/all", "sections/all", "luminaires/all", "demand-rule/traffic"];
  for (const [theme, width] of [["dark", 390] as const, ["light", 1_440] as const])
    await onDesign(
      "",
      async (page) => {
        await shows(page.getByRole("heading", { name: "Demand rules" }), "the list of designs");
        expect(await axeFaults(page)).toEqual([]);
        for (const kind of kinds) {
          await page.goto(`${town.url}/?tab=design&design=${kind}&theme=${theme}`);
          await press(page, /^(Edit|Start a draft)$/);
          await shows(page.getByRole("button", { name: "Save draft" }), `the form of ${kind}`);
          expect(await axeFaults(page), `${kind}, ${theme}, ${width} px`).toEqual([]);
          expect(await page.evaluate<number>("document.documentElement.scrollWidth"), `${kind}: width`).toBeLessThanOrEqual(width);
        }
      },
      { width, theme, touch: width === 390 },
    );
});
