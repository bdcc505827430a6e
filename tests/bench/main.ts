/** `npm run bench -- [NAME …] [--quick] [--json] [--seed N]`: runs benchmarks, each in a process of its own so that memory figures are its own. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Bench, type Figure, figureJson, figureText } from "./harness.ts";

/** What lies beside the benchmarks and is none; their own parts live in folders. */
const others = new Set(["harness.ts", "main.ts"]);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !others.has(file))
  .map((file) => file.slice(0, -3))
  .sort();

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: "boolean", default: false }, json: { type: "boolean", default: false }, seed: { type: "string", default: "1" } },
  });
  const seed = Number(values.seed);
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new TypeError(`There is no benchmark ${unknown.join(", ")}. There are: ${names.join(", ") || "none yet"}.`);
  if (!Number.isInteger(seed)) throw new TypeError(`--seed is "${values.seed}"; a whole number was expected`);
  const [only, ...more] = positionals;
  process.exitCode =
    only !== undefined && more.length === 0 ? await runHere(only, values.quick, values.json, seed) : runEach(positionals.length > 0 ? positionals : names);
} catch (error) {
  // What parseArgs throws for an option it does not know, too.
  if (!(error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function runHere(name: string, quick: boolean, json: boolean, seed: number): Promise<number> {
  const module: { readonly bench?: Bench } = await import(join(import.meta.dirname, `${name}.ts`));
  if (!module.bench) throw new TypeError(`tests/bench/${name}.ts exports no bench`);
  if (!json) console.log(`${name}${quick ? " (quick)" : ""}, seed ${seed}`);
  const report = (figure: Figure): void => {
    if (json) console.log(figureJson(figure));
    else if (!figure.isDetail) console.log(`  ${figureText(figure)}`);
  };
  const tell = (line: string): void => {
    if (!json) console.log(`  ${line}`);
  };
  await module.bench({ quick, seed, report, tell });
  return 0;
}

/** One after the other; 1 when any failed, with the others run all the same. */
function runEach(chosen: readonly string[]): number {
  const options = process.argv.slice(2).filter((argument, index, all) => argument.startsWith("-") || all[index - 1] === "--seed");
  const runs = chosen.map((name) => spawnSync(process.execPath, [...process.execArgv, import.meta.filename, name, ...options], { stdio: "inherit" }));
  return runs.every(({ status }) => status === 0) ? 0 : 1;
}
