/** A link between broker and controller that loses messages, up and down: what the broker took over and never handed on. */
import type { Random } from "#contract/random";
import type { BusMessage, BusState, MessageBus } from "#controller/bus/port";

export class LossyBus implements MessageBus {
  lost = 0;
  readonly #bus: MessageBus;
  readonly #random: Random;
  readonly #share: () => number;

  /** `share` of all messages is lost, 0–1. */
  constructor(bus: MessageBus, random: Random, share: () => number) {
    this.#bus = bus;
    this.#random = random;
    this.#share = share;
  }

  onMessages(handler: (batch: readonly BusMessage[]) => void): void {
    this.#bus.onMessages((batch) => handler(batch.filter(() => this.#arrives())));
  }

  onState(handler: (state: BusState) => void): void {
    this.#bus.onState(handler);
  }

  publish(topic: string, payload: string): boolean {
    return this.#arrives() ? this.#bus.publish(topic, payload) : true;
  }

  start(): void {
    this.#bus.start();
  }

  close(): Promise<void> {
    return this.#bus.close();
  }

  #arrives(): boolean {
    const arrives = this.#random.next() >= this.#share();
    if (!arrives) this.lost++;
    return arrives;
  }
}
