import type { LiveText } from "../../contract/api.ts";
import type { Cancel, Clock } from "../../contract/clock.ts";
import { type Delta, decodeDelta } from "../../contract/live.ts";

export interface StreamState {
  readonly kind: "connecting" | "live" | "broken";
  /** Since when, ms of the given clock's elapsed time. */
  readonly sinceMs: number;
}

export interface LiveStreamPorts {
  /** Asked at each opening: it says what the page already has. */
  readonly url: () => string;
  readonly clock: Clock;
  readonly onText: (frame: LiveText) => void;
  readonly onDelta: (delta: Delta) => void;
  readonly onState: (state: StreamState) => void;
}

/** The server speaks once a second; silence this long means the stream is dead even if the socket does not know it, ms. */
const silenceMsMax = 3_500;
/** First wait before trying again, doubled at each failure, ms. */
const retryMsFirst = 500;
/** Longest wait: a person watching a restart should not wait longer, ms. */
const retryMsMax = 8_000;

/** One socket for everything live. It reconnects for ever and says at every moment whether what the page shows is live. */
export class LiveStream {
  readonly #ports: LiveStreamPorts;
  #socket: WebSocket | undefined;
  #retryMs = retryMsFirst;
  #closed = false;
  #silence: Cancel = () => {};
  #retry: Cancel = () => {};

  constructor(ports: LiveStreamPorts) {
    this.#ports = ports;
  }

  open(): void {
    const socket = new WebSocket(this.#ports.url());
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onopen = () => this.#onOpen();
    socket.onmessage = (event: { readonly data: unknown }) => this.#onMessage(event.data);
    socket.onclose = () => this.#onClose(socket);
    this.#watchSilence();
  }

  close(): void {
    this.#closed = true;
    this.#silence();
    this.#retry();
    this.#socket?.close();
  }

  #onOpen(): void {
    this.#retryMs = retryMsFirst;
    this.#say("live");
  }

  #onMessage(data: unknown): void {
    this.#watchSilence();
    if (data instanceof ArrayBuffer) this.#ports.onDelta(decodeDelta(data));
    // Typed, not parsed: the server checks each text frame against LiveText before sending it.
    else if (typeof data === "string") this.#ports.onText(JSON.parse(data) as LiveText);
  }

  #onClose(socket: WebSocket): void {
    if (this.#closed || socket !== this.#socket) return;
    this.#socket = undefined;
    this.#silence();
    this.#say("broken");
    this.#retry = this.#ports.clock.after(this.#retryMs, "live stream retry", () => this.open());
    this.#retryMs = Math.min(retryMsMax, this.#retryMs * 2);
  }

  #watchSilence(): void {
    this.#silence();
    this.#silence = this.#ports.clock.after(silenceMsMax, "live stream silence", () => {
      const socket = this.#socket;
      if (!socket) return;
      // A dead peer never answers the close handshake, so the break is declared here.
      this.#onClose(socket);
      socket.close();
    });
  }

  #say(kind: StreamState["kind"]): void {
    this.#ports.onState({ kind, sinceMs: this.#ports.clock.elapsedMs() });
  }
}
