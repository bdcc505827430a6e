import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Estate, LightPage } from "#contract/api";
import { SystemClock, wait } from "#contract/clock";

const root = join(import.meta.dirname, "../..");
let folder = "";
let run: Run | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leerie-start-"));
});
afterEach(() => {
  for (const pid of processesOf(folder)) process.kill(pid, "SIGKILL");
  run?.child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** A command as a person runs it in a terminal: in a process group of its own, with what it printed. */
interface Run {
  readonly child: ChildProcess;
  readonly printed: () => string;
  /** Resolves with what it printed so far once that matches. */
  readonly shows: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly exit: Promise<number | null>;
}

function command(program: string, args: readonly string[]): Run {
  const child = spawn(program, args, { cwd: root, detached: true, env: { ...process.env, LEERIE_RESTART_MS: "50" } });
  let text = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
      for (const listener of listeners) listener();
    });
  }
  const shows = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text);
        if (match) resolve(match);
      };
      listeners.add(look);
      AbortSignal.timeout(40_000).addEventListener("abort", () => reject(new Error(`expected ${pattern}; it printed:\n${text}`)));
      look();
    });
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  run = { child, printed: () => text, shows, exit };
  return run;
}

const start = (...args: string[]): Run => command(process.execPath, [join(root, "scripts/run.mjs"), "start", ...args]);
const demo = (...args: string[]): string[] => ["--lights", "60", "--port", "0", "--broker-port", "0", "--data", join(folder, "demo"), ...args];

/** Processes that were started with a path in the folder, whoever their parent is now. */
function processesOf(path: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => existsSync(`/proc/${pid}/cmdline`) && readText(`/proc/${pid}/cmdline`).includes(path))
    .map(Number);
}

/** A process may end between being listed and being read. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Waits for what has no event of its own, such as another process's end. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const clock = new SystemClock();
  const givesUpAt = clock.elapsedMs() + 15_000;
  while (!(await holds())) {
    if (clock.elapsedMs() > givesUpAt) throw new Error(`expected within 15 s: ${what}`);
    await wait(clock, 25, what);
  }
}

test("npm start runs a demo town: page and API answer, every node reports, and Ctrl-C ends it with nothing left", async () => {
  const { child, shows, exit, printed } = command("npm", ["start", "--", ...demo("--no-demo-faults")]);
  const [, url = ""] = await shows(/Leerie is running: (http:\S+) {2}\(demo town \S+, 60 lights; Ctrl-C ends it\)/);
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toContain("text/html");
  const estate = Estate.parse(await (await fetch(`${url}/api/v1/estate`)).json());
  expect(estate).toMatchObject({ lights: 60, demo: true });
  expect(processesOf(folder).length).toBeGreaterThanOrEqual(3);
  await until("every light has reported", async () => {
    const { lights } = LightPage.parse(await (await fetch(`${url}/api/v1/lights?limit=100`)).json());
    return lights.length === 60 && lights.every(({ seenAt }) => seenAt !== undefined);
  });

  // As a terminal does: to the whole foreground group.
  process.kill(-(child.pid ?? 0), "SIGINT");
  await exit;
  await until("no process is left", () => processesOf(folder).length === 0);
  expect(printed()).not.toMatch(/ended by|ended with|Error/);
});

test("a part that is killed comes back by itself; when the supervisor is killed, no part outlives it", async () => {
  const { child, shows } = start(...demo());
  const [, url = ""] = await shows(/running: (http:\S+)/);
  const broker = processesOf(folder).find((pid) => readText(`/proc/${pid}/cmdline`).includes("broker/main.ts")) ?? 0;
  process.kill(broker, "SIGKILL");
  await shows(/broker: ended by SIGKILL; starting it again in 0\.05 s/);
  await until("another broker runs", () => processesOf(folder).some((pid) => pid !== broker && readText(`/proc/${pid}/cmdline`).includes("broker/main.ts")));
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  const supervisor = processesOf(folder).find((pid) => readText(`/proc/${pid}/cmdline`).includes("scripts/start.ts")) ?? 0;
  process.kill(supervisor, "SIGKILL");
  await until("every part has ended", () => processesOf(folder).filter((pid) => pid !== child.pid).length === 0);
});

test("SIGTERM ends a demo in good order with exit code 0", async () => {
  const { child, shows, exit } = start(...demo());
  await shows(/Leerie is running/);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(processesOf(folder)).toEqual([]);
});

test("a port in use is told with another to choose, before anything is changed", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  // Listening on TCP, so its address is one of these.
  const { port } = taken.address() as AddressInfo;
  for (const option of ["--port", "--broker-port"]) {
    const { exit, printed } = start(...demo(), option, String(port));
    expect(await exit).toBe(1);
    expect(printed().trim()).toBe(`Port ${port} is in use by another program. End that one, or choose another port: npm start -- ${option} ${port + 1}`);
  }
  expect(existsSync(join(folder, "demo"))).toBe(false);
  taken.close();
});

test("an installation whose port is in use ends with its part's own message", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  // Listening on TCP, so its address is one of these.
  const { port } = taken.address() as AddressInfo;
  const file = join(folder, "my.yaml");
  writeFileSync(
    file,
    `authority: { id: kilmory, name: Kilmory }\ndataFolder: ${join(folder, "data")}\nbroker: { kind: embedded, port: ${port} }\nweb: { port: 0 }\n`,
  );
  const { exit, printed } = start("--config", file);
  expect(await exit).toBe(1);
  expect(printed()).toMatch(new RegExp(`broker: .*port ${port} .*in use by another program`));
  expect(processesOf(folder)).toEqual([]);
  taken.close();
});

test("a broken configuration and an unwritable data folder are each told in one message", async () => {
  const file = join(folder, "broken.yaml");
  writeFileSync(file, "authority: { id: Kilmory, name: Kilmory }\nweb: { port: eighty }\nlamps: 3\n");
  const broken = start("--config", file);
  expect(await broken.exit).toBe(1);
  for (const part of ["authority.id", "web.port", "lamps"]) expect(broken.printed()).toContain(part);
  expect(broken.printed()).not.toContain("    at ");

  const unwritable = start(...demo("--data", join(file, "demo")));
  expect(await unwritable.exit).toBe(1);
  expect(unwritable.printed().trim()).toMatch(/^The data folder .* cannot be written \(ENOTDIR.*\)\. Choose another: npm start -- --data FOLDER$/);
});
