/**
 * What is known of one node's reports where it is not simply "stored up to here, and the next few are on their way". Everything up to the
 * frontier (boot, upTo) is settled; from there the spans say what is what. A boot is left behind only when a hello of a later boot has told
 * how far it went: `toldBoot` is the latest boot the node has said hello in.
 */
import type { Hello } from "#contract/messages";
import { Asking, askReportsMax } from "./asking.ts";
import { lastOf, type Paint, type Range, repaint, type Span } from "./spans.ts";

export interface Frontier {
  /** -1 when nothing is known of the node. */
  readonly boot: number;
  readonly upTo: number;
}

/** Counts reports that healed, or were given up. */
export interface Tally {
  healed(reports: number): void;
  givenUp(reports: number): void;
}

/** No node's log holds more: of a longer jump, which is a node gone mad or a hostile one, the newest are asked for. */
const jumpReportsMax = 100_000;
/** A hello that lists this many ranges may have left older ones out: their logs are not known to be empty (contract/messages.ts). */
const rangesToldMax = 64;
/** Spans kept of a node: one that flaps all night does not fill the memory. */
const spansMax = 512;

export class NodeReports {
  readonly asking = new Asking();
  #boot: number;
  #upTo: number;
  #toldBoot: number;
  #spans: Span[];
  readonly #tally: Tally;

  constructor(frontier: Frontier, spans: readonly Span[], tally: Tally) {
    this.#boot = frontier.boot;
    this.#upTo = frontier.upTo;
    this.#toldBoot = frontier.boot;
    this.#spans = [...spans];
    this.#tally = tally;
  }

  get frontier(): Frontier {
    return { boot: this.#boot, upTo: this.#upTo };
  }

  get spans(): readonly Span[] {
    return this.#spans;
  }

  /** Whether the node has boots that no hello has told of: then older reports may exist that nobody knows of. */
  get isUntold(): boolean {
    return (this.#spans.at(-1)?.boot ?? -1) > this.#toldBoot;
  }

  /** The first span that is missing. */
  get missing(): Span | undefined {
    return this.#spans.find((span) => span.state === "missing");
  }

  arrived(boot: number, seq: number): void {
    if (this.isSettled(boot, seq)) return;
    this.#expectBelow(boot, seq);
    this.#paint({ boot, from: seq, to: seq }, (state) => {
      if (state !== "missing") return state ?? "pending";
      this.asking.progress();
      return "healing";
    });
  }

  /** A report arrived that shows that another node has taken the place of this one. */
  replaced(boot: number, seq: number): void {
    this.#forget();
    this.arrived(boot, seq);
  }

