import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Hello } from "#contract/messages";
import { Gaps } from "#controller/gaps/gaps";

const hello = (boot: number, seq: number, log: Hello["log"]): Hello => ({ node: "n1", boot, at: "2026-11-21T16:00:00Z", firmware: "1", command: 0, seq, log });
const always = () => true;
const minuteMs = 60_000;

/** One light whose node has said hello in boot 1, before its first report. */
function started(): Gaps {
  const gaps = new Gaps(["Old Town"]);
  gaps.hello(0, hello(1, 0, []));
  return gaps;
}
const arrive = (gaps: Gaps, boot: number, ...seqs: number[]) => seqs.forEach((seq) => void gaps.arrived(0, boot, seq, 1_000 + seq));
const store = (gaps: Gaps, boot: number, ...seqs: number[]) => seqs.forEach((seq) => void gaps.stored(0, boot, seq, 1_000 + seq));
const asked = (gaps: Gaps, nowMs: number) => gaps.asks(nowMs, always).map(({ ask }) => ask);

describe("gaps in a node's reports", () => {
  test("a jump of the sequence is asked for, and is closed when the store has what was missing, not when it arrives", () => {
    const gaps = started();
    arrive(gaps, 1, 1, 2, 5);
    expect(gaps.counts()).toEqual({ open: 2, healed: 0, givenUp: 0 });
    expect(asked(gaps, 0)).toEqual([{ want: "replay", boot: 1, from: 3, to: 4 }]);
    arrive(gaps, 1, 3, 4);
    expect(gaps.counts()).toEqual({ open: 2, healed: 0, givenUp: 0 });
    expect(asked(gaps, 1e9)).toEqual([]);
    store(gaps, 1, 1, 2, 3, 4, 5);
    expect(gaps.counts()).toEqual({ open: 0, healed: 2, givenUp: 0 });
    expect(gaps.standing(0)).toEqual({ boot: 1, upTo: 5, above: [], newestAtMs: 1_005 });
  });

  test("nothing is missing while reports come in order, however late and in whatever order they are stored", () => {
    const gaps = started();
    arrive(gaps, 1, 1, 2, 3, 4);
    store(gaps, 1, 3);
    expect(gaps.standing(0)).toMatchObject({ upTo: 0, above: [{ boot: 1, from: 3, to: 3 }] });
    arrive(gaps, 1, 5, 2);
    store(gaps, 1, 2, 1, 1, 4);
    expect(gaps.standing(0)).toMatchObject({ upTo: 4, above: [] });
    expect(gaps.counts()).toEqual({ open: 0, healed: 0, givenUp: 0 });
    expect(asked(gaps, 1e9)).toEqual([]);
  });

  test("what was dropped before the store took it is missing again", () => {
    const gaps = started();
    arrive(gaps, 1, 1, 2, 3);
    for (const seq of [1, 2]) gaps.dropped(0, 1, seq);
    expect(asked(gaps, 0)).toEqual([{ want: "replay", boot: 1, from: 1, to: 2 }]);
    arrive(gaps, 1, 1, 2);
    store(gaps, 1, 1, 2, 3);
    expect(gaps.counts()).toEqual({ open: 0, healed: 2, givenUp: 0 });
  });

  test("what no store takes is given up, and does not hold up the rest", () => {
    const gaps = started();
    arrive(gaps, 1, 1, 2, 3);
    gaps.refused(0, 1, 2);
    store(gaps, 1, 1, 3);
    expect(gaps.standing(0)).toMatchObject({ upTo: 3, above: [] });
    expect(gaps.counts()).toEqual({ open: 0, healed: 0, givenUp: 1 });
  });

  test("a hello tells of the boot before, and of what its log has lost", () => {
    const gaps = started();
    arrive(gaps, 1, 1);
    store(gaps, 1, 1);
    gaps.hello(
      0,
      hello(2, 3, [
        { boot: 1, from: 4, to: 9 },
        { boot: 2, from: 1, to: 3 },
      ]),
    );
    expect(gaps.counts()).toEqual({ open: 9, healed: 0, givenUp: 2 });
    expect(asked(gaps, 0)).toEqual([{ want: "replay", boot: 1, from: 4, to: 9 }]);
    arrive(gaps, 1, 4, 5, 6, 7, 8, 9);
    expect(asked(gaps, 0)).toEqual([{ want: "replay", boot: 2, from: 1, to: 3 }]);
    store(gaps, 1, 4, 5, 6, 7, 8, 9);
    arrive(gaps, 2, 1, 2, 3, 4);
    store(gaps, 2, 1, 2, 3, 4);
    expect(gaps.standing(0)).toMatchObject({ boot: 2, upTo: 4, above: [] });
    expect(gaps.counts()).toEqual({ open: 0, healed: 9, givenUp: 2 });
  });

  test("a new boot whose hello was lost: the node is asked for it, and only then is the boot before left behind", () => {
    const gaps = started();
    arrive(gaps, 1, 1);
    arrive(gaps, 2, 1);
    store(gaps, 1, 1);
    store(gaps, 2, 1);
    expect(gaps.standing(0)).toMatchObject({ boot: 1, upTo: 1, above: [{ boot: 2, from: 1, to: 1 }] });
    expect([asked(gaps, 0), asked(gaps, 30_000)]).toEqual([[], [{ want: "hello", withinS: 0 }]]);
    gaps.hello(
      0,
      hello(2, 1, [
        { boot: 1, from: 1, to: 2 },
        { boot: 2, from: 1, to: 1 },
      ]),
    );
    expect(asked(gaps, 30_000)).toEqual([{ want: "replay", boot: 1, from: 2, to: 2 }]);
    store(gaps, 1, 2);
    expect(gaps.standing(0)).toMatchObject({ boot: 2, upTo: 1, above: [] });
  });

  test("what a node made before it was first heard of is fetched as far as its log goes; the rest was never promised", () => {
    const gaps = new Gaps(["Old Town"]);
    arrive(gaps, 7, 140);
    gaps.hello(
      0,
      hello(7, 140, [
        { boot: 6, from: 300, to: 310 },
        { boot: 7, from: 1, to: 140 },
      ]),
    );
    expect(gaps.counts()).toEqual({ open: 11 + 139, healed: 0, givenUp: 0 });
  });

  test("numbers that go back are another node's: nothing of it counts as stored", () => {
    const gaps = started();
    arrive(gaps, 1, 1, 2, 3);
    store(gaps, 1, 1, 2, 3);
    gaps.hello(0, hello(5, 0, []));
    gaps.hello(0, hello(1, 2, [{ boot: 1, from: 1, to: 2 }]));
    expect(asked(gaps, 0)).toEqual([{ want: "replay", boot: 1, from: 1, to: 2 }]);
    store(gaps, 1, 1, 2);
    // Emptied again, in the same boot.
    gaps.hello(0, hello(1, 1, [{ boot: 1, from: 1, to: 1 }]));
    expect(asked(gaps, 0)).toEqual([{ want: "replay", boot: 1, from: 1, to: 1 }]);
  });
});

