/** The controller's own API over a generated town whose lights report and change: what the page is served by, without the broker and the nodes. */
import { type Cancel, every, SystemClock } from "#contract/clock";
import { randomInt, seededRandom } from "#contract/random";
import { startApi } from "#controller/api/server";
import { streetsFromRoads } from "#controller/basemap";
import { ControllerDesk } from "#controller/desk/desk";
import { InventoryDesk } from "#controller/desk/inventory";
import { importInventory } from "#controller/registry/import";
import { generateTown } from "#firmware-sim/town/town";
import { MemoryAccounts } from "#tests/controller/memory-accounts";
import { type Rig, startRig } from "../../controller/rig.ts";

export interface TownApi {
  readonly url: string;
  close(): Promise<void>;
}

/** Beat of the changes, ms: that of the live stream. */
const beatMs = 100;
const system = new SystemClock();

/** `changesPerSecond` lights report another level each second, spread evenly. */
export async function startTownApi(options: { lights: number; seed: number; changesPerSecond: number; webFolder: string }): Promise<TownApi> {
  const town = generateTown({ seed: options.seed, lights: options.lights });
  const { lights } = importInventory(town.csv, { mapping: undefined, defaultPowerW: 60, existing: [] });
  const rig = await startRig({ lights });
  // Its desk gives way to one with the town's streets: two would share the changes between them.
  rig.desk.close();
  const inventory = new InventoryDesk(rig.controller, { defaultPowerW: 60, mapping: undefined, last: undefined });
  const { basemap } = streetsFromRoads(town.roads);
  const desk = new ControllerDesk({ controller: rig.controller, inventory, basemap: () => basemap, demo: undefined, accounts: new MemoryAccounts() });
  for (const { node } of lights) rig.report(node);
  const stop = startChanges(
    rig,
    lights.map(({ node }) => node),
    options,
  );
  const api = await startApi({ desk, host: "127.0.0.1", port: 0, webFolder: options.webFolder, clock: system, log: (_level, line) => console.error(line) });
  return {
    url: api.address,
    close: async () => {
      stop();
      await api.close();
      desk.close();
      await rig.close();
    },
  };
}

function startChanges(rig: Rig, nodes: readonly string[], { seed, changesPerSecond }: { seed: number; changesPerSecond: number }): Cancel {
  const random = seededRandom(seed).fork("changes");
  return every(system, beatMs, "changes of the town", () => {
    for (let i = 0; i < (changesPerSecond * beatMs) / 1_000; i++) {
      const node = nodes[randomInt(random, nodes.length)];
      if (node !== undefined) rig.report(node, { levelPct: 40 + 10 * randomInt(random, 7) });
    }
    rig.clock.advance(beatMs);
  });
}
