/** The work orders: made from incidents or by hand, changed by people one revision at a time, checked before they close. */
import { randomUUID } from "node:crypto";
import type { Incident } from "#contract/alarms";
import { type Cancel, type Clock, every } from "#contract/clock";
import { LightingError, messageOf } from "#contract/failures";
import type { Severity } from "#contract/faults";
import type { News } from "#contract/notifications";
import { iso } from "#contract/units";
import {
  type WorkAction,
  type WorkImported,
  type WorkImportRow,
  type WorkList,
  type WorkOrder,
  type WorkPhoto,
  type WorkQuery,
  type WorkRequest,
  type WorkState,
  type WorkUrgency,
  workStates,
} from "#contract/work";
import type { WorkLedger } from "../registry/work-ledger.ts";
import { changed, checked, pictured } from "./changes.ts";
import { clearingOf, type FaultsNow } from "./clearing.ts";
import { dueAtMs, type ResponseTimes } from "./due.ts";

export interface WorkBookParts {
  readonly ledger: WorkLedger;
  /** The clock the lights live by. */
  readonly clock: Clock;
  readonly zone: string;
  readonly times: ResponseTimes;
  readonly faultsOf: FaultsNow;
  /** An incident by its id, the ended ones too as long as they are known. */
  readonly incident: (id: string) => Promise<Incident | undefined>;
  /** Turns the lights on for a test of so many minutes. */
  readonly test: (lights: readonly string[], minutes: number, reason: string, by: string) => Promise<void>;
  /** Told of what people may want to know. */
  readonly tell: (news: News) => Promise<void>;
  readonly log: (line: string) => void;
}

/** A test is on this long. Its last readings are waited for as well before anything is said. */
export const testMinutes = 15;
const lastReadingsMinutes = 5;
/** Between two looks at the tests that are under way. */
const lookMs = 30_000;
/** Tests under way at once; more wait for a look or two. */
const checksAtOnce = 1_000;
/** An export holds so many orders at most: some 2 kB each, so 200 MB. */
const exportedMax = 100_000;

const open: readonly WorkState[] = ["new", "assigned", "on-site", "done", "reopened"];
const ended: readonly WorkState[] = ["closed", "cancelled"];
const statesOf: Readonly<Record<WorkQuery["list"], readonly WorkState[]>> = { open, overdue: open, ended, all: workStates };

export class WorkBook {
  readonly #parts: WorkBookParts;
  readonly #cancel: Cancel;
  #looking: Promise<void> | undefined;

  constructor(parts: WorkBookParts) {
    this.#parts = parts;
    this.#cancel = every(parts.clock, lookMs, "work orders to be checked", () => void this.look());
  }

  async close(): Promise<void> {
    this.#cancel();
    await this.#looking;
  }

  /** The orders asked for, with the counts of all that are open and overdue. */
  async list({ list, assignee, incident, limit }: WorkQuery): Promise<WorkList> {
    const { ledger, clock } = this.#parts;
    const overdue = { states: open, dueBeforeMs: clock.now() };
    const [orders, openCount, overdueCount] = await Promise.all([
      ledger.work({ ...(list === "overdue" ? overdue : { states: statesOf[list] }), assignee, incident, limit }),
      ledger.workCount({ states: open }),
      ledger.workCount(overdue),
    ]);
    return { counts: { open: openCount, overdue: overdueCount }, orders };
  }

  /** Every order, for an export. */
  all(): Promise<WorkOrder[]> {
    return this.#parts.ledger.work({ states: workStates, limit: exportedMax });
  }

  /** Rejects with NOT_FOUND. */
  async order(id: string): Promise<WorkOrder> {
    const order = await this.#parts.ledger.workOrder(id);
    if (!order) throw new LightingError("NOT_FOUND", `work order: found "${id}", expected one that was made`);
    return order;
  }

  /** Makes an order, durable before it answers. Rejects with NOT_FOUND for an incident that is not known, with CONFLICT when it has an open order. */
  async make(request: WorkRequest, by: string): Promise<WorkOrder> {
    const { ledger } = this.#parts;
    const incident = request.incident === undefined ? undefined : await this.#incident(request.incident);
    const title = request.title ?? incident?.title;
    if (title === undefined) throw new LightingError("BAD_INPUT", "title: found nothing, expected what is to be done, or an incident");
    const reference = request.reference;
    if (reference !== undefined && (await ledger.workReferences([reference])).length > 0) throw known(reference);
    const order = this.#new({ ...(incident ? ofIncident(incident) : {}), ...request, title }, by);
    await ledger.addWork([order]);
    if (order.urgency === "emergency" || order.urgency === "priority") await this.#tell(order, "work-made", `Due by ${order.dueAt}.`);
    return order;
  }

