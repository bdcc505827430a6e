/** Demand sources at work: each on its own connection, publishing a reading when there is a new one, and its newest on connecting. */
import { type Cancel, type Clock, every } from "#contract/clock";
import type { Demand } from "#contract/messages";
import { upTopic } from "#contract/topics";
import { Connection, type Link } from "../connection.ts";

/** Where a source's readings come from: a file of real counts (replay.ts) or a curve (generator.ts). */
export interface Readings {
  /** The newest reading at an instant; undefined when there is none for that time. */
  newestAt(nowMs: number): { readonly atMs: number; readonly value: number } | undefined;
}

/** How often sources look whether they have something new, and the finest step a reading is for. */
export const readingMs = 5 * 60_000;

export interface FeedOptions {
  readonly clock: Clock;
  readonly link: Link;
  readonly secrets: ReadonlyMap<string, string>;
  /** Readings by source id. */
  readonly sources: ReadonlyMap<string, Readings>;
}

export class DemandFeed {
  readonly #options: FeedOptions;
  readonly #connections = new Map<string, Connection>();
  /** Instant of the last reading published, by source. */
  readonly #published = new Map<string, number>();
  #cancel: Cancel = () => {};
  #cancelAlign: Cancel = () => {};

  constructor(options: FeedOptions) {
    this.#options = options;
    for (const id of options.sources.keys()) {
      const secret = options.secrets.get(id);
      if (secret === undefined) throw new Error(`no secret for demand source ${id}: commission it first (POST /api/v1/connections)`);
      const up = (): void => this.#publish(id);
      this.#connections.set(id, new Connection({ id, secret, listens: false, link: options.link, events: { up, down: () => {}, message: () => {} } }));
    }
  }

  start(): void {
    for (const connection of this.#connections.values()) connection.open();
    this.#align();
  }

  /** To be called when the clock was changed. */
  wake(): void {
    this.#align();
  }

  async close(): Promise<void> {
    this.#cancel();
    this.#cancelAlign();
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
  }

  /** Looks now, and from then on at every full five minutes. */
  #align(): void {
    const { clock } = this.#options;
    this.#cancel();
    this.#cancelAlign();
    this.#publishAll();
    const nowMs = clock.now();
    this.#cancelAlign = clock.after(Math.ceil(nowMs / readingMs) * readingMs - nowMs, "demand: full five minutes", () => {
      this.#cancel = every(clock, readingMs, "demand: readings", () => this.#publishAll());
      this.#publishAll();
    });
  }

  #publishAll(): void {
    for (const id of this.#connections.keys()) this.#publish(id);
  }

  #publish(id: string): void {
    const { clock, link, sources } = this.#options;
    const reading = sources.get(id)?.newestAt(Math.floor(clock.now()));
    const connection = this.#connections.get(id);
    if (!reading || !connection?.connected || this.#published.get(id) === reading.atMs) return;
    const message: Demand = { source: id, at: new Date(reading.atMs).toISOString(), value: reading.value };
    this.#published.set(id, reading.atMs);
    const topic = upTopic({ authority: link.authority, connection: id, subject: id }, "demand");
    // A reading the broker never had is said again on the next connection.
    connection.publish(topic, JSON.stringify(message), (acknowledged) => acknowledged || this.#published.delete(id));
  }
}
