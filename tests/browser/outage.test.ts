import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";
import { LightQuery } from "#contract/api";
import { loses, present, shows, showsCount, showsLights, startBrowser, visit } from "./browser.ts";
import { Installation } from "./installation.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const banner = (page: Page, text: RegExp) => page.getByRole("region", { name: "System health" }).getByText(text);

test("a broken stream and a broker that is away are told within 5 s, and what happened meanwhile is there when they are back", async () => {
  const town = await Installation.start({ lights: 60, at: "2026-11-21T20:00:00Z" });
  try {
    await visit(browser, town.url, {}, async (page) => {
      await showsCount(page, "On", 60);
      await town.stopApi();
      await shows(banner(page, /Not live for/), "the page to say that it is not live", 5_000);
      const lights = town.desk.lights(LightQuery.parse({ limit: 5 })).lights.map(({ id }) => id);
      await town.desk.override({ scope: { lights }, levelPct: 40, reason: "Behind the page's back" }, "operator");
      await town.startApi();
      await loses(banner(page, /Not live for/), "the words that it is not live");
      await showsCount(page, "Override", 5);

      await town.stopBroker();
      await shows(banner(page, /Broker down since 20:0\d.*Lights follow the programmes they hold/), "the page to say that the broker is down", 5_000);
      await town.startBroker();
      await loses(banner(page, /Broker down/), "the words that the broker is down");
      await showsCount(page, "Override", 5);
      await showsCount(page, "Not heard from", 0);
    });
  } finally {
    await town.close();
  }
});

test("npm start: broker and controller are killed in turn; the page says so while it lasts, and all comes back by itself", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leerie-killed-"));
  const run = start(folder);
  try {
    const url = await run.url;
    await visit(browser, url, {}, async (page) => {
      await showsLights(page);
      await showsCount(page, "No report yet", 0);
      process.kill(partOf(folder, "broker"), "SIGKILL");
      await shows(banner(page, /Broker down/), "the page to say that the broker is down", 5_000);
      await loses(banner(page, /Broker down/), "the words that the broker is down", 20_000);
      await page.getByRole("link", { name: "System" }).click();
      await shows(page.getByText(/60 of 60 connected/), "every node connected again", 30_000);

      process.kill(partOf(folder, "controller"), "SIGKILL");
      await shows(banner(page, /Not live for/), "the page to say that it is not live", 5_000);
      await loses(banner(page, /Not live for/), "the words that it is not live", 30_000);
      await shows(page.getByText(/60 of 60 connected/), "every node heard again", 40_000);
    });
  } finally {
    await run.end();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** `npm start` of a small demo town with its parts in processes of their own. */
function start(folder: string): { readonly url: Promise<string>; end(): Promise<void> } {
  const root = join(import.meta.dirname, "../..");
  const args = ["start", "--lights", "60", "--port", "0", "--broker-port", "0", "--no-demo-faults", "--data", join(folder, "demo")];
  // A broker that stays away for a while: long enough to be seen.
  const env = { ...process.env, LEERIE_RESTART_MS: "3000" };
  const child: ChildProcess = spawn(process.execPath, [join(root, "scripts/run.mjs"), ...args], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = new Promise<string>((resolve, reject) => {
    let said = "";
    const hear = (text: Buffer): void => {
      said += text.toString();
      const found = /Leerie is running: (http:\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    AbortSignal.timeout(40_000).addEventListener("abort", () => reject(new Error(`expected npm start to tell its address within 40 s; it said: ${said}`)));
  });
  return {
    url,
    end: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** The process of a part among those that were started with this folder. */
function partOf(folder: string, part: "broker" | "controller"): number {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  const pid = pids.find((entry) => {
    const command = commandOf(entry);
    return command.includes(folder) && command.includes(`${part}/main.ts`);
  });
  return Number(present(pid, `a process of the ${part}`));
}

/** A process may end between being listed and being read. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
