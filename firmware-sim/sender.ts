/** Sends for many connections with a bounded number of messages unacknowledged, so that socket buffers stay small however much is due. */
import type { Connection } from "./connection.ts";

/** Messages on their way before the fleet waits: enough to keep a broker busy, about half a megabyte of buffers. */
const inFlightMax = 1_000;

export interface SentCounts {
  /** Handed to a connection. */
  readonly published: number;
  /** Acknowledged by the broker. */
  readonly acknowledged: number;
  /** Not sent, or not acknowledged, for want of a connection: still in the logs. */
  readonly unsent: number;
}

export class Sender {
  readonly counts = { published: 0, acknowledged: 0, unsent: 0 };
  #inFlight = 0;
  readonly #onRoom: () => void;

  /** `onRoom` is called whenever a message on its way is done with. */
  constructor(onRoom: () => void) {
    this.#onRoom = onRoom;
  }

  get hasRoom(): boolean {
    return this.#inFlight < inFlightMax;
  }

  get idle(): boolean {
    return this.#inFlight === 0;
  }

  send(connection: Connection, topic: string, message: object, done: () => void = () => {}): void {
    const sent = connection.publish(topic, JSON.stringify(message), (acknowledged) => {
      this.#inFlight--;
      if (acknowledged) this.counts.acknowledged++;
      else this.counts.unsent++;
      done();
      this.#onRoom();
    });
    if (sent) {
      this.#inFlight++;
      this.counts.published++;
    } else {
      this.counts.unsent++;
      done();
    }
  }
}
