/** The page in a real browser: from navigation to full paint, bytes, and frames while panning with live changes; beside plain Leaflet circle markers. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { buildPage, pageIsStale } from "../../scripts/page.ts";
import { startBrowser } from "../browser/browser.ts";
import { type FakeServer, startFakeServer } from "../browser/fake-server.ts";
import { type BenchOptions, percentile } from "./harness.ts";
import { startTownApi } from "./web/town-api.ts";

const root = join(import.meta.dirname, "../..");
const peerName = "Leaflet circleMarker, canvas";
const viewport = { width: 1280, height: 800 };
/** The middle of the made-up town, at a zoom where nearly all lights are in view: what a person opens, and the hardest to pan. */
const view = "56.1165/-3.7936";
const changesPerSecond = 500;
const framesMeasured = 150;

export async function bench({ quick, seed, report }: BenchOptions): Promise<void> {
  if (pageIsStale(root)) await buildPage(root);
  reportBytes(report);
  const browser = await startBrowser();
  try {
    for (const lights of quick ? [10_000] : [10_000, 100_000]) await measure(browser, { lights, quick, seed, report });
    await measureOwnApi(browser, { quick, seed, report });
  } finally {
    await browser.close();
  }
}

function reportBytes(report: BenchOptions["report"]): void {
  const dist = join(root, "web/dist");
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const size = (path: string): number => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length;
  const first = readdirSync(join(dist, "assets")).filter((name) => html.includes(name));
  const sum = (ending: string): number => first.filter((name) => name.endsWith(ending)).reduce((total, name) => total + size(`assets/${name}`), 0);
  report({ name: "web: first-view JavaScript, gzipped", value: sum(".js") / 1_000, unit: "kB" });
  report({ name: "web: first-view CSS, gzipped", value: sum(".css") / 1_000, unit: "kB" });
}

async function measure(browser: Browser, { lights, quick, seed, report }: BenchOptions & { lights: number }): Promise<void> {
  const folders = { "/leaflet/": join(root, "node_modules/leaflet/dist"), "/peer/": join(root, "tests/browser/page") };
  const server = await startFakeServer({ lights, seed, changesPerSecond: 0, folders });
  try {
    const rounds = quick ? 3 : 5;
    const zoom = lights > 20_000 ? 12 : 13;
    const ownUrl = `${server.url}/?at=${zoom}/${view}`;
    const peerUrl = `${server.url}/peer/circle-markers.html?at=${view}/${zoom}`;
    const own = await paint(browser, ownUrl, rounds);
    const peer = await paint(browser, peerUrl, rounds);
    const size = lights.toLocaleString("en-GB");
    report({ name: `web: navigation to full paint, ${size} lights`, value: own, unit: "ms", peer: peerName, peerValue: peer });
    const ownFrames = await frames(browser, server, ownUrl);
    const peerFrames = await frames(browser, server, peerUrl);
    const name = `${size} lights, ${changesPerSecond} changes/s`;
    report({
      name: `web: p95 frame panning, ${name}`,
      value: percentile(ownFrames, 0.95),
      unit: "ms",
      peer: peerName,
      peerValue: percentile(peerFrames, 0.95),
    });
    report({ name: `web: worst frame panning, ${name}`, value: Math.max(...ownFrames), unit: "ms", peer: peerName, peerValue: Math.max(...peerFrames) });
  } finally {
    await server.close();
  }
}

/** From the controller's own API while lights change; how often a visit fetched all lights is the sign that nothing was missed. */
async function measureOwnApi(browser: Browser, { quick, seed, report }: BenchOptions): Promise<void> {
  const server = await startTownApi({ lights: 10_000, seed, changesPerSecond, webFolder: join(root, "web/dist") });
  try {
    const value = await paint(browser, server.url, quick ? 3 : 5);
    report({ name: `web: navigation to full paint, controller's API, ${changesPerSecond} changes/s`, value, unit: "ms" });
    report({ name: "web: snapshots fetched by a visit of 2 s", value: await snapshotsFetched(browser, server.url), unit: "count" });
  } finally {
    await server.close();
  }
}

async function snapshotsFetched(browser: Browser, url: string): Promise<number> {
  const page = await open(browser, url);
  await page.waitForTimeout(2_000);
  const count = await page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/lights/snapshot")).length);
  await page.context().close();
  return count;
}

/** Median over fresh visits, after one that warms the server, ms since the start of navigation. */
async function paint(browser: Browser, url: string, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const page = await open(browser, url);
    const at = await page.evaluate(() => performance.getEntriesByName("leerie:painted")[0]?.startTime ?? Number.NaN);
    if (round > 0) times.push(at);
    await page.context().close();
  }
  return percentile(times, 0.5);
}

async function open(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport, colorScheme: "dark" });
  const page = await context.newPage();
  // The page says when; asking it again and again would slow what is measured.
  await page.addInitScript(`new PerformanceObserver((list) => {
    if (list.getEntriesByName("leerie:painted").length > 0) console.log("leerie:painted");
  }).observe({ type: "mark", buffered: true });`);
  const painted = page.waitForEvent("console", { predicate: (message) => message.text() === "leerie:painted", timeout: 60_000 });
  await page.goto(url);
  await painted;
  return page;
}

/** Times between frames while a mouse drags the map to and fro and lights change, ms. */
async function frames(browser: Browser, server: FakeServer, url: string): Promise<number[]> {
  const page = await open(browser, url);
  server.setChangesPerSecond(changesPerSecond);
  // Written out as text: this runs in the page, whose globals the tests do not have.
  await page.evaluate(`
    window.frameTimes = [];
    let last = performance.now();
    const step = (now) => { window.frameTimes.push(now - last); last = now; requestAnimationFrame(step); };
    requestAnimationFrame(step);
  `);
  await page.mouse.move(640, 400);
  await page.mouse.down();
  let count = 0;
  for (let i = 1; count < framesMeasured; i++) {
    await page.mouse.move(640 + 260 * Math.sin(i / 12), 400 + 160 * Math.sin(i / 7));
    count = Number(await page.evaluate("window.frameTimes.length"));
    if (i > 4 * framesMeasured) break;
  }
  await page.mouse.up();
  server.setChangesPerSecond(0);
  const times: unknown = await page.evaluate("window.frameTimes.slice(5)");
  await page.context().close();
  return Array.isArray(times) ? times.map(Number) : [];
}
