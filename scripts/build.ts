/** `npm run build`: builds the web page, unless it is up to date. */
import { join } from "node:path";
import { buildPage, pageIsStale } from "./page.ts";

const root = join(import.meta.dirname, "..");
try {
  if (pageIsStale(root)) await buildPage(root);
} catch (error) {
  // Vite's message names the file and the line; its own stack says nothing of use.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
