/** A street of simulated nodes on a real broker and a manual clock. */
import type { InventoryLight } from "#contract/api";
import { ManualClock, SystemClock } from "#contract/clock";
import { seededRandom } from "#contract/random";
import { planCarriers } from "#firmware-sim/carriers";
import { SimulatedFleet } from "#firmware-sim/fleet";
import { authority, StreetBroker } from "./street-broker.ts";

export const startsAt = "2026-01-01T12:00:00Z";

export const lightsOf = (count: number): InventoryLight[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `l${i + 1}`,
    node: `n${i + 1}`,
    column: `C${i + 1}`,
    lat: 55.9,
    lon: -3.2,
    street: "High Street",
    area: "Centre",
    feeder: i < count / 2 ? "f1" : "f2",
    regime: "35/18",
    powerW: 60,
    powerAssumed: false,
    minLevelPct: 10,
    minPowerW: 8.4,
    standbyW: 0.5,
  }));

export interface Street {
  readonly clock: ManualClock;
  readonly broker: StreetBroker;
  readonly fleet: SimulatedFleet;
  close(): Promise<void>;
}

/** Opens a street: every connection is up and every hello was heard. */
export async function openStreet(count: number, options: { perGateway?: number; seed?: number } = {}): Promise<Street> {
  const inventory = lightsOf(count);
  const { perGateway = 0, seed = 1 } = options;
  const plans = planCarriers(
    inventory.map(({ node }) => node),
    perGateway,
  );
  const secrets = new Map(plans.map(({ id }) => [id, `secret of ${id}`]));
  const broker = new StreetBroker(secrets);
  await broker.open();
  const clock = new ManualClock(startsAt);
  const random = seededRandom(seed);
  const link = { brokerUrl: broker.url, authority, clock: new SystemClock(), random: random.fork("link"), retry: { firstMs: 20, maxMs: 200 } };
  const fleet = new SimulatedFleet({ inventory, clock, link, random, secrets, perGateway, connectsPerSecond: 2_000 });
  fleet.start();
  await fleet.connected();
  await fleet.settled();
  const close = async (): Promise<void> => {
    await fleet.close();
    await broker.kill();
  };
  return { clock, broker, fleet, close };
}
