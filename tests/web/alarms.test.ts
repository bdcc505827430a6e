import { describe, expect, test } from "vitest";
import type { Alarm } from "#contract/alarms";
import { News, sentenceOf } from "../../web/alarms/news.ts";
import { type AlarmPlace, readPlace, writePlace } from "../../web/alarms/place.ts";
import { arrange, neighbour, noRows, type Rows } from "../../web/alarms/rows.ts";
import { shelvings } from "../../web/alarms/shelving.ts";
import { clockOf } from "../../web/alarms/words.ts";

const minuteMs = 60_000;
const nowMs = Date.parse("2026-11-21T22:00:00Z");
const iso = (ms: number): string => new Date(ms).toISOString();

function alarmOf(id: string, part: Partial<Alarm> = {}, cause: Alarm["incident"]["cause"] = "feeder"): Alarm {
  const raisedAt = iso(nowMs - 5 * minuteMs);
  const title = `Supply lost: ${id}`;
  const lights = { lightsNow: 3, lightsEver: 3, lights: ["a", "b", "c"] };
  const incident = { id, cause, subject: id, kind: "supply-loss", severity: "emergency", title, evidence: [], startedAt: raisedAt, ...lights } as const;
  const response = { consequence: "", likelyCause: "", whatToDo: "", timeToRespond: "" };
  return { id, incident: { ...incident, lights: [...lights.lights], evidence: [] }, priority: 1, state: "unacknowledged", raisedAt, response, ...part };
}

const idsOf = ({ rows }: Rows): string[] => rows.map(({ alarm }) => alarm.id);
const held = { isHeld: true, isFlood: false };
const free = { isHeld: false, isFlood: false };

describe("the rows of the list", () => {
  const shown = arrange(noRows, [alarmOf("a"), alarmOf("b")], free);

  test("stay where they are while someone points at one: what is new waits, what is over keeps its place", () => {
    const acknowledged = alarmOf("b", { state: "acknowledged" });
    const then = arrange(shown, [alarmOf("new"), acknowledged], held);
    expect(idsOf(then)).toEqual(["a", "b"]);
    expect(then.fresh.map(({ id }) => id)).toEqual(["new"]);
    expect(then.rows.map(({ isGone }) => isGone)).toEqual([true, false]);
    expect(then.rows[1]?.alarm.state).toBe("acknowledged");
  });

  test("are the controller's again once they are let go", () => {
    const waiting = arrange(shown, [alarmOf("new"), alarmOf("b")], held);
    const then = arrange(waiting, [alarmOf("new"), alarmOf("b")], free);
    expect(idsOf(then)).toEqual(["new", "b"]);
    expect(then.fresh).toEqual([]);
  });

  test("stand by cause in a flood, and do not regroup under a pointer", () => {
    const alarms = [alarmOf("f1"), alarmOf("s1", {}, "single"), alarmOf("f2")];
    expect(idsOf(arrange(noRows, alarms, { isHeld: false, isFlood: true }))).toEqual(["f1", "f2", "s1"]);
    const before = arrange(noRows, alarms, free);
    const then = arrange(before, alarms, { isHeld: true, isFlood: true });
    expect(idsOf(then)).toEqual(["f1", "s1", "f2"]);
    expect(then.isByCause).toBe(false);
  });

  test("are walked round by N and P, from the open one on, over rows that are gone", () => {
    const { rows } = arrange(arrange(noRows, [alarmOf("a"), alarmOf("x"), alarmOf("b")], free), [alarmOf("a"), alarmOf("b")], held);
    expect(neighbour(rows, undefined, 1)).toBe("a");
    expect(neighbour(rows, undefined, -1)).toBe("b");
    expect(neighbour(rows, "a", 1)).toBe("b");
    expect(neighbour(rows, "b", 1)).toBe("a");
    expect(neighbour(rows, "x", 1)).toBe("b");
    expect(neighbour([], undefined, 1)).toBeUndefined();
  });
});

test("what stood there when the page was opened is no news; a new alarm is once, and again when it is raised again", () => {
  const news = new News();
  expect(news.of([alarmOf("a")])).toEqual([]);
  expect(news.of([alarmOf("a"), alarmOf("low", { priority: 3 }), alarmOf("high")]).map(({ id }) => id)).toEqual(["high", "low"]);
  expect(news.of([alarmOf("a"), alarmOf("high")])).toEqual([]);
  expect(news.of([alarmOf("a", { raisedAt: iso(nowMs) })]).map(({ id }) => id)).toEqual(["a"]);
  expect(news.of([alarmOf("acked", { state: "acknowledged" })])).toEqual([]);
});

test("many new alarms are one sentence, about the most urgent", () => {
  expect(sentenceOf([alarmOf("FP-003")])).toBe("New alarm, priority 1: Supply lost: FP-003");
  expect(sentenceOf([alarmOf("FP-003"), alarmOf("x", { priority: 2 })])).toBe("2 new alarms, the most urgent priority 1: Supply lost: FP-003");
});

test.each<readonly [string | undefined, AlarmPlace]>([
  [undefined, { at: "list", list: "active", priorities: [] }],
  ["active/12", { at: "list", list: "active", priorities: [1, 2] }],
  ["shelved", { at: "list", list: "shelved", priorities: [] }],
  ["health", { at: "health", days: 30 }],
  ["health/7", { at: "health", days: 7 }],
])("a link with %s opens the same list for a colleague", (text, place) => {
  expect(readPlace(text)).toEqual(place);
  expect(writePlace(place)).toBe(text);
});

test.each(["nonsense", "active/99", "health/8"])("a broken link still opens the page: %s", (text) => {
  expect(["list", "health"]).toContain(readPlace(text).at);
  expect(writePlace(readPlace(text))).toBe(text.startsWith("health") ? "health" : undefined);
});

test("the clock of an alarm says what is left, how late it is, and how long the answer took", () => {
  const due = (minutes: number): Partial<Alarm> => ({ dueAt: iso(nowMs + minutes * minuteMs) });
  expect(clockOf(alarmOf("a", due(12)), nowMs)).toEqual({ text: "12 min left", isLate: false });
  expect(clockOf(alarmOf("a", { ...due(-5), escalatedAt: iso(nowMs) }), nowMs)).toEqual({ text: "late 5 min, escalated", isLate: true });
  const acknowledged = { at: iso(nowMs - 2 * minuteMs), by: "operator" };
  expect(clockOf(alarmOf("a", { ...due(-5), acknowledged }), nowMs)).toEqual({ text: "answered in 3 min", isLate: false });
});

test("shelving until dusk is until the next one and never longer than a day", () => {
  const untilDusk = (sunset?: string) => shelvings(nowMs, sunset).find(({ name }) => name.includes("dusk"))?.minutes;
  expect(untilDusk("2026-11-22T15:52:00Z")).toBe(17 * 60 + 52);
  expect(untilDusk("2026-11-21T15:53:00Z")).toBe(17 * 60 + 53);
  expect(untilDusk("2026-11-25T15:53:00Z")).toBe(1_440);
  expect(untilDusk()).toBeUndefined();
});
