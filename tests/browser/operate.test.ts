import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loses, shows, showsLights, startBrowser, type Visit, visit, wordsOf } from "./browser.ts";
import { Installation, system } from "./installation.ts";

let browser: Browser; let town: Installation;
beforeAll(async () => {
  const t0 = system.elapsedMs();
  [browser, town] = await Promise.all([startBrowser(), Installation.start({ lights: 600, at: "2026-11-21T20:00:00Z" })]);
  console.log("ready", system.elapsedMs()-t0);
});
afterAll(async () => { await browser?.close(); await town?.close(); });
test("look", async () => {
  const v = await visit(browser, town.url);
  await showsLights(v.page);
  await v.page.screenshot({ path: "/tmp/look.png" });
  console.log(v.page.url(), await wordsOf(v.page.locator("body")));
  const r = await v.page.waitForFunction(() => document.title, undefined, { timeout: 2000 }).then(() => "wff ok", (e) => String(e));
  console.log(r, v.misdeeds);
  await v.close();
});
