/** Runs once before any test: installs the programs that tests use, and builds the web page when its sources changed. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pageIsStale } from "../../scripts/page.ts";
import { allPackages, requirePackages } from "./packages.ts";

export function setup(): void {
  requirePackages(allPackages);
  const root = join(import.meta.dirname, "../..");
  if (!pageIsStale(root)) return;
  // In a process of its own, as vitest is itself a Vite.
  const build = spawnSync(process.execPath, [join(root, "scripts/build.ts")], { encoding: "utf8" });
  // The tests that open the page will fail; the others can still tell something.
  if (build.status !== 0) console.error(`The web page cannot be built:\n${build.stdout}${build.stderr}`);
}