  /** Does what a person asks, if the order is still as they saw it. Rejects with CONFLICT when it is not, or when its state does not allow it. */
  async act(id: string, action: WorkAction, by: string): Promise<WorkOrder> {
    const before = await this.order(id);
    if (before.revision !== action.revision) throw stale(before);
    const { clock } = this.#parts;
    const atMs = clock.now();
    const createdMs = Date.parse(before.createdAt);
    const after = changed(before, action, { by, atMs, dueAtMs: (urgency) => this.#dueAtMs(urgency, createdMs) });
    if (action.do !== "finish") return this.#keep(after);
    return action.test && after.kinds.length > 0 && after.lights.length > 0 ? this.#finishTested(after, by, atMs) : this.#check(after, atMs);
  }

  /** Adds a photo that is in the folder already; the same one twice is there once. */
  async addPhoto(id: string, photo: Pick<WorkPhoto, "id" | "type" | "bytes">, by: string): Promise<WorkOrder> {
    const atMs = this.#parts.clock.now();
    const before = await this.order(id);
    const after = pictured(before, { ...photo, at: iso(atMs), by }, { by, atMs });
    return after === before ? before : this.#keep(after);
  }

  /** Makes those whose reference is not known, all or nothing. The same reference twice among them is refused. */
  async take(rows: readonly WorkImportRow[], by: string): Promise<WorkImported> {
    const references = rows.map(({ reference }) => reference);
    const twice = references.filter((reference, index) => references.indexOf(reference) < index);
    if (twice.length > 0) throw new LightingError("BAD_INPUT", `reference: found ${twice.join(", ")} more than once, expected each once`);
    const knownAlready = new Set(await this.#parts.ledger.workReferences(references));
    const orders = rows.filter(({ reference }) => !knownAlready.has(reference)).map((row) => this.#new(row, by));
    await this.#parts.ledger.addWork(orders);
    return { made: orders.map(({ id }) => id), known: [...knownAlready] };
  }

  /** Checks the orders whose test is over. While a look is on its way, waits for that one. */
  look(): Promise<void> {
    this.#looking ??= this.#checkDue().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #checkDue(): Promise<void> {
    const { ledger, clock, log } = this.#parts;
    try {
      const done = await ledger.work({ states: ["done"], limit: checksAtOnce });
      const nowMs = clock.now();
      for (const order of done) if (order.checkAt === undefined || Date.parse(order.checkAt) <= nowMs) await this.#checkUnlessChanged(order, nowMs);
    } catch (error) {
      log(`work orders cannot be checked: ${messageOf(error)}`);
    }
  }

  /** Somebody who changed the order meanwhile goes first: it is looked at again. */
  async #checkUnlessChanged(order: WorkOrder, nowMs: number): Promise<void> {
    const after = checked(order, clearingOf(order, this.#parts.faultsOf), nowMs);
    if (await this.#parts.ledger.saveWork(after)) await this.#tellChecked(after);
  }

  async #check(order: WorkOrder, atMs: number): Promise<WorkOrder> {
    // One change: what was done and what the check found are seen together.
    const after = { ...checked(order, clearingOf(order, this.#parts.faultsOf), atMs), revision: order.revision };
    await this.#keep(after);
    await this.#tellChecked(after);
    return after;
  }

  async #finishTested(order: WorkOrder, by: string, atMs: number): Promise<WorkOrder> {
    const kept = await this.#keep({ ...order, checkAt: iso(atMs + (testMinutes + lastReadingsMinutes) * 60_000) });
    await this.#parts.test(order.lights, testMinutes, `Test for work order ${order.id}`, by);
    return kept;
  }

  async #keep(order: WorkOrder): Promise<WorkOrder> {
    if (!(await this.#parts.ledger.saveWork(order))) throw stale(await this.order(order.id));
    return order;
  }

  async #incident(id: string): Promise<Incident> {
    const incident = await this.#parts.incident(id);
    if (!incident) throw new LightingError("NOT_FOUND", `incident: found "${id}", expected one of the list of incidents`);
    const [order] = await this.#parts.ledger.work({ states: open, incident: id, limit: 1 });
    if (order) throw new LightingError("CONFLICT", `This incident has an order already: ${order.id}, ${order.state}.`);
    return incident;
  }

  #new({ note, ...row }: WorkRequest & Pick<WorkImportRow, "title">, by: string): WorkOrder {
    const atMs = this.#parts.clock.now();
    const at = iso(atMs);
    const urgency = row.urgency ?? "routine";
    const state = row.assignee === undefined ? "new" : "assigned";
    return {
      ...row,
      kinds: row.kinds ?? [],
      lights: row.lights ?? [],
      where: row.where ?? "",
      id: `w-${randomUUID().slice(0, 13)}`,
      revision: 1,
      urgency,
      state,
      createdAt: at,
      createdBy: by,
      dueAt: iso(this.#dueAtMs(urgency, atMs)),
      notes: note === undefined ? [] : [{ at, by, text: note }],
      photos: [],
      parts: [],
      history: [{ at, by, state, text: "made" }],
    };
  }

  #dueAtMs(urgency: WorkUrgency, atMs: number): number {
    return dueAtMs(urgency, atMs, this.#parts.zone, this.#parts.times);
  }

  async #tellChecked(order: WorkOrder): Promise<void> {
    if (order.state === "reopened") await this.#tell(order, "work-reopened", order.checked?.text ?? "");
  }

  /** The order stands whether or not anybody can be told. */
  async #tell(order: WorkOrder, kind: "work-made" | "work-reopened", text: string): Promise<void> {
    const { id, title, lights, urgency, revision } = order;
    const news: News = {
      id: `${id}:${kind}:${revision}`,
      kind,
      priority: priorityOf[urgency],
      subject: id,
      title,
      text,
      lights: lights.length,
      at: iso(this.#parts.clock.now()),
    };
    await this.#parts.tell(news).catch((error: unknown) => this.#parts.log(`nobody can be told of ${id}: ${messageOf(error)}`));
  }
}

const priorityOf = { emergency: 1, priority: 2, routine: 3, "network-operator": 3 } as const;
const urgencyOf: Readonly<Record<Severity, WorkUrgency>> = { emergency: "emergency", high: "priority", medium: "routine", low: "routine" };

const ofIncident = ({ kind, severity, lights, subject }: Incident) => ({ urgency: urgencyOf[severity], kinds: [kind], lights: [...lights], where: subject });

const stale = ({ id, revision, history }: WorkOrder): LightingError =>
  new LightingError("CONFLICT", `Order ${id} was changed meanwhile by ${history.at(-1)?.by ?? "somebody"} (revision ${revision}): look at it again.`);

const known = (reference: string): LightingError => new LightingError("CONFLICT", `reference: found "${reference}", which another order has already`);
