import type { EnergyLine } from "../../contract/energy.ts";
import { ApiFailure, reach } from "../api.ts";

/** The contract's name of this form: its schemas stay out of the browser. */
const ndjson = "application/x-ndjson";

/**
 * Asks a long question, answered by lines: how far the work is, 0–1, and at last the answer. Aborting `until` ends the work at the
 * controller too. Throws ApiFailure when it is refused, fails on the way, or ends without an answer.
 */
export async function getByLines<T>(path: string, until: AbortSignal, onProgress: (progress: number) => void): Promise<T> {
  const response = await reach(path, { headers: { accept: ndjson }, signal: until });
  if (!response.body) throw cutShort();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    const lines = `${rest}${value ?? ""}`.split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    for (const text of lines.filter((line) => line !== "")) {
      const line = read<T>(text);
      if ("answer" in line) return line.answer;
      if ("error" in line) throw new ApiFailure(line.error);
      onProgress(line.progress);
    }
    if (done) throw cutShort();
  }
}

// As with other answers: the server checks what it sends against the schema that T comes from.
const read = <T>(text: string): EnergyLine<T> => JSON.parse(text) as EnergyLine<T>;

const cutShort = (): ApiFailure =>
  new ApiFailure({ code: "CUT_SHORT", message: "The controller stopped before it had the answer. Ask again; the log of the controller says why it stopped." });
