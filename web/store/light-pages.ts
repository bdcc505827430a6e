import type { LightPage, LightSummary } from "../../contract/api.ts";

/** Rows asked for at once: a few screens. */
export const pageRows = 200;
/** Pages kept: scrolling back a little costs nothing, scrolling through a million lights does not keep them all. */
const pagesKept = 20;

export interface LightPagesPorts {
  readonly fetchPage: (offset: number, limit: number) => Promise<LightPage>;
  /** Something to show has changed. */
  readonly onChange: () => void;
  readonly onFailure: (failure: unknown) => void;
}

/** The part of a long, server-sorted list that is on screen, fetched page by page as it is scrolled to. */
export class LightPages {
  readonly #ports: LightPagesPorts;
  readonly #pages = new Map<number, readonly LightSummary[]>();
  readonly #asked = new Set<number>();
  #total: number | undefined;
  #closed = false;

  constructor(ports: LightPagesPorts) {
    this.#ports = ports;
  }

  /** Lights the filter holds; undefined until the first answer. */
  get total(): number | undefined {
    return this.#total;
  }

  /** The light at a place in the list; undefined while its page is on its way. */
  at(index: number): LightSummary | undefined {
    return this.#pages.get(Math.floor(index / pageRows))?.[index % pageRows];
  }

  /** Makes sure the lights from `first` to `last` are there or asked for. */
  want(first: number, last: number): void {
    for (let page = Math.floor(first / pageRows); page <= Math.floor(last / pageRows); page++) if (!this.#pages.has(page)) void this.#fetch(page);
  }

  /** Asks again for what is on screen; the old rows stay until the answer. */
  refresh(first: number, last: number): void {
    const seen = new Set<number>();
    for (let page = Math.floor(first / pageRows); page <= Math.floor(last / pageRows); page++) seen.add(page);
    for (const page of this.#pages.keys()) if (!seen.has(page)) this.#pages.delete(page);
    for (const page of seen) void this.#fetch(page);
  }

  close(): void {
    this.#closed = true;
  }

  async #fetch(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    try {
      const answer = await this.#ports.fetchPage(page * pageRows, pageRows);
      if (this.#closed) return;
      this.#total = answer.total;
      this.#pages.delete(page);
      this.#pages.set(page, answer.lights);
      const oldest = this.#pages.keys().next();
      if (this.#pages.size > pagesKept && !oldest.done) this.#pages.delete(oldest.value);
      this.#ports.onChange();
    } catch (failure) {
      if (!this.#closed) this.#ports.onFailure(failure);
    } finally {
      this.#asked.delete(page);
    }
  }
}
