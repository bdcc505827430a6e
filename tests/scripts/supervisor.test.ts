import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type ClockSetting, ManualClock } from "#contract/clock";
import type { PartSpec } from "../../scripts/part.ts";
import { type Supervised, supervise } from "../../scripts/supervisor.ts";

const part = (name: PartSpec["name"], behaviour: string): PartSpec => ({ name, script: join(import.meta.dirname, "parts/part.ts"), args: [behaviour] });

/** The supervisor's console: lines as they come, and a wait for one that matches and was not awaited before. */
class Console {
  readonly lines: string[] = [];
  readonly #taken = new Set<number>();
  #waiting: { readonly pattern: RegExp; readonly resolve: (line: string) => void }[] = [];

  readonly say = (line: string): void => {
    this.lines.push(line);
    this.#waiting = this.#waiting.filter((waiter) => !this.#give(waiter));
  };

  line(pattern: RegExp): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const tooLate = (): void => reject(new Error(`expected a line like ${pattern}; there were:\n${this.lines.join("\n")}`));
    AbortSignal.timeout(10_000).addEventListener("abort", tooLate);
    if (!this.#give({ pattern, resolve })) this.#waiting.push({ pattern, resolve });
    return promise;
  }

  #give({ pattern, resolve }: { readonly pattern: RegExp; readonly resolve: (line: string) => void }): boolean {
    const at = this.lines.findIndex((line, index) => !this.#taken.has(index) && pattern.test(line));
    if (at < 0) return false;
    this.#taken.add(at);
    resolve(this.lines[at] ?? "");
    return true;
  }
}

let running: Supervised | undefined;
afterEach(() => running?.kill());

function start(specs: readonly PartSpec[], setting?: ClockSetting) {
  const clock = new ManualClock(0);
  const out = new Console();
  running = supervise(specs, { clock, say: out.say, verbose: false, restartMs: 1_000, ...(setting && { setting }) });
  return { clock, out, supervised: running };
}

const pidIn = (line: string): number => Number(/pid=(\d+)/.exec(line)?.[1]);

test("a killed part is started again, waiting twice as long each time, and soon again once it has run well", async () => {
  const { clock, out } = start([part("broker", "obedient")]);
  const waits: string[] = [];
  for (let death = 0; death < 6; death++) {
    process.kill(pidIn(await out.line(/started/)), "SIGKILL");
    const line = await out.line(/ended by SIGKILL; starting it again in/);
    waits.push(/in (\d+) s/.exec(line)?.[1] ?? "");
    clock.advance(15_000);
  }
  expect(waits).toEqual(["1", "2", "4", "8", "15", "15"]);
  const pid = pidIn(await out.line(/started/));
  clock.advance(60_000);
  process.kill(pid, "SIGKILL");
  await out.line(/^broker: ended by SIGKILL; starting it again in 1 s$/);
  expect(clock.waiting()).toEqual(["restart broker"]);
});

test("a part whose set-up is wrong ends the run with its own message, and is not tried again", async () => {
  const { clock, out, supervised } = start([part("broker", "misconfigured"), part("controller", "obedient")]);
  expect((await supervised.misconfigured).spec.name).toBe("broker");
  await out.line(/^broker: port 1883 is in use: choose another$/);
  expect(clock.waiting()).toEqual([]);
  await out.line(/^controller: started/);
  await supervised.stop();
});

test("the clock a person sets reaches every part, now and after a restart; a fault reaches the simulator alone", async () => {
  const first = { systemMs: 10, shownMs: 20, speed: 60 };
  const { clock, out } = start([part("simulator", "obedient"), part("broker", "obedient"), part("controller", "ready")], first);
  const [simulator, , controller] = await Promise.all([out.line(/^simulator: started/), out.line(/^broker: started/), out.line(/^controller: started/)]);
  expect(simulator).toContain(`clock=${JSON.stringify(first)}`);

  process.kill(pidIn(controller), "SIGUSR2");
  const heard = ["simulator", "broker", "controller"].map((name) => out.line(new RegExp(`^${name}: heard .*"type":"clock".*"speed":0`)));
  await Promise.all([...heard, out.line(/^simulator: heard .*"lamp-out"/), out.line(/^controller: sent a message that nobody understands.*nonsense/)]);
  expect(out.lines.filter((line) => line.includes("lamp-out") && !line.startsWith("simulator"))).toEqual([]);

  process.kill(pidIn(simulator), "SIGKILL");
  await out.line(/^simulator: ended/);
  clock.advance(1_000);
  expect(await out.line(/^simulator: started/)).toContain('clock={"systemMs":1,"shownMs":2,"speed":0}');
});

test("the address is known once the controller says that it answers; only then the simulator starts", async () => {
  const { out, supervised } = start([part("simulator", "obedient"), part("broker", "obedient"), part("controller", "ready")]);
  expect(await supervised.ready).toBe("http://127.0.0.1:8080");
  expect(out.lines.filter((line) => line.startsWith("simulator"))).toEqual([]);
  await out.line(/^simulator: started/);
});

test("parts are asked to end; one that does not is killed after 5 s", async () => {
  const { clock, out, supervised } = start([part("broker", "stubborn"), part("controller", "obedient")]);
  await Promise.all([out.line(/started/), out.line(/started/)]);
  const stopped = supervised.stop();
  await Promise.all([out.line(/asked to end/), out.line(/asked to end/)]);
  const waiting = clock.waiting();
  expect(waiting).toContain("kill broker");
  clock.advance(5_000);
  await stopped;
  expect(clock.waiting()).toEqual([]);
});

test("what parts write for the curious is shown only when asked for", async () => {
  const quiet = start([part("broker", "obedient")]);
  await quiet.out.line(/started/);
  await quiet.supervised.stop();
  expect(quiet.out.lines.some((line) => line.includes("curious"))).toBe(false);

  const out = new Console();
  running = supervise([part("broker", "obedient")], { clock: new ManualClock(0), say: out.say, verbose: true, restartMs: 1_000 });
  await out.line(/^broker: only for the curious$/);
});
