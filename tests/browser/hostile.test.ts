import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shows, showsLights, startBrowser, visit } from "./browser.ts";
import { Installation } from "./installation.ts";

const image = "<img src=x onerror=alert(1)>";
const script = "'\"><script>alert(2)</script>";
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A list such as nobody sends by mistake, and mistakes such as everybody makes. */
const csv = [
  "id,column,lat,lon,street,ward,feeder,switch_regime,watts",
  `h-1,${quoted(image)},56.1165,-3.7936,${quoted(image)},${quoted(script)},${quoted(script)},35/18,40`,
  `h-2,${quoted(script)},56.1168,-3.7936,${quoted(image)},${quoted(image)},FP-1,35/18,40`,
  'h-3,"=HYPERLINK(""http://evil.example/"")",56.1171,-3.7936,__proto__,constructor,toString,35/18,40',
  "h-4,C-4,5l.1171,-3.7936,High Street,Old Town,FP-1,35/18,40",
  "h-5,C-5,56.1174,-3.7936,High Street,Old Town,FP-1,35/18,",
  "h-1,C-6,56.1177,-3.7936,High Street,Old Town,FP-1,35/18,40",
].join("\n");

let browser: Browser;
let town: Installation;

beforeAll(async () => {
  [browser, town] = await Promise.all([startBrowser(), Installation.start({ csv, at: "2026-11-21T20:00:00Z" })]);
  await town.desk.override({ scope: { street: image }, levelPct: 50, reason: image }, "operator");
});
afterAll(async () => {
  await browser?.close();
  await town?.close();
});

// `visit` itself fails on a dialog, on a request elsewhere, and on anything the content policy refuses.
const views = {
  "the map": "",
  "the panel of a light": "?light=h-1",
  "the panel of another": "?light=h-2",
  "a pick": `?pick=street:${encodeURIComponent(image)}`,
  "the list": "?tab=lights",
  overrides: "?tab=overrides",
  "the system": "?tab=system",
} as const;

test.each(Object.entries(views))("a hostile name is text and nothing else on %s", async (_, address) => {
  await visit(browser, `${town.url}/${address}`, {}, async (page) => {
    if (address === "" || address.includes("light=")) await showsLights(page);
    if (address !== "?tab=system") await shows(page.getByText(image), "the name as it is written", 5_000);
    expect(await page.locator("img[src=x], main script, main a[href*=evil]").count()).toBe(0);
  });
});

test("a hostile name is searched for, found and opened like any other", async () => {
  await visit(browser, town.url, {}, async (page) => {
    await showsLights(page);
    await page.getByRole("combobox", { name: /^Search/ }).fill("<img");
    await shows(page.getByRole("option", { name: image }), "the street among what the search found");
    await page.getByRole("option", { name: image }).first().click();
    await shows(page.getByRole("heading", { name: image }), "the street as a pick");
    expect(await page.title()).not.toContain("<");
  });
});

test("what was wrong with the list is told with line, column, value and reason", async () => {
  await visit(browser, `${town.url}/?tab=system`, {}, async (page) => {
    await shows(page.getByText(/6 rows: 4 new, 0 changed, 0 unchanged, 2 refused/), "the sum of the import");
    const row = (...parts: string[]) => parts.reduce((found, hasText) => found.filter({ hasText }), page.getByRole("row"));
    await shows(row("5", "lat", "5l.1171", "refused"), "the latitude that is no number");
    await shows(row("6", "watts", "blank", "60", "warning"), "the blank wattage with what is assumed instead");
    await shows(row("7", "id", "h-1", "refused"), "the light that is there twice");
  });
});
