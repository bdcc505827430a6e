/** What takes many lights at once: a feeder's supply, a district's, a transformer's voltage, a gateway's radio. */
import type { InventoryLight, SimulatedFault } from "#contract/api";
import { type Random, randomBetween } from "#contract/random";
import { countIn, instantIn, nightMs, type Period, shuffled } from "./period.ts";
import type { TrueCause, TrueFault } from "./truth.ts";

const minuteMs = 60_000;
type Lights = readonly InventoryLight[];

interface GroupRate {
  readonly kind: TrueCause["kind"];
  /** Onsets among 10,000 lights in 30 nights. */
  readonly per10kIn30: number;
  /** How long it lasts. */
  readonly leastMs: number;
  readonly mostMs: number;
}

const rates: readonly GroupRate[] = [
  { kind: "voltage", per10kIn30: 24, leastMs: nightMs, mostMs: 6 * nightMs },
  { kind: "feeder", per10kIn30: 26, leastMs: 20 * minuteMs, mostMs: 30 * 60 * minuteMs },
  { kind: "district", per10kIn30: 4, leastMs: 10 * minuteMs, mostMs: 4 * 60 * minuteMs },
  { kind: "gateway", per10kIn30: 22, leastMs: 30 * minuteMs, mostMs: 48 * 60 * minuteMs },
];

/** Feeders a district's cut takes at most. */
const districtFeedersMax = 6;

/** What there is to take, in the order it is taken. */
interface Left {
  readonly feeders: Lights[];
  readonly gateways: Lights[];
}

/** Plans them. A feeder is in at most one, so that none hides another's truth, and half of the feeders stay sound; gateways go their own way. */
export function groupFaults(
  inventory: Lights,
  random: Random,
  options: Period & { readonly gateways?: readonly (readonly string[])[] },
): { faults: TrueFault[]; causes: TrueCause[] } {
  const left = leftOf(inventory, random, options.gateways ?? []);
  const faults: TrueFault[] = [];
  const causes: TrueCause[] = [];
  for (const rate of rates) {
    for (let number = 1; number <= countIn(options, inventory.length, rate.per10kIn30, 1); number++) {
      const lights = take(rate.kind, left);
      if (lights.length === 0) break;
      const cause = causeOf(rate, number, lights, instantsOf(rate, random, options));
      causes.push(cause);
      faults.push(...faultsOf(cause, lights, random));
    }
  }
  return { faults, causes };
}

function leftOf(inventory: Lights, random: Random, gateways: readonly (readonly string[])[]): Left {
  const byFeeder = Map.groupBy(inventory, ({ feeder }) => feeder);
  byFeeder.delete(undefined);
  const byNode = Map.groupBy(inventory, ({ node }) => node);
  const feeders = shuffled([...byFeeder.values()], random);
  return {
    feeders: feeders.slice(0, Math.ceil(feeders.length / 2)),
    gateways: shuffled(gateways, random).map((nodes) => nodes.flatMap((node) => byNode.get(node) ?? [])),
  };
}

/** Takes the lights of the next group; none when nothing is left. */
function take(kind: TrueCause["kind"], { feeders, gateways }: Left): Lights {
  const first = (kind === "gateway" ? gateways : feeders).shift();
  if (!first || kind !== "district") return first ?? [];
  const neighbours = feeders.filter(([light]) => light?.area === first[0]?.area).slice(0, districtFeedersMax - 1);
  for (const neighbour of neighbours) feeders.splice(feeders.indexOf(neighbour), 1);
  return [first, ...neighbours].flat();
}

function instantsOf({ leastMs, mostMs }: GroupRate, random: Random, period: Period): { fromMs: number; toMs: number } {
  const fromMs = instantIn(random, period, Math.min(leastMs, (period.nights * nightMs) / 2));
  return { fromMs, toMs: fromMs + Math.ceil(randomBetween(random, leastMs, mostMs)) };
}

const causeOf = ({ kind }: GroupRate, number: number, lights: Lights, instants: { fromMs: number; toMs: number }): TrueCause => ({
  id: `${kind}-${number}`,
  kind,
  feeders: kind === "gateway" ? [] : [...new Set(lights.flatMap(({ feeder }) => feeder ?? []))],
  lights: lights.map(({ id }) => id),
  ...instants,
});

function faultsOf({ id, kind, fromMs, toMs }: TrueCause, lights: Lights, random: Random): TrueFault[] {
  const faultAt = kind === "voltage" ? voltageFaults(random) : () => (kind === "gateway" ? ("gateway-lost" as const) : ("feeder-lost" as const));
  const nodes = [...new Set(lights.map(({ node }) => node))];
  return lights.flatMap(({ id: light, node }) => {
    const fault = faultAt(nodes.indexOf(node));
    return fault === undefined ? [] : [{ light, node, fault, fromMs, toMs, cause: id }];
  });
}

/** A tap set too high takes the whole feeder; a broken neutral lifts one phase, pulls another down and leaves the third. Columns take the phases in turn. */
function voltageFaults(random: Random): (column: number) => SimulatedFault | undefined {
  if (random.next() < 0.5) return () => "voltage-high";
  const phases = ["voltage-high", "voltage-low", undefined] as const;
  return (column) => phases[column % phases.length];
}
