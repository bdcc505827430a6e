import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Hello } from "#contract/messages";
import { Gaps } from "#controller/gaps";

const hello = (boot: number, seq: number, log: Hello["log"]): Hello => ({ node: "n1", boot, at: "2026-11-21T16:00:00Z", firmware: "1", command: 0, seq, log });
const always = () => true;

describe("gaps in a node's reports", () => {
  test("a jump of the sequence is asked for, and closes when the replay arrives", () => {
    const gaps = new Gaps();
    for (const seq of [1, 2, 5]) gaps.arrived(0, 1, seq);
    expect(gaps.counts().open).toBe(2);
    expect(gaps.asks(0, always)).toEqual([{ row: 0, ask: { want: "replay", boot: 1, from: 3, to: 4 } }]);
    gaps.arrived(0, 1, 3);
    gaps.arrived(0, 1, 4);
    expect(gaps.counts()).toEqual({ open: 0, healed: 2, givenUp: 0 });
    expect(gaps.asks(1e9, always)).toEqual([]);
  });

  test("a hello tells of the boot before, and of what its log has lost", () => {
    const gaps = new Gaps();
    gaps.arrived(0, 1, 1);
    gaps.hello(
      0,
      hello(2, 3, [
        { boot: 1, from: 4, to: 9 },
        { boot: 2, from: 1, to: 3 },
      ]),
    );
    expect(gaps.counts().open).toBe(9);
    expect(gaps.asks(0, always)[0]?.ask).toEqual({ want: "replay", boot: 1, from: 4, to: 9 });
  });

  test("what the log no longer holds is given up and counted", () => {
    const gaps = new Gaps();
    gaps.arrived(0, 1, 1);
    gaps.arrived(0, 1, 10);
    gaps.hello(0, hello(1, 10, [{ boot: 1, from: 6, to: 10 }]));
    expect(gaps.counts()).toEqual({ open: 4, healed: 0, givenUp: 4 });
  });

  test("an ask without an answer is repeated a bounded number of times", () => {
    const gaps = new Gaps();
    gaps.arrived(0, 1, 3);
    let asked = 0;
    for (let minute = 0; minute < 60; minute++) asked += gaps.asks(minute * 60_000, always).length;
    expect(asked).toBe(5);
    expect(gaps.counts()).toEqual({ open: 0, healed: 0, givenUp: 2 });
  });

  test("a node that is not connected is not asked", () => {
    const gaps = new Gaps();
    gaps.arrived(0, 1, 3);
    expect(gaps.asks(0, () => false)).toEqual([]);
  });

  test("whatever order reports arrive in, what is missing is exactly what did not come", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          [...Array(30).keys()].map((i) => i + 1),
          { minLength: 1 },
        ),
        (order) => {
          const gaps = new Gaps();
          for (const seq of order) gaps.arrived(0, 1, seq);
          expect(gaps.counts().open).toBe(Math.max(...order) - order.length);
        },
      ),
    );
  });
});
