import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = join(import.meta.dirname, "../../web/dist");
const gzippedKb = (file: string): number => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1_000;
const sum = (files: readonly string[]): number => files.reduce((kb, file) => kb + gzippedKb(file), 0);

test("the page's first view is at most 75 kB of JavaScript and 12 kB of CSS, and nothing it loads later is above 30 kB", () => {
  const index = readFileSync(join(dist, "index.html"), "utf8");
  const named = [...index.matchAll(/(?:src|href)="\/?(assets\/[^"]+\.(?:js|css))"/g)].map(([, file = ""]) => file);
  const scripts = named.filter((file) => file.endsWith(".js"));
  const styles = named.filter((file) => file.endsWith(".css"));
  const later = readdirSync(join(dist, "assets"))
    .map((file) => `assets/${file}`)
    .filter((file) => /\.(js|css)$/.test(file) && !named.includes(file));
  const largest = Math.max(...later.map(gzippedKb));
  console.log(
    `measured: first view ${sum(scripts).toFixed(1)} kB of JavaScript and ${sum(styles).toFixed(1)} kB of CSS; largest later part ${largest.toFixed(1)} kB`,
  );
  expect(scripts.length).toBeGreaterThan(0);
  expect(sum(scripts)).toBeLessThanOrEqual(75);
  expect(sum(styles)).toBeLessThanOrEqual(12);
  expect(largest).toBeLessThanOrEqual(30);
});
