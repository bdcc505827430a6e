/** `npm start`: runs Leerie's parts, a demo or an installation, until Ctrl-C. `npm start -- --help` tells the options. */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigProblem } from "#config/load";
import { type Clock, SystemClock } from "#contract/clock";
import { LightingError } from "#contract/failures";
import { help, parseStartOptions, type StartOptions } from "./arguments.ts";
import { planDemo } from "./demo.ts";
import { pageIsStale } from "./page.ts";
import { planInstallation } from "./plan.ts";
import { type Supervised, supervise } from "./supervisor.ts";

const root = join(import.meta.dirname, "..");
const clock: Clock = new SystemClock();
const say = (line: string): void => console.log(line);

/** A person is told when the page is not there by then; the parts go on trying. */
const lateMs = 60_000;
/** Ctrl-C reaches this process twice within moments, from the terminal and through npm; later ones are a person's. */
const sameSignalMs = 300;

try {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) say(help);
  else await run(options);
} catch (error) {
  if (!(error instanceof LightingError || error instanceof ConfigProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function run(options: StartOptions): Promise<void> {
  const page = builtPage();
  const plan = options.config === undefined ? await planDemo(options, root, clock) : planInstallation(options.config, options, root);
  const restartMs = Number(process.env.LEERIE_RESTART_MS) || 1_000;
  const supervised = supervise(plan.parts, { clock, say, verbose: options.verbose, restartMs, ...(plan.setting && { setting: plan.setting }) });
  endOnSignal(supervised);
  void supervised.misconfigured.then(() => endWith(supervised, 1));
  const cancel = clock.after(lateMs, "late page", () => say("The page does not answer yet; still trying. --verbose shows what the parts say."));
  const [url] = await Promise.all([supervised.ready, page]);
  cancel();
  say(`Leerie is running: ${url}  (${plan.title}; Ctrl-C ends it)`);
}

/** Resolves when the page is as its sources are; the parts start meanwhile. A page that cannot be built is told, and the rest runs. */
async function builtPage(): Promise<void> {
  mkdirSync(join(root, "web", "dist"), { recursive: true });
  if (!pageIsStale(root)) return;
  say("Building the web page, as its sources changed …");
  const build = spawn(process.execPath, [join(root, "scripts/build.ts")], { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve) => build.once("close", resolve));
  if (code !== 0) say("The web page cannot be built (see above); the rest runs without it.");
}

function endOnSignal(supervised: Supervised): void {
  let firstMs: number | undefined;
  const onSignal = (): void => {
    if (firstMs === undefined) {
      firstMs = clock.elapsedMs();
      void endWith(supervised, 0);
    } else if (clock.elapsedMs() - firstMs > sameSignalMs) {
      supervised.kill();
      process.exit(1);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
}

async function endWith(supervised: Supervised, code: number): Promise<void> {
  await supervised.stop();
  process.exit(code);
}
