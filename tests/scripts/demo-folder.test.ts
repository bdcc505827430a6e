import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { busSocketPath } from "#config/paths";
import { openDemoFolder } from "../../scripts/demo-folder.ts";

let parent = "";
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "leerie-folder-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

test("a demo empties the folder of the last demo, and makes a new one", async () => {
  const folder = join(parent, "deep", "demo");
  await openDemoFolder(folder);
  mkdirSync(join(folder, "night"));
  writeFileSync(join(folder, "night", "telemetry.sqlite"), "old");
  await openDemoFolder(folder);
  expect(readdirSync(folder)).toEqual([".leerie-demo"]);
});

test("a folder with files that no demo made is left alone", async () => {
  writeFileSync(join(parent, "accounts.xlsx"), "precious");
  await expect(openDemoFolder(parent)).rejects.toThrow(`${parent} holds files that no demo made`);
  expect(readdirSync(parent)).toEqual(["accounts.xlsx"]);
});

test("a folder that cannot be written is told with what to do", async () => {
  const file = join(parent, "a-file");
  writeFileSync(file, "");
  await expect(openDemoFolder(join(file, "demo"))).rejects.toThrow(/cannot be written \(.*ENOTDIR.*\)\. Choose another: npm start -- --data FOLDER/);
  await expect(openDemoFolder(file)).rejects.toThrow(/cannot be written/);
});

test("a folder in which a demo runs is left alone; a socket left behind by a killed one does not count", async () => {
  const folder = join(parent, "demo");
  await openDemoFolder(folder);
  writeFileSync(join(folder, "telemetry.sqlite"), "in use");
  const broker = createServer();
  await new Promise<void>((resolve) => broker.listen(busSocketPath(folder), resolve));
  await expect(openDemoFolder(folder)).rejects.toThrow(`Another demo runs in ${folder}`);
  expect(existsSync(join(folder, "telemetry.sqlite"))).toBe(true);
  await new Promise((resolve) => broker.close(resolve));
  writeFileSync(busSocketPath(folder), "");
  await openDemoFolder(folder);
  expect(existsSync(join(folder, "telemetry.sqlite"))).toBe(false);
});
