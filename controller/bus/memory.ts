/** MessageBus without a network: the twin for tests of everything behind it. Delivers at once, in the caller's turn. */
import type { BusMessage, BusState, MessageBus } from "./port.ts";

export class MemoryBus implements MessageBus {
  /** What was published, oldest first. */
  readonly sent: { readonly topic: string; readonly payload: string }[] = [];
  #onMessages: (batch: readonly BusMessage[]) => void = () => {};
  #onState: (state: BusState) => void = () => {};
  #started = false;
  #reachable = true;

  onMessages(handler: (batch: readonly BusMessage[]) => void): void {
    this.#onMessages = handler;
  }

  onState(handler: (state: BusState) => void): void {
    this.#onState = handler;
  }

  publish(topic: string, payload: string): boolean {
    if (!this.#connected) return false;
    this.sent.push({ topic, payload });
    return true;
  }

  start(): void {
    this.#started = true;
    this.#tell();
  }

  async close(): Promise<void> {
    this.#started = false;
    this.#tell();
  }

  /** A message from a node, as its topic and JSON text. Lost when the bus is offline, as it would be. */
  deliver(topic: string, payload: string | Uint8Array): void {
    if (this.#connected) this.#onMessages([{ topic, payload: typeof payload === "string" ? new TextEncoder().encode(payload) : payload }]);
  }

  /** Takes the broker away, or brings it back. */
  setReachable(reachable: boolean): void {
    if (reachable === this.#reachable) return;
    this.#reachable = reachable;
    if (this.#started) this.#tell();
  }

  get #connected(): boolean {
    return this.#started && this.#reachable;
  }

  #tell(): void {
    const detail = this.#connected ? "connected in memory" : this.#started ? "the broker is not reachable" : "closed";
    this.#onState({ connected: this.#connected, detail });
  }
}
