/** A change posted to a program, signed after the Standard Webhooks specification: its id, its instant and its body under one HMAC. */
import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Clock } from "#contract/clock";
import { messageOf } from "#contract/failures";
import { type Delivery, deliveryMsMax } from "./delivery.ts";
import { hostRefusal, publicLookup } from "./public-address.ts";

export interface Hook {
  readonly url: string;
  readonly secret: Uint8Array;
  /** Whether it may be on this machine or a private network. */
  readonly privateAddresses: boolean;
}

/** `webhook-signature` of a message: "v1," and HMAC-SHA256 of "id.seconds.body", base64. */
export function signatureOf(secret: Uint8Array, id: string, atS: number, body: string): string {
  return `v1,${createHmac("sha256", secret).update(`${id}.${atS}.${body}`).digest("base64")}`;
}

/** Bytes of a secret as its file has it: text, or base64 after "whsec_". */
export function secretBytes(text: string): Uint8Array {
  const trimmed = text.trim();
  return trimmed.startsWith("whsec_") ? Buffer.from(trimmed.slice("whsec_".length), "base64") : Buffer.from(trimmed);
}

/** Posts once; 2xx is delivered, redirects are not followed. 410 says that nobody will ever take it. */
export function post({ url, secret, privateAddresses }: Hook, id: string, body: string, clock: Clock): Promise<Delivery> {
  const target = new URL(url);
  const refusal = privateAddresses ? undefined : hostRefusal(target.hostname);
  if (refusal) return Promise.resolve({ ok: false, failure: refusal.message, isFinal: true });
  const atS = Math.floor(clock.now() / 1_000);
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "user-agent": "Leerie",
    "webhook-id": id,
    "webhook-timestamp": String(atS),
    "webhook-signature": signatureOf(secret, id, atS, body),
  };
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const sent = send(target, { method: "POST", headers, agent: false, ...(privateAddresses ? {} : { lookup: publicLookup }) });
    const cancel = clock.after(deliveryMsMax, "webhook without an answer", () => sent.destroy(new Error(`no answer within ${deliveryMsMax / 1_000} s`)));
    const end = (delivery: Delivery): void => {
      cancel();
      sent.destroy();
      resolve(delivery);
    };
    // What the receiver says beside its status is not read.
    sent.on("response", ({ statusCode = 0 }) => end(answered(statusCode)));
    sent.on("error", (error) => end({ ok: false, failure: messageOf(error), isFinal: false }));
    sent.end(body);
  });
}

const answered = (status: number): Delivery =>
  status >= 200 && status < 300 ? { ok: true } : { ok: false, failure: `the receiver answered ${status}`, isFinal: status === 410 };
