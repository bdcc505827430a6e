import type { Delta, Snapshot } from "../../contract/live.ts";
import { LightStore } from "./light-store.ts";

export interface LightFeedPorts {
  readonly fetchSnapshot: () => Promise<Snapshot>;
  /** A new store: another geometry, or a fresh start after a gap. */
  readonly onStore: (store: LightStore) => void;
  /** Rows of the present store that changed; `wasFault` holds for each whether it was a fault before. */
  readonly onChange: (store: LightStore, rows: Uint32Array, wasFault: Uint8Array) => void;
  readonly onFailure: (failure: unknown) => void;
}

/** Deltas kept while a snapshot is on its way: at 10 a second, half a minute. More means the snapshot is lost anyway. */
const waitingMax = 300;

/** Keeps one LightStore true: snapshot first, then deltas in sequence, and a new snapshot whenever one is missing. */
export class LightFeed {
  readonly #ports: LightFeedPorts;
  #store: LightStore | undefined;
  #waiting: Delta[] = [];
  #fetching = false;

  constructor(ports: LightFeedPorts) {
    this.#ports = ports;
  }

  get fetching(): boolean {
    return this.#fetching;
  }

  /** What the page has, for a stream that is to send the rest; undefined when it has nothing that deltas could follow on. */
  get since(): Pick<Delta, "geometryVersion" | "seq"> | undefined {
    return this.#fetching ? undefined : this.#store;
  }

  /** Fetches the snapshot and takes the deltas that arrived meanwhile. One fetch at a time. */
  async refetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      const store = new LightStore(await this.#ports.fetchSnapshot());
      this.#store = store;
      this.#ports.onStore(store);
    } catch (failure) {
      this.#ports.onFailure(failure);
    } finally {
      this.#fetching = false;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const delta of waiting) this.take(delta);
  }

  take(delta: Delta): void {
    const store = this.#store;
    if (this.#fetching || !store) {
      if (this.#waiting.length < waitingMax) this.#waiting.push(delta);
      return;
    }
    const wasFault = Uint8Array.from(delta.rows, (row) => (row < store.count && store.isFault(row) ? 1 : 0));
    const before = store.seq;
    if (!store.apply(delta)) {
      this.#waiting = [delta];
      void this.refetch();
    } else if (store.seq !== before) this.#ports.onChange(store, delta.rows, wasFault);
  }
}
