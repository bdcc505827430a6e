/** MessageBus over any standard MQTT broker: an ordinary client with a service identity. */
import { connect, type MqttClient } from "mqtt";
import { upFilter } from "#contract/topics";
import type { BusMessage, BusState, MessageBus } from "./port.ts";

/** Sent and not yet acknowledged by the broker; beyond, dispatch is told no and tries again. */
const unacknowledgedMax = 10_000;
/** A batch at most: what arrives in one turn of the event loop is handed on together. */
const batchMax = 1_000;

export interface MqttBusDeps {
  /** mqtt://host:port, mqtts://, ws:// or wss:// */
  readonly url: string;
  readonly authority: string;
  /** Also the client id, when given: the embedded broker of another installation asks for that. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export class MqttBus implements MessageBus {
  readonly #deps: MqttBusDeps;
  #onMessages: (batch: readonly BusMessage[]) => void = () => {};
  #onState: (state: BusState) => void = () => {};
  #client: MqttClient | undefined;
  #subscribed = false;
  #detail = "";
  #batch: BusMessage[] = [];
  #unacknowledged = 0;
  #refused = 0;

  constructor(deps: MqttBusDeps) {
    this.#deps = deps;
  }

  onMessages(handler: (batch: readonly BusMessage[]) => void): void {
    this.#onMessages = handler;
  }

  onState(handler: (state: BusState) => void): void {
    this.#onState = handler;
  }

  publish(topic: string, payload: string): boolean {
    if (!this.#client || !this.#subscribed || this.#unacknowledged >= unacknowledgedMax) {
      this.#refused++;
      return false;
    }
    this.#unacknowledged++;
    this.#client.publish(topic, payload, { qos: 1 }, () => this.#unacknowledged--);
    return true;
  }

  start(): void {
    const { url, username, password } = this.#deps;
    const client = connect(url, {
      ...(username === undefined ? {} : { username, clientId: username }),
      ...(password === undefined ? {} : { password }),
      clean: true,
      keepalive: 30,
      connectTimeout: 10_000,
      reconnectPeriod: 1_000,
      // A broker that doesn't know this identity yet may be told of it later.
      reconnectOnConnackError: true,
      // Subscribed to by hand, to know when, and whether it was granted.
      resubscribe: false,
      queueQoSZero: false,
    });
    this.#client = client;
    client.on("connect", () => this.#subscribe(client));
    client.on("message", (topic, payload) => this.#take(topic, payload));
    client.on("error", (error) => {
      this.#detail = error.message;
    });
    client.on("close", () => this.#lost());
  }

  async close(): Promise<void> {
    await this.#client?.endAsync();
  }

  /** Messages not sent because there was no connection, or it was too slow. */
  get refused(): number {
    return this.#refused;
  }

  #subscribe(client: MqttClient): void {
    const filter = upFilter(this.#deps.authority);
    this.#detail = `the broker at ${this.#deps.url} closed the connection`;
    client.subscribe(filter, { qos: 1 }, (error, granted) => {
      // 0x80 is a broker's no; [MQTT-3.9.3-2].
      if (error || granted?.some((grant) => grant.qos >= 0x80)) {
        this.#detail = `the broker at ${this.#deps.url} does not let ${this.#deps.username ?? "an anonymous client"} subscribe to ${filter}`;
        this.#onState({ connected: false, detail: this.#detail });
        return;
      }
      this.#subscribed = true;
      this.#onState({ connected: true, detail: `connected to ${this.#deps.url}` });
    });
  }

  #take(topic: string, payload: Uint8Array): void {
    this.#batch.push({ topic, payload });
    if (this.#batch.length >= batchMax) this.#handOn();
    else if (this.#batch.length === 1) setImmediate(() => this.#handOn());
  }

  #handOn(): void {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length > 0) this.#onMessages(batch);
  }

  #lost(): void {
    this.#subscribed = false;
    this.#onState({ connected: false, detail: this.#detail === "" ? `the broker at ${this.#deps.url} is not reachable` : this.#detail });
  }
}
