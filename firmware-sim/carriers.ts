/** The connections that carry a fleet: one for each node, or gateways that carry many nodes each. */
import type { CommissionRequest } from "#contract/api";
import type { Cancel } from "#contract/clock";
import { Connection, type Link } from "./connection.ts";

export interface CarrierPlan {
  readonly id: string;
  readonly kind: "node" | "gateway";
  /** Ids of the nodes carried. */
  readonly nodes: readonly string[];
}

/** Plans the connections of a fleet. `perGateway` 0: each node has its own, under its own id. */
export function planCarriers(nodes: readonly string[], perGateway: number): CarrierPlan[] {
  if (perGateway <= 0) return nodes.map((id) => ({ id, kind: "node", nodes: [id] }));
  const plans: CarrierPlan[] = [];
  for (let first = 0; first < nodes.length; first += perGateway) {
    const number = String(plans.length + 1).padStart(3, "0");
    plans.push({ id: `gateway-${number}`, kind: "gateway", nodes: nodes.slice(first, first + perGateway) });
  }
  return plans;
}

/** What to ask of POST /connections for these. */
export const toCommission = (plans: readonly CarrierPlan[]): CommissionRequest["connections"] =>
  plans.map(({ id, kind, nodes }) => (kind === "gateway" ? { id, kind, nodes: [...nodes] } : { id, kind }));

/** A calm start; a broker on one core takes four times as many. */
export const connectsPerSecondDefault = 300;
const connectBatchMs = 100;
/** One node's connection may fail for a reason of its own. */
const firstMsMax = 10_000;

interface Carrier {
  readonly kind: CarrierPlan["kind"];
  readonly connection: Connection;
  /** Numbers of the nodes carried. */
  readonly nodes: readonly number[];
}

export interface CarrierEvents {
  up(nodes: readonly number[]): void;
  down(): void;
  message(nodes: readonly number[], topic: string, payload: Uint8Array): void;
}

export class Carriers {
  readonly #carriers: Carrier[];
  /** The carrier of each node, by number. */
  readonly #of = new Map<number, Carrier>();
  /** Those whose radio or modem is dead. */
  readonly #lost = new Set<Carrier>();
  readonly #link: Link;
  readonly #hasSupply: (node: number) => boolean;
  #started = false;
  #cancelConnecting: Cancel = () => {};
  #onFirstUp: () => void = () => {};

  /** `secrets` by connection id; throws Error for one that has none. `hasSupply` says whether a node has mains now. */
  constructor(
    plans: readonly CarrierPlan[],
    options: {
      secrets: ReadonlyMap<string, string>;
      link: Link;
      numbers: ReadonlyMap<string, number>;
      hasSupply: (node: number) => boolean;
      events: CarrierEvents;
    },
  ) {
    this.#link = options.link;
    this.#hasSupply = options.hasSupply;
    this.#carriers = plans.map(({ id, kind, nodes: ids }) => {
      const secret = options.secrets.get(id);
      if (secret === undefined) throw new Error(`no secret for connection ${id}: commission it first (POST /api/v1/connections)`);
      const nodes = ids.flatMap((node) => options.numbers.get(node) ?? []);
      const { events, link } = options;
      const up = (): void => {
        this.#onFirstUp();
        events.up(nodes);
      };
      const message = (topic: string, payload: Uint8Array): void => events.message(nodes, topic, payload);
      const connection = new Connection({ id, secret, listens: true, link, events: { up, down: events.down, message } });
      return { kind, connection, nodes };
    });
    for (const carrier of this.#carriers) for (const node of carrier.nodes) this.#of.set(node, carrier);
  }

  /**
   * Connects all of them, `perSecond` at a time, once the first is up: a broker that does not know them yet, or is not there, is asked
   * by one and not by all.
   */
  start(perSecond: number): void {
    this.#started = true;
    const first = this.#carriers.find((carrier) => this.#lives(carrier));
    first?.connection.open();
    const openAll = (): void => {
      this.#openFrom(0, Math.max(1, Math.round((perSecond * connectBatchMs) / 1_000)));
    };
    this.#onFirstUp = openAll;
    this.#cancelConnecting = this.#link.clock.after(firstMsMax, "connect without the first", openAll);
  }

  async close(): Promise<void> {
    this.#started = false;
    this.#cancelConnecting();
    await Promise.all(this.#carriers.map(({ connection }) => connection.close()));
  }

  of(node: number): Connection | undefined {
    return this.#of.get(node)?.connection;
  }

  /** A node's mains went or came back: its own connection goes with it, without a goodbye. A gateway has a supply of its own. */
  supplyChanged(node: number): void {
    const carrier = this.#of.get(node);
    if (!carrier || carrier.kind === "gateway" || !this.#started) return;
    if (this.#lives(carrier)) carrier.connection.openSoon();
    else carrier.connection.cut();
  }

  /** Every node that shares its connection with one of these. */
  carriedWith(nodes: ReadonlySet<number>): ReadonlySet<number> {
    return new Set(this.#carrying(nodes).flatMap((carrier) => carrier.nodes));
  }

  /** The connections of these nodes went, without a goodbye, or may come back. */
  gatewayChanged(nodes: ReadonlySet<number>, works: boolean): void {
    for (const carrier of this.#carrying(nodes)) {
      if (works) this.#lost.delete(carrier);
      else this.#lost.add(carrier);
      if (!this.#started) continue;
      if (!works) carrier.connection.cut();
      else if (this.#lives(carrier)) carrier.connection.openSoon();
    }
  }

  get connected(): number {
    return this.#carriers.reduce((count, { connection }) => count + (connection.connected ? 1 : 0), 0);
  }

  /** Whether every connection that can be up is. */
  get allUp(): boolean {
    return this.#carriers.every((carrier) => carrier.connection.connected || !this.#lives(carrier));
  }

  #lives(carrier: Carrier): boolean {
    return !this.#lost.has(carrier) && (carrier.kind === "gateway" || carrier.nodes.some((node) => this.#hasSupply(node)));
  }

  #carrying(nodes: ReadonlySet<number>): Carrier[] {
    return this.#carriers.filter((carrier) => carrier.nodes.some((node) => nodes.has(node)));
  }

  #openFrom(first: number, batch: number): void {
    this.#onFirstUp = () => {};
    this.#cancelConnecting();
    for (const carrier of this.#carriers.slice(first, first + batch)) if (this.#lives(carrier)) carrier.connection.open();
    if (first + batch >= this.#carriers.length) return;
    this.#cancelConnecting = this.#link.clock.after(connectBatchMs, "connect more nodes", () => this.#openFrom(first + batch, batch));
  }
}
