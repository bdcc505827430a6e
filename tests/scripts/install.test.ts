import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const scripts = join(import.meta.dirname, "../../scripts");
let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "leerie-install-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const json = (path: string, value: unknown): void => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(value));
};

interface Entry {
  readonly version: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
}

function lockfile(packages: Readonly<Record<string, Entry>>): void {
  const dependencies = Object.fromEntries(Object.entries(packages).map(([path, { version }]) => [path.replace("node_modules/", ""), version]));
  json("package.json", { name: "x", version: "1.0.0", dependencies });
  json("package-lock.json", { name: "x", version: "1.0.0", lockfileVersion: 3, packages: { "": { name: "x", version: "1.0.0", dependencies }, ...packages } });
}

function there(packages: Readonly<Record<string, Entry>>): void {
  json("node_modules/.package-lock.json", { packages });
  for (const path of Object.keys(packages)) mkdirSync(join(root, path), { recursive: true });
}

/** Runs ensureInstalled in a process of its own, with an npm that cannot reach anything; what it said is the result. */
function install(): string {
  const code = `import { ensureInstalled } from ${JSON.stringify(join(scripts, "install.mjs"))};
    try { ensureInstalled(${JSON.stringify(root)}, (line) => console.log(line)); console.log("installed"); } catch (error) { console.log(error.message); }`;
  const env = { ...process.env, npm_config_registry: "http://127.0.0.1:9", npm_config_fetch_retries: "0", npm_config_cache: join(root, "cache") };
  return spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8", env }).stdout.trim();
}

const a = { "node_modules/a": { version: "1.0.0" } };

test("nothing is installed when all is there in the lockfile's versions, and the next start only compares a stamp", () => {
  lockfile(a);
  there(a);
  expect(install()).toBe("installed");
  expect(readFileSync(join(root, "node_modules/.leerie-lock"), "utf8")).toMatch(/^[0-9a-f]{64}$/);
  // The stamp is believed: the list of what is there is not read again.
  there({});
  expect(install()).toBe("installed");
});

test("packages for other systems, and optional ones that hang from them, are not missed", () => {
  lockfile({ ...a, "node_modules/mac": { version: "1.0.0", optional: true, os: ["darwin"] }, "node_modules/below-mac": { version: "1.0.0", optional: true } });
  there(a);
  expect(install()).toBe("installed");
});

test("another version than the lockfile's is installed anew; without the registry the message says what to do", () => {
  lockfile(a);
  there({ "node_modules/a": { version: "0.9.0" } });
  const told = install().split("\n");
  expect(told[0]).toBe("Leerie: installing its packages (npm ci), once …");
  expect(told.at(-1)).toMatch(/^npm ci failed.*when it is reachable, run the same command again\.$/);
});

test("a changed lockfile is noticed at the next start", () => {
  lockfile(a);
  there(a);
  expect(install()).toBe("installed");
  lockfile({ "node_modules/a": { version: "2.0.0" } });
  expect(install()).toContain("installing its packages");
});

test("an unknown command is answered with the ones there are", () => {
  const run = spawnSync(process.execPath, [join(scripts, "run.mjs"), "strat"], { encoding: "utf8" });
  expect(run.status).toBe(2);
  expect(run.stderr).toMatch(/There is no command "strat"\. The commands are: start, broker, controller, sim/);
});

test("a command's exit code is that of what it ran", () => {
  const run = spawnSync(process.execPath, [join(scripts, "run.mjs"), "bench", "no-such-benchmark"], { encoding: "utf8" });
  expect(run.stderr).toContain("There is no benchmark no-such-benchmark");
  expect(run.status).toBe(2);
});
