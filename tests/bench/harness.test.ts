import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { figureJson, figureText, percentile } from "./harness.ts";

const main = join(import.meta.dirname, "main.ts");
const name = `harness-sample-${process.pid}`;
const file = join(import.meta.dirname, `${name}.ts`);
afterEach(() => rmSync(file, { force: true }));

const bench = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });

test("a figure is one line of JSON with six keys, the ratio worked out and absent ones null", () => {
  expect(JSON.parse(figureJson({ name: "reports stored", value: 123_456.78, unit: "1/s", peer: "influx", peerValue: 61_728 }))).toEqual({
    name: "reports stored",
    value: 123_500,
    unit: "1/s",
    peer: "influx",
    peerValue: 61_730,
    ratio: 2,
  });
  expect(Object.keys(JSON.parse(figureJson({ name: "memory", value: 1, unit: "KiB" })))).toEqual(["name", "value", "unit", "peer", "peerValue", "ratio"]);
  expect(JSON.parse(figureJson({ name: "memory", value: 1, unit: "KiB" }))).toMatchObject({ peer: null, peerValue: null, ratio: null });
  expect(figureText({ name: "reports stored", value: 10, unit: "1/s", peer: "influx", peerValue: 5 })).toMatch(
    /reports stored +10 1\/s +influx: 5 1\/s, ratio 2/,
  );
});

test("a percentile is a value that was measured", () => {
  expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
  expect(percentile([5, 1, 4, 2, 3], 0.99)).toBe(5);
  expect(percentile([7], 0)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});

test("a benchmark is found by its file's name and gets what the command line says", () => {
  const body = `export async function bench({ quick, seed, report }) { report({ name: "quick " + quick, value: seed, unit: "1" }); }`;
  writeFileSync(file, body);
  const run = bench(name, "--quick", "--json", "--seed", "42");
  expect(run.stderr).toBe("");
  expect(JSON.parse(run.stdout)).toMatchObject({ name: "quick true", value: 42 });
  expect(bench(name).stdout).toContain("quick false");
});

test("a benchmark that fails makes the run fail; the others run all the same", () => {
  writeFileSync(file, `export async function bench() { throw new Error("the broker is gone"); }`);
  const run = bench(name, name);
  expect(run.status).toBe(1);
  expect(run.stderr.match(/the broker is gone/g)?.length).toBeGreaterThanOrEqual(2);
});

test("an unknown name lists the names; an unknown option and a wrong seed are refused", () => {
  writeFileSync(file, "export const bench = async () => {};");
  expect(bench("broekr").stderr).toMatch(new RegExp(`There is no benchmark broekr\\. There are: .*${name}`));
  expect(bench("broekr").status).toBe(2);
  expect(bench("--quik").status).toBe(2);
  expect(bench(name, "--seed", "x").stderr).toContain('--seed is "x"');
});
