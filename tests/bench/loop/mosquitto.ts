/** The same load through mosquitto, with a subscriber that only counts: what a broker of C, and no controller at all, make of it. */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock } from "#contract/clock";
import { upFilter } from "#contract/topics";
import { requirePackages } from "#tests/setup/packages";
import { Load, type LoadNode } from "./load.ts";
import { watchOthers } from "./machine.ts";
import { type Part, startPart } from "./part.ts";
import { authority } from "./plan.ts";
import { until } from "./rig.ts";

export interface Counted {
  /** "mosquitto 2.0.11". */
  readonly title: string;
  readonly connectsPerSecond: number;
  /** From the first publish until the subscriber has counted the last. */
  readonly perSecond: number;
  /** Of mosquitto, per report. */
  readonly cpuUs: number;
  /** Share of all cores that went to whatever else ran, %. */
  readonly othersPct: number;
}

const clock = new SystemClock();
const countMs = 60_000;

/** Connects the nodes and publishes the reports. Rejects when the subscriber does not get them all. */
export async function countReports(nodes: readonly LoadNode[], reports: number): Promise<Counted> {
  const mosquitto = await startMosquitto();
  const url = `mqtt://127.0.0.1:${mosquitto.port}`;
  const counter = await startPart(process.execPath, [join(import.meta.dirname, "counter.ts"), url, upFilter(authority)], /subscribed/);
  const load = new Load(authority, nodes);
  try {
    const connectMs = await load.connect(mosquitto.port);
    const othersPct = watchOthers([mosquitto.pid, counter.pid]);
    const [beganMs, cpuMs] = [clock.elapsedMs(), mosquitto.cpuMs()];
    await load.publish(reports);
    let counted = 0;
    const isCounted = async (): Promise<boolean> => {
      counted = Number(await counter.ask("count"));
      return counted >= reports;
    };
    await until(countMs, `${reports} reports counted`, isCounted, () => counted);
    return {
      title: mosquitto.title,
      connectsPerSecond: nodes.length / (connectMs / 1_000),
      perSecond: reports / ((clock.elapsedMs() - beganMs) / 1_000),
      othersPct: othersPct(),
      cpuUs: ((mosquitto.cpuMs() - cpuMs) * 1_000) / reports,
    };
  } finally {
    await load.close();
    await counter.close();
    await mosquitto.close();
  }
}

export interface Mosquitto extends Part {
  readonly port: number;
  readonly title: string;
}

/** Starts it on a free port, for anyone, without limits of its own: 2.0.11 loses messages when its window fills. */
export async function startMosquitto(): Promise<Mosquitto> {
  requirePackages(["mosquitto"]);
  const folder = mkdtempSync(join(tmpdir(), "leerie-bench-mosquitto-"));
  const port = await freePort();
  const file = join(folder, "mosquitto.conf");
  writeFileSync(file, ["user root", `listener ${port} 127.0.0.1`, "allow_anonymous true", "max_inflight_messages 0", "max_queued_messages 0", ""].join("\n"));
  const part = await startPart("mosquitto", ["-c", file], /mosquitto version (\S+) running/);
  return {
    ...part,
    port,
    title: `mosquitto ${part.ready[1]}`,
    close: async () => {
      await part.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("expected a port from the system");
  return address.port;
}
