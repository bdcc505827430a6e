/** Reports from the nodes' publish to the store's commit, and what broker, controller and database spend on each. */
import { SystemClock } from "#contract/clock";
import { Load, type LoadNode } from "./load.ts";
import { watchOthers } from "./machine.ts";
import { cpuMsOfProcess } from "./part.ts";
import { authority } from "./plan.ts";
import { metric, type RunningPart, until } from "./rig.ts";

export interface Stored {
  /** From the first publish until the last is committed: what waits in between is worked off. */
  readonly perSecond: number;
  /** Until the last was acknowledged to its node. */
  readonly acknowledgedPerSecond: number;
  readonly brokerCpuUs: number;
  readonly controllerCpuUs: number;
  /** Of a database in a process of its own; 0 when there is none. */
  readonly databaseCpuUs: number;
  /** Of this process, which publishes: when it takes all of a core meanwhile, it is the load that is measured. */
  readonly generatorCpuUs: number;
  /** Share of all cores that went to whatever else ran, %. */
  readonly othersPct: number;
}

export interface StoreTask {
  readonly publishers: readonly LoadNode[];
  readonly broker: RunningPart;
  readonly controller: RunningPart;
  readonly reports: number;
  /** Of a database that does its part in a process of its own. */
  readonly databasePid?: number | undefined;
}

const clock = new SystemClock();
/** After the last acknowledgement, for a store of a tenth of the broker's pace. */
const drainMs = 120_000;

/** Connects the nodes, publishes and waits until every report is stored. Rejects when one is lost on the way. */
export async function storeReports(task: StoreTask): Promise<Stored & { readonly connectsPerSecond: number }> {
  const load = new Load(authority, task.publishers);
  try {
    const connectMs = await load.connect(Number(new URL(task.broker.url).port));
    return { connectsPerSecond: task.publishers.length / (connectMs / 1_000), ...(await published(load, task)) };
  } finally {
    await load.close();
  }
}

async function published(load: Load, { broker, controller, reports, databasePid }: StoreTask): Promise<Stored> {
  const writtenBefore = await metric(controller, "readings_written_total");
  const databases = databasePid === undefined ? [] : [databasePid];
  const othersPct = watchOthers([broker.pid, controller.pid, ...databases]);
  const cpuMs = (): number[] => [broker.pid, controller.pid, process.pid, ...databases].map(cpuMsOfProcess);
  const [beganMs, cpuBeforeMs] = [clock.elapsedMs(), cpuMs()];
  const publishMs = await load.publish(reports);
  let written = 0;
  const isStored = async (): Promise<boolean> => {
    written = (await metric(controller, "readings_written_total")) - writtenBefore;
    return written >= reports;
  };
  await until(drainMs, `${reports} reports stored`, isStored, () => written);
  const storedMs = clock.elapsedMs() - beganMs;
  const [brokerCpuUs = 0, controllerCpuUs = 0, generatorCpuUs = 0, databaseCpuUs = 0] = cpuMs().map(
    (ms, i) => ((ms - (cpuBeforeMs[i] ?? 0)) * 1_000) / reports,
  );
  return {
    perSecond: reports / (storedMs / 1_000),
    acknowledgedPerSecond: reports / (publishMs / 1_000),
    ...{ brokerCpuUs, controllerCpuUs, databaseCpuUs, generatorCpuUs },
    othersPct: othersPct(),
  };
}
