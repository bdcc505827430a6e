/** Asks a server, one question at a time, as a page does: from a thread of its own, so that reading the answers holds nobody up. */
import { once } from "node:events";
import { parentPort, Worker } from "node:worker_threads";

export interface Asked {
  /** From the request to the last byte of the answer. */
  readonly ms: number;
  readonly bytes: number;
  readonly body: string;
}

export class Asker {
  readonly #worker = new Worker(import.meta.filename);

  /** Throws an Error for an answer other than 200. */
  async ask(url: string): Promise<Asked> {
    this.#worker.postMessage(url);
    const [answer]: { status: number; asked: Asked }[] = await once(this.#worker, "message");
    if (answer?.status !== 200) throw new Error(`${url} answered ${answer?.status}: ${answer?.asked.body.slice(0, 300)}`);
    return answer.asked;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

parentPort?.on("message", async (url: string) => {
  const beganMs = performance.now();
  const response = await fetch(url);
  const bytes = await response.arrayBuffer();
  const ms = performance.now() - beganMs;
  // Only small answers and refusals are read by anyone.
  const body = bytes.byteLength < readMax || response.status !== 200 ? new TextDecoder().decode(bytes) : "";
  parentPort?.postMessage({ status: response.status, asked: { ms, bytes: bytes.byteLength, body } });
});

const readMax = 4_000_000;
