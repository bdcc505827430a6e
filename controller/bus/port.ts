/**
 * The MessageBus port: how the controller hears nodes and speaks to them. Implementations: the embedded broker's batched hand-over
 * (embedded.ts), an ordinary MQTT client for any standard broker (mqtt.ts), and an in-memory twin (memory.ts); one suite for all.
 * Delivery is at most once and unordered across reconnects: correctness comes from sequence numbers, never from the bus.
 */
export interface BusMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface BusState {
  readonly connected: boolean;
  /** What to tell a person: "connected to …", or why not. */
  readonly detail: string;
}

export interface MessageBus {
  /** Every up message of the authorities, in batches in order of arrival. One handler; set before start. */
  onMessages(handler: (batch: readonly BusMessage[]) => void): void;
  onState(handler: (state: BusState) => void): void;
  /** Sends down (QoS 1 to the node). Returns false, and counts it, when not connected: dispatch tries again by level. */
  publish(topic: string, payload: string): boolean;
  /** Connects, and goes on trying with back-off until closed. Does not wait for the first connection. */
  start(): void;
  close(): Promise<void>;
}
