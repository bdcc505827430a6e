/** Reports from the nodes' publish to the store's commit, and what broker and controller spend on each. */
import { SystemClock } from "#contract/clock";
import type { Load } from "./load.ts";
import { watchOthers } from "./machine.ts";
import { metric, type RunningPart, until } from "./rig.ts";

export interface Stored {
  /** From the first publish until the last is committed: what waits in between is worked off. */
  readonly perSecond: number;
  /** Until the last was acknowledged to its node. */
  readonly acknowledgedPerSecond: number;
  readonly brokerCpuUs: number;
  readonly controllerCpuUs: number;
  /** Share of all cores that went to whatever else ran, %. */
  readonly othersPct: number;
}

export interface StoreTask {
  readonly load: Load;
  readonly broker: RunningPart;
  readonly controller: RunningPart;
  readonly reports: number;
  /** Of a database that does its part in a process of its own. */
  readonly databasePid?: number | undefined;
}

const clock = new SystemClock();
/** After the last acknowledgement, for a store of a tenth of the broker's pace. */
const drainMs = 120_000;

/** Publishes and waits until every report is stored. Rejects when one is lost on the way. */
export async function storeReports({ load, broker, controller, reports, databasePid }: StoreTask): Promise<Stored> {
  const writtenBefore = await metric(controller, "readings_written_total");
  const othersPct = watchOthers([broker.pid, controller.pid, ...(databasePid === undefined ? [] : [databasePid])]);
  const [beganMs, brokerMs, controllerMs] = [clock.elapsedMs(), broker.cpuMs(), controller.cpuMs()];
  const publishMs = await load.publish(reports);
  let written = 0;
  const isStored = async (): Promise<boolean> => {
    written = (await metric(controller, "readings_written_total")) - writtenBefore;
    return written >= reports;
  };
  await until(drainMs, `${reports} reports stored`, isStored, () => written);
  const storedMs = clock.elapsedMs() - beganMs;
  return {
    perSecond: reports / (storedMs / 1_000),
    acknowledgedPerSecond: reports / (publishMs / 1_000),
    brokerCpuUs: ((broker.cpuMs() - brokerMs) * 1_000) / reports,
    othersPct: othersPct(),
    controllerCpuUs: ((controller.cpuMs() - controllerMs) * 1_000) / reports,
  };
}
