/** Plans what will go wrong in a period, of every kind, seeded: the truth that a fault list is then scored against. */
import type { InventoryLight } from "#contract/api";
import { type Random, randomBetween } from "#contract/random";
import { ratedLifeHours } from "./behaviours/ageing.ts";
import { hasPhotocell } from "./capabilities.ts";
import { type FaultRate, faultRates, onsetsLeast, repairedShare, repairNightsMax } from "./fault-rates.ts";
import { groupFaults } from "./group-faults.ts";
import { countIn, endOf, instantIn, nightMs, type Period, shuffled } from "./period.ts";
import { planReboots } from "./reboots.ts";
import type { TrueFault, Truth } from "./truth.ts";

export interface PlanOptions extends Period {
  /** Node ids by connection, where gateways carry many: each may be lost. Absent: every node has its own. */
  readonly gateways?: readonly (readonly string[])[];
}

/** Most of a town is sound: at most this share of its nodes has a fault of its own. */
const faultyShareMax = 0.5;
/** Hours a lamp burns a night at most, at 60° in December: a counter set back by these cannot pass its mark early. */
const burningHoursANight = 18;

/** Faults at random instants, on lights drawn by chance; each node has at most one of its own, and what takes many comes on top. */
export function seedFaults(inventory: readonly InventoryLight[], random: Random, options: PlanOptions): Truth {
  const single = singleFaults(inventory, random.fork("single"), options);
  const { faults, causes } = groupFaults(inventory, random.fork("groups"), options);
  return {
    faults: [...single, ...faults].sort((a, b) => a.fromMs - b.fromMs),
    causes,
    reboots: planReboots(inventory, random.fork("reboots"), options),
    burningHours: new Map(single.filter(({ fault }) => fault === "aged").map((fault) => [fault.light, hoursAtFirst(fault, options)])),
  };
}

/** Where the counter of a lamp stands that reaches its rated life when the fault begins. */
const hoursAtFirst = ({ fromMs }: TrueFault, period: Period): number =>
  Math.floor(ratedLifeHours - (burningHoursANight * (fromMs - period.fromMs)) / nightMs - 1);

function singleFaults(inventory: readonly InventoryLight[], random: Random, options: PlanOptions): TrueFault[] {
  const lightsOf = Map.groupBy(inventory, ({ node }) => node);
  const nodes = shuffled([...lightsOf.keys()], random);
  // Photocells are the scarcer: they choose first.
  const rates = [...faultRates].sort((a, b) => Number(b.photocell ?? false) - Number(a.photocell ?? false));
  const left = new Set(nodes.slice(0, Math.ceil(nodes.length * faultyShareMax)));
  const faults: TrueFault[] = [];
  for (const rate of rates) {
    const fit = [...left].filter((node) => !rate.photocell || hasPhotocell(node));
    for (const node of fit.slice(0, countIn(options, inventory.length, rate.per10kIn30, onsetsLeast))) {
      left.delete(node);
      for (const one of episode(rate, random, options)) {
        for (const { id } of lightsOf.get(node) ?? []) faults.push({ ...one, light: id, node, cause: undefined });
      }
    }
  }
  return faults;
}

type Episode = Pick<TrueFault, "fault" | "fromMs" | "toMs">;

/** A fault from onset to repair; wearing out ends in a lamp that is out. */
function episode(rate: FaultRate, random: Random, period: Period): Episode[] {
  const leastMs = Math.min(rate.nightsLeast, period.nights / 2) * nightMs;
  const fromMs = instantIn(random, period, leastMs);
  const repairedMs = random.next() < repairedShare ? fromMs + Math.ceil(leastMs + random.next() * repairNightsMax * nightMs) : Number.POSITIVE_INFINITY;
  const one = { fault: rate.fault, fromMs, toMs: repairedMs };
  if (rate.fault !== "failing") return [one];
  const outMs = fromMs + Math.ceil(leastMs + randomBetween(random, 0, 6) * nightMs);
  const repairedAfterMs = repairedMs + (outMs - fromMs);
  const failed: Episode = { fault: "lamp-out", fromMs: outMs, toMs: repairedAfterMs };
  return [{ ...one, toMs: repairedAfterMs }, failed].filter((each) => each.fromMs < endOf(period));
}
