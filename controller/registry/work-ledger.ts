/** What the registry keeps of work orders. The whole order is one body; what is asked for by is beside it. */
import type { WorkOrder, WorkState } from "#contract/work";

export interface WorkFilter {
  readonly states?: readonly WorkState[];
  readonly assignee?: string | undefined;
  readonly incident?: string | undefined;
  /** Due before this instant, ms since 1970 UTC. */
  readonly dueBeforeMs?: number;
  readonly limit: number;
}

export interface WorkLedger {
  /** Orders that fit every part of the filter; what is due first comes first, at most `limit`. */
  work(filter: WorkFilter): Promise<WorkOrder[]>;
  /** How many fit, whatever the limit. */
  workCount(filter: Omit<WorkFilter, "limit">): Promise<number>;
  workOrder(id: string): Promise<WorkOrder | undefined>;
  /** References of these that an order has already. */
  workReferences(references: readonly string[]): Promise<string[]>;
  /** Adds new orders (revision 1), all or nothing; durable before it answers. */
  addWork(orders: readonly WorkOrder[]): Promise<void>;
  /** Replaces an order whose kept revision is the one before; false when it is another: somebody else was first. */
  saveWork(order: WorkOrder): Promise<boolean>;
}
