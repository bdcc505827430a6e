/**
 * One MQTT connection of a node, a gateway or a demand source. It keeps itself up until told otherwise and holds nothing back: what
 * is published while it is down is refused, since the node's log has it and the controller will ask.
 */
import { connect, type MqttClient } from "mqtt";
import type { Cancel, Clock } from "#contract/clock";
import { type Random, randomBetween } from "#contract/random";
import { broadcastTopic, downFilter, signInName, upTopic } from "#contract/topics";

/** What all connections of a fleet share. */
export interface Link {
  readonly brokerUrl: string;
  readonly authority: string;
  /** Real time, whatever clock the nodes run on: networks do not speed up. */
  readonly clock: Clock;
  readonly random: Random;
  /** Full jitter: the first wait is anywhere up to `firstMs`, doubling to `maxMs`. */
  readonly retry: { readonly firstMs: number; readonly maxMs: number };
}

export interface ConnectionEvents {
  /** Connected, and subscribed if it listens. */
  up(): void;
  down(): void;
  message(topic: string, payload: Uint8Array): void;
}

/** Long enough to cost nothing at ten thousand connections, short enough to notice a dead network path. */
const keepaliveS = 240;
const connectMsMax = 30_000;
/** A goodbye that takes longer than this is not worth waiting for. */
const goodbyeMsMax = 2_000;

export class Connection {
  readonly id: string;
  readonly #secret: string;
  readonly #link: Link;
  readonly #events: ConnectionEvents;
  /** A source only speaks: it has no will and subscribes to nothing. */
  readonly #listens: boolean;
  #client: MqttClient | undefined;
  #wanted = false;
  #up = false;
  #attempts = 0;
  #cancelRetry: Cancel = () => {};

  constructor(options: { id: string; secret: string; listens: boolean; link: Link; events: ConnectionEvents }) {
    this.id = options.id;
    this.#secret = options.secret;
    this.#listens = options.listens;
    this.#link = options.link;
    this.#events = options.events;
  }

  get connected(): boolean {
    return this.#up;
  }

  /** Whether it should be connected. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** Connects, and goes on trying until closed or cut. */
  open(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#attempts = 0;
    this.#connect();
  }

  /** Opens after a wait like that of a node whose network has just come back. */
  openSoon(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#attempts = 0;
    this.#retry();
  }

  /** Gone without a goodbye, as when the supply fails: the broker publishes the will. */
  cut(): void {
    this.#wanted = false;
    this.#cancelRetry();
    if (this.#client) this.#drop(this.#client);
  }

  /** Says goodbye and stays closed. */
  async close(): Promise<void> {
    this.#wanted = false;
    this.#cancelRetry();
    const client = this.#client;
    if (!client) return;
    const ended = new Promise<void>((resolve) => {
      client.end(false, () => resolve());
    });
    const { clock } = this.#link;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(goodbyeMsMax, "goodbye", resolve);
      void ended.then(() => {
        cancel();
        resolve();
      });
    });
    this.#drop(client);
  }

  /** Publishes at QoS 1; false when not connected. `done` is told whether the broker acknowledged. */
  publish(topic: string, payload: string, done: (acknowledged: boolean) => void): boolean {
    if (!this.#client || !this.#up) return false;
    this.#client.publish(topic, payload, { qos: 1 }, (error) => done(!error));
    return true;
  }

  #connect(): void {
    const { brokerUrl, authority } = this.#link;
    const name = signInName(authority, this.id);
    const lost = {
      topic: upTopic({ authority, connection: this.id, subject: this.id }, "lost"),
      payload: Buffer.from(JSON.stringify({ connection: this.id })),
    };
    const client = connect(brokerUrl, {
      protocolVersion: 4,
      clientId: name,
      username: name,
      password: this.#secret,
      clean: true,
      keepalive: keepaliveS,
      connectTimeout: connectMsMax,
      // Reconnecting is done here: with jitter, and without anything queued in the client.
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      ...(this.#listens ? { will: { ...lost, qos: 1 as const, retain: false } } : {}),
    });
    this.#client = client;
    client.on("connect", () => this.#subscribe(client));
    client.on("message", (topic, payload) => this.#events.message(topic, payload));
    client.on("close", () => this.#drop(client));
    // The close that follows is what counts; without a listener an error would end the process.
    client.on("error", () => {});
  }

  #subscribe(client: MqttClient): void {
    if (!this.#listens) {
      this.#arrive();
      return;
    }
    const { authority } = this.#link;
    client.subscribe([downFilter(authority, this.id), broadcastTopic(authority)], { qos: 1 }, (error, granted) => {
      const refused = error !== null || (granted ?? []).some(({ qos }) => qos === 128);
      if (refused || client !== this.#client) this.#drop(client);
      else this.#arrive();
    });
  }

  #arrive(): void {
    this.#attempts = 0;
    this.#up = true;
    this.#events.up();
  }

  /** Lets go of a client that is closed or to be closed; its unacknowledged messages are told so. */
  #drop(client: MqttClient): void {
    if (client !== this.#client) return;
    const wasUp = this.#up;
    this.#client = undefined;
    this.#up = false;
    client.end(true);
    if (wasUp) this.#events.down();
    if (this.#wanted) this.#retry();
  }

  #retry(): void {
    const { firstMs, maxMs } = this.#link.retry;
    const withinMs = Math.min(maxMs, firstMs * 2 ** this.#attempts++);
    this.#cancelRetry = this.#link.clock.after(randomBetween(this.#link.random, 0, withinMs), `reconnect ${this.id}`, () => this.#connect());
  }
}