  stored(boot: number, seq: number): void {
    if (this.isSettled(boot, seq)) return;
    this.#expectBelow(boot, seq);
    this.#paint({ boot, from: seq, to: seq }, (state) => {
      if (state === "healing" || state === "missing") this.#tally.healed(1);
      return "stored";
    });
  }

  /** Arrived, and let go before the store took it. */
  dropped(boot: number, seq: number): void {
    if (this.isSettled(boot, seq)) return;
    this.#expectBelow(boot, seq);
    this.#paint({ boot, from: seq, to: seq }, (state) => (state === "stored" ? "stored" : "missing"));
  }

  /** No store takes it: fetched again, it would be refused again. */
  refused(boot: number, seq: number): void {
    if (this.isSettled(boot, seq)) return;
    this.#expectBelow(boot, seq);
    this.#paint({ boot, from: seq, to: seq }, (state) => {
      if (state !== "stored") this.#tally.givenUp(1);
      return "stored";
    });
  }

  /** The node says what it holds: what its log has and nobody knew of is missing, and what it no longer has is given up. */
  hello({ boot, seq, log }: Hello): void {
    if (boot < this.#toldBoot || seq < this.#lastStored(boot)) this.#forget();
    this.#spans = this.#spans.filter((span) => span.boot <= boot);
    for (const of of new Set([...this.#spans, ...log, { boot }].map((range) => range.boot))) {
      if (of < this.#boot || of > boot) continue;
      const held = log.filter((range) => range.boot === of);
      // What a full list leaves out may still be held.
      if (held.length === 0 && log.length >= rangesToldMax && of < (log[0]?.boot ?? 0)) continue;
      this.#compare(of, held, of < boot ? undefined : seq);
    }
    this.#toldBoot = Math.max(this.#toldBoot, boot);
    if (this.asking.hello()) this.#giveUpFirst();
    this.#advance();
  }

  /** The store holds less than was thought: only up to `to`; undefined when it holds nothing of this node. */
  goBack(to: Frontier | undefined): void {
    const { boot, upTo } = this.frontier;
    this.#boot = to?.boot ?? -1;
    this.#upTo = to?.upTo ?? 0;
    this.#toldBoot = this.#boot;
    if (boot >= 0) this.#paint({ boot, from: this.#floor(boot), to: upTo }, (state) => state ?? "missing");
  }

  /** Ranges above the frontier that are known as stored; what lies between was missing before. */
  restore(above: readonly Range[]): void {
    for (const range of above) {
      this.#expectBelow(range.boot, range.from);
      this.#spans = repaint(this.#spans, range, () => "stored");
    }
    this.#advance();
  }

  /** The same, counted for another area. */
  with(tally: Tally): NodeReports {
    const same = new NodeReports(this.frontier, this.#spans, tally);
    same.#toldBoot = this.#toldBoot;
    return same;
  }

  /** The frontier when there is nothing beyond it but reports on their way, and how far these go; undefined otherwise. */
  simple(): (Frontier & { readonly pendingTo: number }) | undefined {
    const [only, second] = this.#spans;
    if (second !== undefined) return undefined;
    if (only === undefined) return { ...this.frontier, pendingTo: this.#upTo };
    const follows = only.boot === this.#boot && only.from === this.#upTo + 1 && only.state === "pending";
    return follows ? { ...this.frontier, pendingTo: only.to } : undefined;
  }

  isSettled(boot: number, seq: number): boolean {
    return boot < this.#boot || (boot === this.#boot && seq <= this.#upTo) || seq < 1;
  }

  /** The first report of a boot that is not settled: nodes count from 1. */
  #floor(boot: number): number {
    return boot === this.#boot ? this.#upTo + 1 : 1;
  }

  /** Reports of a boot have no gaps: below one that exists, all exist. */
  #expectBelow(boot: number, seq: number): void {
    const from = Math.max(this.#floor(boot), (lastOf(this.#spans, boot) ?? 0) + 1);
    if (from >= seq) return;
    const oldest = Math.max(from, seq - jumpReportsMax);
    this.#settle({ boot, from, to: oldest - 1 });
    this.#spans = repaint(this.#spans, { boot, from: oldest, to: seq - 1 }, (state) => state ?? "missing");
  }

  /** One boot against the ranges its log holds; `lastSeq` is the last report made in the present boot, undefined for one that has ended. */
  #compare(boot: number, held: readonly Range[], lastSeq: number | undefined): void {
    let next = this.#floor(boot);
    for (const { from, to } of held) {
      const oldest = Math.max(next, from, to - jumpReportsMax + 1);
      if (to < oldest) continue;
      this.#settle({ boot, from: next, to: oldest - 1 });
      this.#spans = repaint(this.#spans, { boot, from: oldest, to }, (state) => state ?? "missing");
      next = to + 1;
    }
    // Beyond what an ended boot holds nothing will come; beyond the present one's last there may be reports that overtook the hello.
    this.#settle({ boot, from: next, to: lastSeq ?? lastOf(this.#spans, boot) ?? 0 });
  }

  /** What is missing or unheard of in the range will never come. It is not counted where nothing was known of the node: it was never promised. */
  #settle(range: Range): void {
    if (range.from > range.to) return;
    const isFirstContact = this.#boot < 0;
    this.#spans = repaint(this.#spans, range, (state, reports) => {
      if (state !== undefined && state !== "missing") return state;
      if (!isFirstContact) this.#tally.givenUp(Math.min(reports, jumpReportsMax));
      return "stored";
    });
  }

  #giveUpFirst(): void {
    const first = this.missing;
    if (first) this.#settle({ ...first, to: Math.min(first.to, first.from + askReportsMax - 1) });
  }

  #paint(range: Range, paint: Paint): void {
    this.#spans = repaint(this.#spans, range, paint);
    while (this.#spans.length > spansMax) this.#simplify();
    this.#advance();
  }

  /** Makes one of the two oldest gaps of a boot, as if nothing between them had come: asking for it again does no harm. */
  #simplify(): void {
    const gaps = this.#spans.filter((span) => span.state === "missing");
    const second = gaps.findIndex((gap, i) => gaps[i - 1]?.boot === gap.boot);
    const [before, after] = [gaps[second - 1], gaps[second]];
    if (before && after) this.#spans = repaint(this.#spans, { boot: after.boot, from: before.to + 1, to: after.from - 1 }, () => "missing");
    else this.#letGoOldest();
  }

  /** So many boots with gaps that the oldest span is given up. */
  #letGoOldest(): void {
    const oldest = this.#spans.shift();
    if (!oldest) return;
    if (oldest.state === "missing") this.#tally.givenUp(oldest.to - oldest.from + 1);
    this.#boot = oldest.boot;
    this.#upTo = oldest.to;
    this.#toldBoot = Math.max(this.#toldBoot, oldest.boot);
  }

  /** The last report of a boot that is stored: a node that says in this boot it has made fewer is not the one that made it. */
  #lastStored(boot: number): number {
    const above = this.#spans.findLast((span) => span.boot === boot && span.state === "stored")?.to ?? 0;
    return boot === this.#boot ? Math.max(this.#upTo, above) : above;
  }

  #advance(): void {
    let first = this.#spans[0];
    while (first) {
      // All of the boots before is settled, and a hello has told that nothing more of them exists.
      if (first.boot > this.#boot && first.boot <= this.#toldBoot) {
        this.#boot = first.boot;
        this.#upTo = 0;
      }
      if (first.state !== "stored" || first.boot !== this.#boot || first.from !== this.#upTo + 1) return;
      this.#upTo = first.to;
      this.#spans.shift();
      first = this.#spans[0];
    }
    if (this.#toldBoot > this.#boot) {
      this.#boot = this.#toldBoot;
      this.#upTo = 0;
    }
  }

  /** The numbers went back: it is another node under the same name, or one whose flash was emptied, and counts anew. */
  #forget(): void {
    this.#boot = -1;
    this.#upTo = 0;
    this.#toldBoot = -1;
    this.#spans = [];
  }
}
