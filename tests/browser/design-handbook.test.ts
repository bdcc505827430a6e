/** docs/profiles.md is true: its commands work as they stand, and the lamps follow. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { LightQuery } from "#contract/api";
import { requirePackages } from "../setup/packages.ts";
import { present } from "./browser.ts";
import { Installation } from "./installation.ts";

requirePackages(["curl"]);
const page = readFileSync(new URL("../../docs/profiles.md", import.meta.url), "utf8");
const walk = present(/^```sh walk\n((?:.|\n)*?)^```$/m.exec(page)?.[1], "the walk-through by curl");

test("the handbook's walk-through by curl publishes, lifts a street and rolls back", async () => {
  const town = await Installation.start({ lights: 60, at: "2026-11-21T23:30:00Z" });
  onTestFinished(() => town.close());
  const levels = (levelPct: number): number => [...town.fleet.levels().values()].filter((level) => level === levelPct).length;
  const run = async (script: string): Promise<string> => {
    const shell = spawn("sh", ["-euc", script], { stdio: ["ignore", "pipe", "inherit"] });
    const [output, code] = await Promise.all([text(shell.stdout), new Promise((resolve) => shell.on("close", resolve))]);
    expect(code, `after: ${output.slice(-400)}`).toBe(0);
    return output;
  };
  const [setup = "", ...steps] = walk.replace("http://127.0.0.1:8080", town.url).split(/^(?=# \d)/m);
  expect(steps.map((step) => step.slice(0, 4))).toEqual(["# 1.", "# 2.", "# 3.", "# 4.", "# 5."]);
  const [profile = "", calendar = "", groups = "", traffic = "", back = ""] = steps.map((step) => setup + step);

  expect(await run(profile)).toContain("Dimmed to 20 % at 23:00");
  expect(await run(calendar)).toContain("Hogmanay street party");
  await run(groups);
  await town.until("every lamp at the 20 % of the part-night profile", () => levels(20) === 60);
  await run(traffic);
  const street = town.desk.lights(LightQuery.parse({ street: "High Street" })).lights;
  expect(street.length).toBeGreaterThan(0);
  // The counter has said nothing yet: a street whose counter is silent is lit as designed.
  await town.until("some of the High Street at its design class", () => levels(100) > 0);
  await run(back);
  await town.until("no lamp at 20 % any more", () => levels(20) === 0);
});