test("a report that is later than all that is stored, with a number that is stored, shows that the node was replaced", () => {
  const gaps = started();
  arrive(gaps, 1, 1, 2, 3);
  store(gaps, 1, 1, 2, 3);
  gaps.arrived(0, 1, 2, 1_002);
  expect(gaps.standing(0)).toMatchObject({ boot: 1, upTo: 3 });
  gaps.arrived(0, 1, 2, 5_000);
  expect([asked(gaps, 0), asked(gaps, 30_000)]).toEqual([[], [{ want: "hello", withinS: 0 }]]);
  gaps.hello(0, hello(1, 2, [{ boot: 1, from: 1, to: 2 }]));
  expect(asked(gaps, 30_000)).toEqual([{ want: "replay", boot: 1, from: 1, to: 1 }]);
});

describe("asking for what is missing", () => {
  test("comes in pieces of 200, the next when one has arrived; what stays out is asked again after a minute without news", () => {
    const gaps = started();
    arrive(gaps, 1, 501);
    expect(asked(gaps, 0)).toEqual([{ want: "replay", boot: 1, from: 1, to: 200 }]);
    arrive(gaps, 1, ...Array.from({ length: 199 }, (_, i) => i + 1));
    expect(asked(gaps, minuteMs)).toEqual([]);
    expect(asked(gaps, 2 * minuteMs)).toEqual([{ want: "replay", boot: 1, from: 200, to: 399 }]);
    arrive(gaps, 1, ...Array.from({ length: 200 }, (_, i) => i + 200));
    expect(asked(gaps, 2 * minuteMs + 1)).toEqual([{ want: "replay", boot: 1, from: 400, to: 500 }]);
  });

  test("a node that does not answer is asked five times, then what it holds; what it says it has and never sends is given up", () => {
    const gaps = started();
    arrive(gaps, 1, 3);
    const asks: string[] = [];
    for (let minute = 0; minute < 120; minute++) {
      for (const { want } of asked(gaps, minute * minuteMs)) {
        asks.push(want);
        if (want === "hello") gaps.hello(0, hello(1, 3, [{ boot: 1, from: 1, to: 3 }]));
      }
    }
    const round = [...Array(5).fill("replay"), "hello"];
    expect(asks).toEqual([...round, ...round, ...round]);
    expect(gaps.counts()).toEqual({ open: 0, healed: 0, givenUp: 2 });
  });

  test("a node that is not connected is not asked, and nothing of it is given up", () => {
    const gaps = started();
    arrive(gaps, 1, 3);
    for (let minute = 0; minute < 600; minute++) expect(gaps.asks(minute * minuteMs, () => false)).toEqual([]);
    expect(gaps.counts()).toEqual({ open: 2, healed: 0, givenUp: 0 });
  });

  test("no more is asked of a returning fleet than the recorder has room for", () => {
    const lights = 2_000;
    const gaps = new Gaps(Array(lights).fill("Old Town"));
    for (let row = 0; row < lights; row++) {
      gaps.hello(row, hello(1, 0, []));
      gaps.hello(row, hello(1, 1_000, [{ boot: 1, from: 1, to: 1_000 }]));
    }
    let reports = 0;
    for (let second = 0; second < 50; second++) {
      const asks = gaps.asks(second * 1_000, always);
      expect(asks.length).toBeLessThanOrEqual(200);
      for (const { ask } of asks) if (ask.want === "replay") reports += ask.to - ask.from + 1;
    }
    expect(reports).toBe(100_000);
  });
});

