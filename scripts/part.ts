import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Cancel, Clock } from "#contract/clock";

export interface PartSpec {
  readonly name: "broker" | "controller" | "simulator";
  readonly script: string;
  readonly args: readonly string[];
}

export interface PartDeps {
  readonly clock: Clock;
  readonly say: (line: string) => void;
  /** Also say what a part writes to its standard output. */
  readonly verbose: boolean;
  /** First wait before a restart, ms; it doubles up to `restartMsMax`. */
  readonly restartMs: number;
  /** Added to the environment of every new process. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly onMessage: (part: Part, message: unknown) => void;
  /** The part said that its set-up is wrong: trying again cannot help. */
  readonly onMisconfigured: (part: Part) => void;
}

/** EX_CONFIG of sysexits.h: a bad config file, a port in use, an unwritable data folder. */
export const misconfigured = 78;

/** A dead part is tried again at least this often: people wait for it. */
const restartMsMax = 15_000;
/** A part that ran this long was well; its next restart is quick again. */
const wellMs = 60_000;
/** A part that is told to end closes its files and goes; after this it is killed. */
const goodbyeMsMax = 5_000;

/** One process of Leerie, kept running: started again when it dies, until it is stopped. */
export class Part {
  readonly spec: PartSpec;
  readonly #deps: PartDeps;
  #child: ChildProcess | undefined;
  #restarts = 0;
  #startedMs = 0;
  #stopping = false;
  #cancelRestart: Cancel = () => {};
  #onGone: () => void = () => {};

  constructor(spec: PartSpec, deps: PartDeps) {
    this.spec = spec;
    this.#deps = deps;
  }

  start(): void {
    const { clock, environment, say, verbose, onMessage } = this.#deps;
    this.#startedMs = clock.elapsedMs();
    const child = fork(this.spec.script, [...this.spec.args], {
      execArgv: ["--disable-warning=ExperimentalWarning", "--import", import.meta.resolve("./leash.ts")],
      env: { ...process.env, ...environment() },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // In a group of its own: Ctrl-C in a terminal reaches this process only, and the parts end in good order.
      detached: true,
    });
    this.#child = child;
    if (child.stderr) eachLine(child.stderr, (line) => say(`${this.spec.name}: ${line}`));
    if (child.stdout) eachLine(child.stdout, (line) => verbose && say(`${this.spec.name}: ${line}`));
    child.on("message", (message) => onMessage(this, message));
    child.on("error", (error) => say(`${this.spec.name}: ${error.message}`));
    child.once("close", (code, signal) => this.#gone(code, signal));
  }

  /** Tells the part something, if it runs; a part that starts later is told by its environment. */
  send(message: object): void {
    // Its channel may close at any moment; the exit tells.
    if (this.#child?.connected) this.#child.send(message, () => {});
  }

  /** Asks the part to end, and kills it when it has not after 5 s. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelRestart();
    const child = this.#child;
    if (!child) return;
    const gone = new Promise<void>((resolve) => {
      this.#onGone = resolve;
    });
    child.kill("SIGTERM");
    const cancel = this.#deps.clock.after(goodbyeMsMax, `kill ${this.spec.name}`, () => child.kill("SIGKILL"));
    await gone;
    cancel();
  }

  /** Ends the part at once. */
  kill(): void {
    this.#stopping = true;
    this.#cancelRestart();
    this.#child?.kill("SIGKILL");
  }

  #gone(code: number | null, signal: NodeJS.Signals | null): void {
    this.#child = undefined;
    this.#onGone();
    if (this.#stopping) return;
    if (code === misconfigured) this.#deps.onMisconfigured(this);
    else this.#startAgainLater(signal ? `by ${signal}` : `with code ${code}`);
  }

  #startAgainLater(how: string): void {
    const { clock, say, restartMs } = this.#deps;
    if (clock.elapsedMs() - this.#startedMs >= wellMs) this.#restarts = 0;
    const waitMs = Math.min(restartMsMax, restartMs * 2 ** this.#restarts++);
    say(`${this.spec.name}: ended ${how}; starting it again in ${waitMs / 1_000} s`);
    this.#cancelRestart = clock.after(waitMs, `restart ${this.spec.name}`, () => this.start());
  }
}

function eachLine(stream: Readable, act: (line: string) => void): void {
  createInterface({ input: stream }).on("line", (line) => {
    if (line.trim() !== "") act(line);
  });
}
