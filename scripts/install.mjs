// Installs what the lockfile names, and finds the project's own Node. Plain JavaScript without dependencies: it runs before anything
// is installed, on whatever Node the machine has (18 or newer).
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A problem a person can solve; its message says how. */
export class SetupError extends Error {}

/**
 * Brings node_modules to what package-lock.json says; does nothing when it is there already. Install scripts never run.
 * @param {string} root the project's folder
 * @param {(line: string) => void} say
 */
export function ensureInstalled(root, say) {
  const lockText = readFileSync(join(root, "package-lock.json"), "utf8");
  const stampPath = join(root, "node_modules", ".leerie-lock");
  const stamp = createHash("sha256").update(lockText).digest("hex");
  if (existsSync(stampPath) && readFileSync(stampPath, "utf8") === stamp) return;
  const lock = JSON.parse(lockText);
  if (!holdsAll(root, lock)) {
    say("Leerie: installing its packages (npm ci), once …");
    npmCi(root, undefined);
    // An old Node makes npm leave out optional packages (a bundler's native part) that our own Node 24 does want: install once more on that.
    if (!holdsAll(root, lock)) npmCi(root, nodeBinary(root));
    if (!holdsAll(root, lock))
      throw new SetupError(
        `npm left out ${missing(root, lock)[0]}, which this machine (${process.platform} ${process.arch}) needs. Run: npm ci --ignore-scripts`,
      );
  }
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(stampPath, stamp);
}

/**
 * The Node that runs Leerie: the one of the lockfile, or this one when it is new enough and there is no package for this machine.
 * @param {string} root
 * @returns {string}
 */
export function nodeBinary(root) {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const own = join(root, "node_modules", `node-${platform}-${process.arch}`, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const packaged = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).optionalDependencies?.[`node-${platform}-${process.arch}`];
  throw new SetupError(
    packaged
      ? `Node 24 is missing at ${own}. Run: npm ci --include=optional`
      : `Leerie needs Node 24, and no npm package brings it to ${process.platform} ${process.arch}; here is ${process.version}. Install Node 24 and run this again.`,
  );
}

/** @param {string} root @param {string | undefined} node the Node to run npm on; undefined is npm's own */
function npmCi(root, node) {
  const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const cli = process.env.npm_execpath;
  const run =
    node && cli
      ? spawnSync(node, [cli, ...args], { cwd: root, stdio: "inherit" })
      : spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (run.error) throw new SetupError(`npm could not be started (${run.error.message}). Leerie needs npm 10 or newer.`);
  if (run.status !== 0)
    throw new SetupError("npm ci failed (see above). Installing needs the npm registry once; when it is reachable, run the same command again.");
}

/** @param {string} root @param {{ packages: Record<string, LockEntry> }} lock */
const holdsAll = (root, lock) => missing(root, lock).length === 0;

/**
 * Packages of the lockfile that this machine needs and that are not there in that version.
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, os?: string | string[], cpu?: string | string[], libc?: string | string[] }} LockEntry
 * @param {string} root
 * @param {{ packages: Record<string, LockEntry> }} lock
 * @returns {string[]}
 */
function missing(root, lock) {
  const hidden = join(root, "node_modules", ".package-lock.json");
  /** @type {Record<string, LockEntry>} */
  const there = existsSync(hidden) ? JSON.parse(readFileSync(hidden, "utf8")).packages : {};
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== "" && !entry.link && meantForHere(entry))
    .filter(([path, entry]) => there[path]?.version !== entry.version || !existsSync(join(root, path)))
    .map(([path]) => path);
}

/** An optional package that names no system hangs from one that does, and comes and goes with it.
 * @param {LockEntry} entry */
function meantForHere(entry) {
  if (entry.optional && !entry.os && !entry.cpu) return false;
  /** @param {string | string[] | undefined} list @param {string} value */
  const allows = (list, value) => list === undefined || [list].flat().includes(value);
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch) && (entry.libc === undefined || allows(entry.libc, libc()));
}

let libcHere = "";
/** The C library, told as npm tells it: by Node's own report. A package for the other one is rightly absent. */
function libc() {
  const header = /** @type {{ glibcVersionRuntime?: string }} */ (libcHere === "" && process.report ? process.report.getReport().header : {});
  libcHere ||= header.glibcVersionRuntime ? "glibc" : "musl";
  return libcHere;
}
