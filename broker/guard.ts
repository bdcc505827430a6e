/**
 * The byte guard: stands between a socket and aedes and looks only at packet headers. aedes would collect a packet of any declared
 * length before it asks who is there: four sockets took 800 MB that way (operations.md D0.5).
 */
import type { Duplex } from "node:stream";
import { payloadBytesMax } from "#contract/topics";
import type { RefusalReason } from "./refusals.ts";

/**
 * Longest CONNECT, bytes. With ids of 63 characters, a secret of 64 and the will a node sets, a CONNECT has 630: more than the 512 of
 * operations.md A4, and every legal identity must be able to sign in.
 */
export const connectBytesMax = 640;
/** Longest packet after the CONNECT, bytes: a payload of the largest size, its topic and its header. */
export const packetBytesMax = payloadBytesMax + 512;

const connectHeader = 0x10;
/** [MQTT-2.2.3]: the remaining length has at most four bytes. */
const lengthShiftMax = 21;

/** Follows the packets of one stream by their headers. */
export class PacketWatch {
  #signedIn = false;
  #bytesBefore = 0;
  #packets = 0;
  #bodyLeft = 0;
  #inLength = false;
  #length = 0;
  #shift = 0;

  signedIn(): void {
    this.#signedIn = true;
  }

  /** Why the stream must be cut, having read this chunk as well; undefined while all is well. */
  inspect(chunk: Uint8Array): RefusalReason | undefined {
    if (!this.#signedIn) {
      this.#bytesBefore += chunk.length;
      // Below this sum there is room for a CONNECT and one packet sent right behind it, which MQTT allows.
      if (this.#bytesBefore > connectBytesMax + packetBytesMax) return this.#packets === 0 ? "packet-too-large" : "too-much-before-sign-in";
    }
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const skip = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= skip;
        at += skip;
        continue;
      }
      const refusal = this.#header(chunk[at++] ?? 0);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #header(byte: number): RefusalReason | undefined {
    if (!this.#inLength) {
      if (this.#packets === 0 && byte !== connectHeader) return "no-connect";
      this.#inLength = true;
      this.#length = 0;
      this.#shift = 0;
      return undefined;
    }
    this.#length += (byte & 0x7f) << this.#shift;
    if ((byte & 0x80) !== 0) {
      if (this.#shift === lengthShiftMax) return "malformed";
      this.#shift += 7;
      return undefined;
    }
    const limit = this.#packets === 0 ? connectBytesMax : packetBytesMax;
    this.#packets++;
    this.#inLength = false;
    this.#bodyLeft = this.#length;
    return this.#length > limit ? "packet-too-large" : undefined;
  }
}

/**
 * Puts a watch on a connection, before aedes gets it, and cuts it when the watch says so. It looks at what aedes reads instead of standing
 * as a stream of its own in between: that would cost some kilobytes and a copy for each of ten thousand connections.
 */
export function guard(connection: Duplex, refuse: (reason: RefusalReason) => void): PacketWatch {
  const watch = new PacketWatch();
  const read = connection.read.bind(connection);
  connection.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    const refusal = chunk instanceof Uint8Array ? watch.inspect(chunk) : undefined;
    if (refusal === undefined) return chunk;
    refuse(refusal);
    connection.destroy();
    return null;
  };
  return watch;
}
