/** When a node is asked for what is missing, how often, and when that is enough. Times are ms of the pace clock, which never goes back. */
import type { Ask } from "#contract/messages";
import type { Span } from "./spans.ts";

/** One ask covers at most this many reports, so that an answer is a few packets. */
export const askReportsMax = 200;
/** An ask is repeated when nothing of it has come for this long, at most `triesMax` times in a row. */
const answerMsMax = 60_000;
const triesMax = 5;
/** A node that did not answer so often rests; then it is asked what it still holds. */
const restMs = 15 * 60_000;
/** A node that says so often that it holds a report, and never sends it, does not have it: its flash is damaged. */
const fruitlessMax = 3;
/** A node says hello by itself when it connects; if a new boot shows without one, the hello was lost, and is asked for after this. */
const helloMs = 30_000;

export class Asking {
  #asked: { readonly boot: number; readonly to: number; atMs: number } | undefined;
  #tries = 0;
  #fruitless = 0;
  #helloAtMs: number | undefined;
  #progressed = false;

  /** Something that was missing has come. */
  progress(): void {
    this.#progressed = true;
    this.#tries = 0;
    this.#fruitless = 0;
  }

  /** The node has said anew what it holds. True when it has said so often enough, without ever sending it. */
  hello(): boolean {
    this.#asked = undefined;
    this.#helloAtMs = undefined;
    const isFruitless = this.#tries >= triesMax;
    this.#tries = 0;
    if (!isFruitless) return false;
    this.#fruitless = (this.#fruitless + 1) % fruitlessMax;
    return this.#fruitless === 0;
  }

  /** Reports of `first`, the first missing span, that were asked for and may still come. */
  awaited(first: Span, nowMs: number): number {
    if (this.#progressed && this.#asked) this.#asked.atMs = nowMs;
    this.#progressed = false;
    const asked = this.#asked;
    if (!asked || asked.boot !== first.boot || first.from > asked.to || nowMs - asked.atMs >= answerMsMax) return 0;
    return asked.to - first.from + 1;
  }

  /** What to ask now for the first missing span; undefined while an answer may still come, or the node rests. */
  next(first: Span, nowMs: number): Ask | undefined {
    if (this.awaited(first, nowMs) > 0) return undefined;
    if (this.#tries >= triesMax) return this.#whatIsHeld(nowMs, restMs);
    const to = Math.min(first.to, first.from + askReportsMax - 1);
    this.#tries += 1;
    this.#asked = { boot: first.boot, to, atMs: nowMs };
    this.#helloAtMs = nowMs;
    return { want: "replay", boot: first.boot, from: first.from, to };
  }

  /** Asks for the hello that tells of a boot one has not been told of. */
  untold(nowMs: number): Ask | undefined {
    return this.#whatIsHeld(nowMs, helloMs);
  }

  #whatIsHeld(nowMs: number, everyMs: number): Ask | undefined {
    this.#helloAtMs ??= nowMs;
    if (nowMs - this.#helloAtMs < everyMs) return undefined;
    this.#helloAtMs = nowMs;
    return { want: "hello", withinS: 0 };
  }
}
