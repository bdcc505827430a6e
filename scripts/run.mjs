// The first thing every npm script runs: installs what is missing, then runs the command on the project's own Node 24.
// Plain JavaScript without dependencies, for whatever Node (18 or newer) the machine has.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled, nodeBinary, SetupError } from "./install.mjs";

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));
const modules = join(root, "node_modules");
const hasPage = existsSync(join(root, "web", "tsconfig.json"));

const lint = [join(modules, "@biomejs/biome/bin/biome"), "check", "--error-on-warnings"];
const types = [[join(modules, "typescript/bin/tsc"), "-p", root], ...(hasPage ? [[join(modules, "typescript/bin/tsc"), "-p", join(root, "web")]] : [])];
const test = [join(modules, "vitest/vitest.mjs"), "run"];

/** Each command is the programs it runs, one after the other, until one fails. Arguments go to the last.
 * @type {Record<string, string[][]>} */
const commands = {
  start: [[join(root, "scripts/start.ts")]],
  broker: [[join(root, "broker/main.ts")]],
  controller: [[join(root, "controller/main.ts")]],
  sim: [[join(root, "firmware-sim/main.ts")]],
  build: [[join(root, "scripts/build.ts")]],
  test: [test],
  bench: [[join(root, "tests/bench/main.ts")]],
  lint: [lint],
  types,
  format: [[join(modules, "@biomejs/biome/bin/biome"), "check", "--write"]],
  verify: [lint, ...types, test],
};

const [name = "", ...args] = process.argv.slice(2);
const programs = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!programs) {
  console.error(`${name ? `There is no command "${name}".` : "Which command?"} The commands are: ${Object.keys(commands).join(", ")}.`);
  process.exit(2);
}
try {
  ensureInstalled(root, (line) => console.error(line));
  process.exitCode = await runAll(programs, args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`Leerie: ${error.message}`);
  process.exitCode = 1;
}

/** @param {string[][]} list @param {string[]} lastArgs @returns {Promise<number>} the exit code */
async function runAll(list, lastArgs) {
  const node = nodeBinary(root);
  for (const [index, program] of list.entries()) {
    const code = await run(node, index === list.length - 1 ? [...program, ...lastArgs] : program);
    if (code !== 0) return code;
  }
  return 0;
}

/** @param {string} node @param {string[]} program @returns {Promise<number>} */
function run(node, program) {
  // Compiled code is kept between runs: a second start reads it instead of compiling every package again.
  const env = { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(modules, ".cache", "node-compile") };
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...program], { cwd: process.cwd(), env, stdio: "inherit" });
  const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, forward);
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code, signal) => {
      for (const name of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.off(name, forward);
      done(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
