/** `npm run build`: builds the web page, unless it is up to date. */
import { join } from "node:path";
import { buildPage, pageIsStale } from "./page.ts";

const root = join(import.meta.dirname, "..");
if (pageIsStale(root)) await buildPage(root);
