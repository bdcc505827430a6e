/** The built web page: whether web/dist is what the sources give, and building it when not. */
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether there is a page to build at all, and it needs building. Reads the sources; a few milliseconds. */
export function pageIsStale(root: string): boolean {
  if (!existsSync(join(root, "web", "index.html"))) return false;
  const stampPath = join(root, "web", "dist", stampName);
  return !existsSync(stampPath) || readFileSync(stampPath, "utf8") !== sourcesHash(root);
}

/** Builds web/dist with Vite. Throws Vite's own error, which names the file and line. */
export async function buildPage(root: string): Promise<void> {
  // Taken before the build: an edit made meanwhile leaves the page stale, not wrongly fresh.
  const hash = sourcesHash(root);
  const { build } = await import("vite");
  await build({ root: join(root, "web"), logLevel: "warn" });
  mkdirSync(join(root, "web", "dist"), { recursive: true });
  writeFileSync(join(root, "web", "dist", stampName), hash);
}

const stampName = ".sources-hash";

/** Everything the page is made of: its own sources, the contract it shares, and the versions of its libraries. */
function sourcesHash(root: string): string {
  const hash = createHash("sha256");
  const files = globSync(["web/**/*.*", "contract/*.ts", "package-lock.json"], { cwd: root, exclude: ["web/dist/**", "web/dist"] });
  for (const file of files.sort())
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)))
      .update("\0");
  return hash.digest("hex");
}