describe("how it is counted and kept", () => {
  test("open, healed and given up are told by area", () => {
    const gaps = new Gaps(["West End", "Old Town", "West End"]);
    for (const row of [0, 1, 2]) gaps.hello(row, hello(1, 0, []));
    gaps.arrived(0, 1, 3, 5);
    gaps.stored(0, 1, 1, 5);
    gaps.arrived(2, 1, 2, 5);
    gaps.hello(2, hello(1, 2, [{ boot: 1, from: 2, to: 2 }]));
    gaps.arrived(1, 1, 1, 5);
    expect(gaps.byArea()).toEqual([
      { area: "Old Town", open: 0, healed: 0, givenUp: 0 },
      { area: "West End", open: 1, healed: 1, givenUp: 1 },
    ]);
  });

  test("a node that jumps without end, and one that loses every other report, fill no memory", () => {
    const gaps = started();
    arrive(gaps, 1, Number.MAX_SAFE_INTEGER);
    expect(gaps.counts().open).toBe(100_000);
    const flapping = started();
    for (let seq = 2; seq <= 3_000; seq += 2) {
      arrive(flapping, 1, seq);
      store(flapping, 1, seq);
    }
    expect(flapping.counts().open).toBeGreaterThanOrEqual(1_500);
    expect(flapping.standing(0).above.length).toBeLessThanOrEqual(64);
    const rebooting = started();
    for (let boot = 2; boot <= 1_000; boot++) arrive(rebooting, boot, 2);
    expect(rebooting.counts().open).toBeLessThanOrEqual(512);
  });

  test("what is restored is asked for above the frontier, and a store that holds less takes it back", () => {
    const gaps = new Gaps(["Old Town"]);
    gaps.restore(0, { boot: 4, upTo: 10, above: [{ boot: 4, from: 13, to: 20 }], newestAtMs: 99 });
    expect(asked(gaps, 0)).toEqual([{ want: "replay", boot: 4, from: 11, to: 12 }]);
    gaps.goBack(0, { boot: 4, upTo: 8 });
    expect(gaps.standing(0)).toMatchObject({ boot: 4, upTo: 8 });
    expect(gaps.counts().open).toBe(4);
  });

  test("whatever order reports arrive and are stored in, what is open is what is not here, and the frontier is what is stored", () => {
    const seqs = Array.from({ length: 30 }, (_, i) => i + 1);
    fc.assert(
      fc.property(fc.shuffledSubarray(seqs, { minLength: 1 }), fc.infiniteStream(fc.boolean()), (order, isStored) => {
        const gaps = started();
        const stored = new Set<number>();
        for (const seq of order) {
          gaps.arrived(0, 1, seq, 1_000 + seq);
          if (!isStored.next().value) continue;
          store(gaps, 1, seq);
          stored.add(seq);
        }
        const highest = Math.max(...order);
        const { upTo, above } = gaps.standing(0);
        const said = new Set([...seqs.filter((seq) => seq <= upTo), ...above.flatMap(({ from, to }) => seqs.slice(from - 1, to))]);
        expect(said).toEqual(stored);
        expect(stored.has(upTo + 1)).toBe(false);
        for (const seq of order) store(gaps, 1, seq);
        expect(gaps.counts().open).toBe(highest - order.length);
      }),
    );
  });

  test("the ordinary node costs a few numbers", () => {
    const lights = 100_000;
    const areas = Array<string>(lights).fill("Old Town");
    const before = process.memoryUsage().arrayBuffers;
    const gaps = new Gaps(areas);
    for (let row = 0; row < lights; row++) {
      gaps.hello(row, hello(1, 0, []));
      for (const seq of [1, 2, 3]) gaps.arrived(row, 1, seq, 1_000);
      for (const seq of [1, 2, 3]) gaps.stored(row, 1, seq, 1_000);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(40 * lights);
    expect(gaps.special).toBe(0);
    expect(gaps.takeChanged(lights).length).toBe(lights);
  });
});
