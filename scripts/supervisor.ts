import type { Clock, ClockSetting } from "#contract/clock";
import { clockVariable, DemoMessage } from "#contract/demo";
import { Part, type PartSpec } from "./part.ts";

export interface SupervisorDeps {
  readonly clock: Clock;
  readonly say: (line: string) => void;
  readonly verbose: boolean;
  /** First wait before a dead part is started again, ms. */
  readonly restartMs: number;
  /** The demo clock that all parts share; absent for an installation, which runs on the real one. */
  readonly setting?: ClockSetting;
}

export interface Supervised {
  /** Resolves with the address of page and API once the controller answers there. */
  readonly ready: Promise<string>;
  /** Resolves with the part whose set-up is wrong; it has said what to do. Never resolves while all is well. */
  readonly misconfigured: Promise<Part>;
  /** Ends all parts in good order, within 5 s. */
  stop(): Promise<void>;
  /** Ends all parts at once. */
  kill(): void;
}

/** Starts the parts and keeps them running; in a demo, owns the clock setting and passes on what the parts tell each other. */
export function supervise(specs: readonly PartSpec[], { setting: first, ...deps }: SupervisorDeps): Supervised {
  let setting = first;
  const misconfigured = Promise.withResolvers<Part>();
  const ready = Promise.withResolvers<string>();
  const tell = (message: DemoMessage, to: (part: Part) => boolean = () => true): void => {
    for (const part of parts) if (to(part)) part.send(message);
  };
  const hear = (from: Part, message: unknown): void => {
    const parsed = DemoMessage.safeParse(message);
    if (!parsed.success) deps.say(`${from.spec.name}: sent a message that nobody understands: ${JSON.stringify(message)?.slice(0, 200)}`);
    else if (parsed.data.type === "fault") tell(parsed.data, isSimulator);
    else if (parsed.data.type === "ready" && parsed.data.part === "controller") ready.resolve(parsed.data.detail);
    else if (parsed.data.type === "set-clock") {
      setting = parsed.data.setting;
      tell({ type: "clock", setting });
    }
  };
  const environment = (): Record<string, string> => (setting ? { [clockVariable]: JSON.stringify(setting) } : {});
  const parts = specs.map((spec) => new Part(spec, { ...deps, environment, onMessage: hear, onMisconfigured: misconfigured.resolve }));
  // The simulator asks the controller for its lights first, so it starts once that can answer.
  const [waiting, atOnce] = [parts.filter(isSimulator), parts.filter((part) => !isSimulator(part))];
  for (const part of atOnce) part.start();
  let stopping = false;
  void ready.promise.then(() => {
    if (!stopping) for (const part of waiting) part.start();
  });
  return {
    ready: ready.promise,
    misconfigured: misconfigured.promise,
    stop: async () => {
      stopping = true;
      await Promise.all(parts.map((part) => part.stop()));
    },
    kill: () => {
      stopping = true;
      for (const part of parts) part.kill();
    },
  };
}

const isSimulator = (part: Part): boolean => part.spec.name === "simulator";
