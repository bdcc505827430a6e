/** Reads what comes down to a connection: parsed once here, trusted after. */
import { Ask, Programme, Target } from "#contract/messages";
import { parseDownTopic } from "#contract/topics";

export type DownCommand =
  | { readonly subject: string; readonly kind: "ask"; readonly refused: boolean; readonly ask: Ask | undefined }
  | { readonly subject: string; readonly kind: "programme" | "target"; readonly refused: true }
  | { readonly subject: string; readonly kind: "programme" | "target"; readonly refused: false; readonly order: Programme | Target };

/** The message, or that one of its kind was refused; undefined when the topic is none that goes down. */
export function readDown(topic: string, payload: Uint8Array): DownCommand | undefined {
  const route = parseDownTopic(topic);
  if (!route) return undefined;
  const { subject, kind } = route;
  const content = readJson(payload);
  if (kind === "ask") {
    const ask = Ask.safeParse(content).data;
    return { subject, kind, refused: ask === undefined, ask };
  }
  const order = (kind === "programme" ? Programme : Target).safeParse(content).data;
  return order ? { subject, kind, refused: false, order } : { subject, kind, refused: true };
}

const decoder = new TextDecoder();

function readJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(payload));
  } catch {
    // Not JSON is refused like JSON of another shape.
    return undefined;
  }
}
