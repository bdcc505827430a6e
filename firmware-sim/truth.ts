/** What truly is wrong, with whom, from when to when, and by which common cause: what a fault list is scored against. */
import type { SimulatedFault } from "#contract/api";
import type { Report } from "#contract/messages";
import type { SimulatedNode } from "./node.ts";

/** One light's fault. All lights of a node have it when the node has. */
export interface TrueFault {
  readonly light: string;
  readonly node: string;
  readonly fault: SimulatedFault;
  readonly fromMs: number;
  /** Repaired at; Infinity: not within the period. */
  readonly toMs: number;
  /** The cause it shares with others (TrueCause.id); undefined: its own. */
  readonly cause: string | undefined;
}

/** Something that takes many lights at once. */
export interface TrueCause {
  readonly id: string;
  /** feeder: its supply is lost; district: that of many feeders at once; voltage: a tap or a neutral; gateway: nodes of one connection. */
  readonly kind: "feeder" | "district" | "voltage" | "gateway";
  /** Feeders concerned; empty for a gateway. */
  readonly feeders: readonly string[];
  readonly lights: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** A node that starts again: a brown-out takes all of its feeder, a watchdog one. No fault, but noise about them. */
export interface TrueReboot {
  readonly node: string;
  readonly atMs: number;
}

/** Everything that will go wrong in a period: planned, so it is the truth whatever becomes of it. */
export interface Truth {
  /** By onset. */
  readonly faults: readonly TrueFault[];
  readonly causes: readonly TrueCause[];
  /** By instant. */
  readonly reboots: readonly TrueReboot[];
  /** Hours that lamps near the end of their life stand at when the period begins, by light: Population.burningHours takes it. */
  readonly burningHours: ReadonlyMap<string, number>;
}

/** One thing to do to one node. */
export type Change = { readonly atMs: number; readonly node: string } & (
  | { readonly do: "fault"; readonly fault: SimulatedFault; readonly on: boolean }
  | { readonly do: "reboot" }
);

/** A truth as changes of nodes, in order of time; ends beyond `untilMs` are left out. A node with many lights is changed once. */
export function changesOf({ faults, reboots }: Truth, untilMs = Number.POSITIVE_INFINITY): Change[] {
  const changes = new Map<string, Change>();
  for (const { node, fault, fromMs, toMs } of faults) {
    changes.set(`${node}/${fault}/${fromMs}/on`, { do: "fault", node, fault, on: true, atMs: fromMs });
    if (toMs < untilMs) changes.set(`${node}/${fault}/${toMs}/off`, { do: "fault", node, fault, on: false, atMs: toMs });
  }
  return [...changes.values(), ...reboots.map(({ node, atMs }): Change => ({ do: "reboot", node, atMs }))].sort((a, b) => a.atMs - b.atMs);
}

/** Does a change to its node at its instant; the reports to send. */
export function doChange(node: SimulatedNode, change: Change): readonly Report[] {
  if (change.do === "fault") return node.setFault(change.fault, change.on, change.atMs);
  return node.supplied ? node.reboot(change.atMs) : [];
}
