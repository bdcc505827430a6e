/** The installation's nodes as publishers of reports: simulated ones connect first, so that each holds its programme and a report tells nothing new. */
import { commissionAll } from "../loop/commissioned.ts";
import type { LoadNode } from "../loop/load.ts";
import type { RunningPart } from "../loop/rig.ts";
import { Street } from "../loop/street.ts";

/** Commissions all lights. The answer makes publishers of any boot above 1. */
export async function publishersOf(broker: RunningPart, controller: RunningPart, seed: number): Promise<(boot: number) => LoadNode[]> {
  const street = new Street(broker.url, await commissionAll(controller), seed);
  try {
    await street.connectSource();
    await street.connect();
    await street.programmed();
    return street.asPublishers();
  } finally {
    await street.close();
  }
}
