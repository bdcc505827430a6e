/** What detection offers to those who feed it (the controller's loop, the bench) and to those who read it (incidents, the desk). */
import type { FaultKind, FaultState, Severity } from "#contract/faults";
import type { Condition } from "#contract/live";

/** A fault of a light that changed its state. `undefined`: there was none, or what was pending came to nothing. */
export interface FaultChange {
  readonly row: number;
  readonly kind: FaultKind;
  readonly from: FaultState | undefined;
  readonly to: FaultState | undefined;
  /** Controller's clock, ms since 1970 UTC. */
  readonly atMs: number;
}

/** A fault that stands, of one light. */
export interface StandingFault {
  readonly kind: FaultKind;
  readonly state: Exclude<FaultState, "cleared">;
  readonly severity: Severity;
  readonly condition: Condition;
  /** When its cause was first seen, and when it was believed; undefined while it is pending. */
  readonly pendingAtMs: number;
  readonly activeAtMs: number | undefined;
  /** What was measured against what was expected, in words. */
  readonly text: string;
}

/**
 * Plain calls with rows of the fleet, no sockets and no clock of its own. Each is made after Fleet has taken what it is about:
 * `fleet.report` → `reported` when it answered true, else `heard`; `fleet.hello` → `heard`; `fleet.lost` → `lost`. Instants are ms.
 */
export interface Detecting {
  /** A newer report is in the fleet and the light is decided. `atMs`: the node's instant; `nowMs`: when it was heard. */
  reported(row: number, atMs: number, nowMs: number): void;
  /** Something else was heard of the node: a hello, a duplicate, a replay. */
  heard(row: number, nowMs: number): void;
  /** A connection was lost, with these nodes. */
  lost(rows: Iterable<number>, nowMs: number): void;
  /** What was decided for the light changed. */
  decided(row: number, nowMs: number): void;
  /** While the broker is away, silence says nothing of the nodes. */
  setBus(isUp: boolean, nowMs: number): void;
  /** Looks at what can have changed by time alone; at least once a minute, as often as one likes. */
  tick(nowMs: number): void;
  /** Called for every change of state, pending ones too, in the order of their happening. */
  onChange(handler: (change: FaultChange) => void): void;
  /** Pending and active faults of a light, the one to see first in front. */
  faultsOf(row: number, nowMs: number): readonly StandingFault[];
}
