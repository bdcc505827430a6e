/** A real broker for a few nodes, and a plain ear and mouth on it in place of a controller. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Aedes } from "aedes";
import { type Clock, SystemClock } from "#contract/clock";
import type { DownMessage } from "#contract/topics";
import { type DownKind, downTopic, parseUpTopic, type UpKind, type UpMessage, up } from "#contract/topics";

export const authority = "town";
const realClock: Clock = new SystemClock();
/** Longest any test waits for something to arrive. */
const arrivalMsMax = 10_000;

export interface Heard {
  readonly connection: string;
  readonly subject: string;
  readonly kind: UpKind;
  readonly payload: unknown;
}

export class StreetBroker {
  readonly heard: Heard[] = [];
  #aedes: Aedes | undefined;
  #server = createServer();
  readonly #sockets = new Set<Socket>();
  readonly #secrets: ReadonlyMap<string, string>;
  #port = 0;
  #waiting: { readonly until: () => boolean; readonly resolve: () => void }[] = [];

  constructor(secrets: ReadonlyMap<string, string>) {
    this.#secrets = secrets;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`;
  }

  async open(): Promise<void> {
    const aedes = await Aedes.createBroker();
    aedes.authenticate = (client, username, password, done) => {
      done(null, client.id === username && this.#secrets.get(username?.split("/")[1] ?? "") === password?.toString());
    };
    aedes.on("publish", (packet, client) => {
      if (client || packet.topic.endsWith("/lost")) this.#hear(packet.topic, packet.payload.toString());
    });
    this.#aedes = aedes;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      aedes.handle(socket);
    });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address && typeof address === "object") this.#port = address.port;
  }

  /** Dies like a killed process; `open` starts an empty one on the same port. */
  async kill(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    const aedes = this.#aedes;
    if (aedes) await new Promise<void>((resolve) => aedes.close(() => resolve()));
  }

  tell<K extends DownKind>(connection: string, subject: string, kind: K, message: DownMessage<K> | string): void {
    const payload = typeof message === "string" ? message : JSON.stringify(message);
    const topic = downTopic({ authority, connection, subject }, kind);
    this.#aedes?.publish({ cmd: "publish", topic, payload, qos: 1, retain: false, dup: false }, () => {});
  }

  /** Messages of a kind, each checked against its schema. */
  of<K extends UpKind>(kind: K): UpMessage<K>[];
  of(kind: UpKind): unknown[] {
    return this.heard.filter((heard) => heard.kind === kind).map(({ payload }) => up[kind].parse(payload));
  }

  /** Resolves when `until` is true of what was heard; fails saying what was expected. */
  async hears(what: string, until: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const cancel = realClock.after(arrivalMsMax, what, () => reject(new Error(`expected ${what}; heard ${this.heard.length} messages`)));
      const waiting = {
        until,
        resolve: () => {
          cancel();
          resolve();
        },
      };
      this.#waiting.push(waiting);
      this.#check();
    });
  }

  #hear(topic: string, text: string): void {
    const route = parseUpTopic(topic);
    if (!route) throw new Error(`a node published to ${topic}, which is not in the table of topics`);
    this.heard.push({ connection: route.connection, subject: route.subject, kind: route.kind, payload: JSON.parse(text) });
    this.#check();
  }

  #check(): void {
    const done = this.#waiting.filter(({ until }) => until());
    this.#waiting = this.#waiting.filter((waiting) => !done.includes(waiting));
    for (const { resolve } of done) resolve();
  }
}
