/** Runs once before any test: installs the programs that tests use, and builds the web page when its sources changed. */
import { join } from "node:path";
import { buildPage, pageIsStale } from "../../scripts/page.ts";
import { allPackages, requirePackages } from "./packages.ts";

export async function setup(): Promise<void> {
  requirePackages(allPackages);
  const root = join(import.meta.dirname, "../..");
  try {
    if (pageIsStale(root)) await buildPage(root);
  } catch (error) {
    // The tests that open the page will fail; the others can still tell something.
    console.error("The web page cannot be built:", error instanceof Error ? error.message : error);
  }
}
