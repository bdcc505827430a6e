import { describe, expect, test } from "vitest";
import { OverrideBook, stateOf } from "#controller/overrides";
import type { OverrideRecord } from "#controller/registry/port";

const override = (id: string, startsAtMs: number, endsAtMs: number, lights: string[], createdAtMs = startsAtMs): OverrideRecord => ({
  id,
  title: id,
  levelPct: 100,
  fadeMs: 0,
  startsAtMs,
  endsAtMs,
  reason: "test",
  by: "test",
  createdAtMs,
  releasedAtMs: undefined,
  lights,
});

const book = (...overrides: OverrideRecord[]) => {
  const made = new OverrideBook(3, (light) => ({ a: 0, b: 1, c: 2 })[light]);
  for (const each of overrides) made.put(each);
  return (row: number, nowMs: number) => {
    made.startTick(nowMs);
    return made.live(row)?.id;
  };
};

describe("which override holds", () => {
  test("it acts from its start to its end, on its lights only", () => {
    const live = book(override("one", 100, 200, ["a", "b"]));
    expect([99, 100, 199, 200].map((at) => live(0, at))).toEqual([undefined, "one", "one", undefined]);
    expect(live(2, 150)).toBeUndefined();
  });

  test("the later one wins, and when it ends the one it replaced does not come back", () => {
    const live = book(override("long", 100, 900, ["a", "b"]), override("short", 200, 300, ["a"]));
    expect(live(0, 150)).toBe("long");
    expect(live(0, 250)).toBe("short");
    expect(live(0, 350)).toBeUndefined();
    expect(live(1, 350)).toBe("long");
  });

  test("the longest one does not come back days after the one that replaced it ended", () => {
    const hourMs = 3_600_000;
    const live = book(override("week", 0, 168 * hourMs, ["a"]), override("short", hourMs, 2 * hourMs, ["a"]));
    for (let hour = 2; hour < 170; hour++) expect(live(0, hour * hourMs)).toBeUndefined();
  });

  test("one set for the future does not act before it begins, and then wins over what was made before", () => {
    const live = book(override("event", 500, 600, ["a"], 100), override("now", 200, 900, ["a"]));
    expect(live(0, 450)).toBe("now");
    expect(live(0, 550)).toBe("event");
  });

  test("a released one is gone at once", () => {
    const made = new OverrideBook(1, () => 0);
    const one = override("one", 100, 900, ["a"]);
    made.put(one);
    made.startTick(200);
    made.put({ ...one, releasedAtMs: 250 });
    made.startTick(250);
    expect(made.live(0)).toBeUndefined();
    expect(stateOf({ ...one, releasedAtMs: 250 }, 250)).toBe("released");
  });

  test("a clock that steps back works it out again", () => {
    const live = book(override("one", 100, 200, ["a"]));
    expect(live(0, 300)).toBeUndefined();
    expect(live(0, 150)).toBe("one");
  });
});
