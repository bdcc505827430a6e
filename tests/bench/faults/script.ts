/** Everything that will go wrong in a run: the simulator's plan of faults for the town, and connections that break. */
import type { Random } from "#contract/random";
import type { Period } from "#firmware-sim/period";
import { seedFaults } from "#firmware-sim/seeded-faults";
import { type Change, changesOf, type TrueFault as PlayedFault, type Truth } from "#firmware-sim/truth";
import { type Break, breaksOf } from "./breaks.ts";
import { expectations } from "./expectations.ts";
import type { TrueFault } from "./matching.ts";
import type { Street } from "./street.ts";
import { dayMs, inventoryOf, type Town } from "./town.ts";

/** A share's part of it. */
export interface Script {
  readonly truth: readonly TrueFault[];
  readonly changes: readonly Change[];
  readonly breaks: readonly Break[];
  /** Hours that old lamps stand at when it begins, by light. */
  readonly burningHours: ReadonlyMap<string, number>;
}

/** `random` is the town's, the same for every share; `own` is the share's. */
export function writeScript(town: Town, period: Period, random: Random, own: Random): Script {
  const endMs = period.fromMs + period.nights * dayMs;
  const carried = new Set([...town.gateways.values()].flat());
  const played = ofShare(truthOfTown(town, carried, random, period), town);
  const { outages, drops } = breaksOf(
    town.own.filter(({ node }) => !carried.has(node)),
    own,
    period,
  );
  return {
    truth: [...played.faults, ...outages].map((fault) => expected(fault, endMs)),
    changes: changesOf(played, endMs),
    breaks: [...outages, ...drops],
    burningHours: played.burningHours,
  };
}

/** Puts it on the agenda. */
export function play({ changes, breaks }: Script, street: Street): void {
  for (const change of changes) {
    street.at(change.atMs, (nowMs) => {
      const number = street.numberOf(change.node);
      if (change.do === "reboot") street.reboot(number, nowMs);
      else street.fault(number, change.fault, change.on, nowMs);
    });
  }
  for (const { node, fromMs, toMs } of breaks) street.at(fromMs, (nowMs) => street.outage(street.numberOf(node), nowMs, toMs));
}

/** Feeders whose nodes are on gateways keep their supply: nobody could tell its loss from the node's own silence within minutes. */
function truthOfTown({ all, gateways }: Town, carried: ReadonlySet<string>, random: Random, period: Period): Truth {
  const inventory = inventoryOf(all).map(({ feeder, ...light }) => ({
    ...light,
    ...(feeder !== undefined && !carried.has(light.node) && { feeder }),
  }));
  return seedFaults(inventory, random, { ...period, gateways: [...gateways.values()] });
}

function ofShare({ faults, causes, reboots, burningHours }: Truth, { own }: Town): Truth {
  const nodes = new Set(own.map(({ node }) => node));
  return { faults: faults.filter(({ node }) => nodes.has(node)), causes, reboots: reboots.filter(({ node }) => nodes.has(node)), burningHours };
}

const expected = ({ light, fault, fromMs, toMs, cause }: PlayedFault | Break, endMs: number): TrueFault => ({
  light,
  name: fault,
  expectation: expectations[fault],
  fromMs,
  toMs: Math.min(toMs, endMs),
  cause,
});
