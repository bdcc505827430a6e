/**
 * Takes the pictures of the README: `node tests/browser/screens.ts` writes docs/screens/, a town at work on a November night.
 * `pngquant --ext .png --force 128 docs/screens/*.png` then makes them a third of the size.
 */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { LightQuery } from "#contract/api";
import { seededRandom } from "#contract/random";
import { initialFaults } from "#firmware-sim/initial-faults";
import { present, shows, showsLights, startBrowser, visit } from "./browser.ts";
import { Installation } from "./installation.ts";

const folder = join(import.meta.dirname, "../../docs/screens");

const [browser, town] = await Promise.all([startBrowser(), Installation.start({ lights: 2_000, at: "2026-11-21T21:55:00Z" })]);
try {
  for (const command of initialFaults(town.desk.inventory().lights, seededRandom("screens"))) town.desk.demo?.simulateFault(command);
  await town.desk.override({ scope: { street: "High Street" }, levelPct: 100, reason: "Late market, until the stalls are cleared" }, "operator");
  const faulty = (condition: string) => town.desk.lights(LightQuery.parse({ condition })).lights;
  const kinds = ["lamp-failure", "no-supply", "comms-lost", "mismatch"];
  await town.hurryUntil("faults of several kinds", () => kinds.every((kind) => faulty(kind).length > 0));
  const dark = faulty("no-supply");
  const middle = { lat: mean(dark.map(({ lat }) => lat)), lon: mean(dark.map(({ lon }) => lon)) };
  const awayFromIt = ({ lat, lon }: { lat: number; lon: number }): number => Math.hypot(lat - middle.lat, (lon - middle.lon) * 0.55);
  const light = present(faulty("lamp-failure").toSorted((a, b) => awayFromIt(a) - awayFromIt(b))[0], "a dead lamp");

  await visit(browser, `${town.url}/?light=${light.id}&at=16/${middle.lat - 0.0015}/${middle.lon}`, { theme: "dark" }, async (page) => {
    await showsLights(page);
    await shows(page.getByText(/readings as a table/), "the light's history");
    await shoot(page, "map.png");
  });
  await visit(browser, town.url, { width: 390, height: 844, touch: true, theme: "dark" }, async (page) => {
    await shows(page.getByRole("button", { name: /Lamp fault/ }), "the faults");
    await shoot(page, "phone.png");
  });
} finally {
  await browser.close();
  await town.close();
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: join(folder, name) });
  console.log(`docs/screens/${name}`);
}
