/**
 * What the HTTP routes and the live stream need of the controller: they hold no state of their own. Answers are contract types.
 * Methods that change something enter the controller's inbox like any message; they throw LightingError when they cannot.
 */
import type * as api from "#contract/api";
import type { Explanation } from "#contract/explanation";
import type { Snapshot } from "#contract/live";
import type { Demand } from "#contract/messages";
import type { WhatIfAsked } from "#contract/what-if";
import type { WhatIfAnswer } from "../desk/what-if.ts";
import type { AlarmsDesk } from "./alarms-desk.ts";
import type { DesignsDesk } from "./designs-desk.ts";
import type { EnergyDesk } from "./energy-desk.ts";
import type { ReportsDesk } from "./reports-desk.ts";
import type { SettlementDesk } from "./settlement-desk.ts";
import type { NotificationsDesk, WorkDesk } from "./work-desk.ts";

export interface Desk {
  estate(): api.Estate;
  /** All lights now, for the first paint. */
  snapshot(): Snapshot;
  status(): api.Status;
  health(): api.Health;
  lights(query: api.LightQuery): api.LightPage;
  light(id: string): api.LightDetail | undefined;
  lightByRow(row: number, geometryVersion: number): api.LightDetail | undefined;
  /** Why a light is, was or will be at its level, at an ISO 8601 UTC instant; now without one. */
  why(id: string, at: string | undefined): Promise<Explanation>;
  basemap(): api.Basemap;
  history(id: string, fromMs: number, toMs: number, limit: number): Promise<api.History>;
  nightEnergy(day: string): Promise<api.NightEnergy>;
  /** Tries designs over a period and changes nothing; ends early when the signal is aborted. */
  whatIf(request: WhatIfAsked, signal: AbortSignal): Promise<WhatIfAnswer>;

  overrides(): api.Override[];
  override(request: api.OverrideRequest, by: string): Promise<api.Override>;
  release(id: string, by: string): Promise<api.Override>;

  /** Incidents, and those of them that need a person now. */
  readonly alarms: AlarmsDesk;

  /** Energy, money and carbon of days that are accounted. */
  readonly energy: EnergyDesk;

  /** What engineers draft and publish. */
  readonly designs: DesignsDesk;
  /** Files for unmetered supplies, and everything that was issued. */
  readonly settlement: SettlementDesk;
  readonly reports: ReportsDesk;

  /** What somebody has to do at a light. */
  readonly work: WorkDesk;
  /** Who is told of what. */
  readonly notifications: NotificationsDesk;

  demand(): api.DemandSource[];
  /** A reading by HTTP: the same door as MQTT. */
  reading(demand: Demand): void;

  inventory(): api.Inventory;
  inventoryProblems(): api.ImportResult;
  /** CSV text; all good rows are taken, every bad one is told. */
  importInventory(csv: string): Promise<api.ImportResult>;
  commission(request: api.CommissionRequest): Promise<api.CommissionResult>;

  /** Present only in the demo. */
  readonly demo:
    | {
        clock(command: api.ClockCommand): void;
        simulateFault(command: api.FaultCommand): void;
      }
    | undefined;

  /**
   * Subscribes a live stream: text frames and binary deltas (encodeDelta), coalesced per light; the same bytes for every subscriber.
   * Returns the unsubscribe. A subscriber that falls behind drops frames and asks `missed`, or for the snapshot again.
   */
  subscribe(listener: (frame: api.LiveText | Uint8Array<ArrayBuffer>) => void): () => void;
  /** The deltas after the last one a page has, oldest first, up to those that subscribers get next; undefined when it needs the snapshot. */
  missed(since: LiveSince): readonly Uint8Array<ArrayBuffer>[] | undefined;
  /** Counters and gauges for /metrics, by name without the leerie_ prefix. */
  figures(): Figure[];
}

/** What a page has: a snapshot and the deltas up to `seq`. */
export interface LiveSince {
  readonly geometryVersion: number;
  readonly seq: number;
}

export interface Figure {
  readonly name: string;
  readonly help: string;
  readonly kind: "counter" | "gauge";
  readonly values: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}
