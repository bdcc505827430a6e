import { describe, expect, test } from "vitest";
import { seededRandom } from "#contract/random";
import { AlarmRecord, listOf } from "#controller/alarms/alarm";
import { alarmRules } from "#controller/alarms/alarm-rules";
import { Alarms, type IncidentNews } from "#controller/alarms/alarms";

const minute = 60_000;
const startMs = Date.parse("2026-11-21T18:00:00.000Z");
const feederOut: IncidentNews = {
  id: "i-1",
  kind: "supply-loss",
  cause: "feeder",
  subject: "fp-1",
  severity: "high",
  lightsNow: 36,
  inARow: 0,
  sharePct: 100,
  isSensitive: false,
  ended: false,
  partOf: undefined,
  explainedBy: undefined,
};
const lampOut: IncidentNews = { ...feederOut, kind: "lamp-failure", cause: "single", subject: "l-1", lightsNow: 1, inARow: 1 };

class Desk {
  nowMs = startMs;
  alarms = new Alarms(alarmRules);
  readonly told: string[] = [];

  hear(news: IncidentNews): void {
    this.alarms.incident(news, this.nowMs);
    this.#listen();
  }
  pass(ms: number): void {
    const untilMs = this.nowMs + ms;
    while (this.nowMs < untilMs) {
      this.nowMs = Math.min(untilMs, this.nowMs + 10_000);
      this.alarms.tick(this.nowMs);
      this.#listen();
    }
  }
  act(action: Parameters<Alarms["act"]>[0]): ReturnType<Alarms["act"]> {
    const acted = this.alarms.act(action, "Ada", this.nowMs);
    this.#listen();
    return acted;
  }
  state(id = "i-1"): string {
    const alarm = this.alarms.find(id);
    return alarm ? `${listOf(alarm)}: ${alarm.state}` : "over";
  }
  #listen(): void {
    for (const { alarm, event, by } of this.alarms.takeChanges()) this.told.push(`${alarm.id} ${event}${by === undefined ? "" : ` by ${by}`}`);
  }
}

describe("which incidents are alarms", () => {
  const priorityOf = (news: Partial<IncidentNews>): number | undefined => {
    const desk = new Desk();
    desk.hear({ ...lampOut, ...news });
    return desk.alarms.find("i-1")?.priority;
  };
  test.each<[string, Partial<IncidentNews>, number | undefined]>([
    ["a lamp", {}, undefined],
    ["a lamp at a crossing", { isSensitive: true }, 2],
    ["five dark lights in a row", { cause: "street", lightsNow: 5, inARow: 5 }, undefined],
    ["six dark lights in a row", { cause: "street", lightsNow: 6, inARow: 6 }, 2],
    ["a feeder", { kind: "supply-loss", cause: "feeder", lightsNow: 30 }, 2],
    ["a feeder with a crossing on it", { kind: "supply-loss", cause: "feeder", lightsNow: 30, isSensitive: true }, 1],
    ["several feeders", { kind: "supply-loss", cause: "district", lightsNow: 90 }, 1],
    ["a node", { kind: "communication-failure" }, undefined],
    ["a gateway", { kind: "communication-failure", cause: "gateway", lightsNow: 40 }, 3],
    ["a struck column", { kind: "tilt", severity: "emergency" }, 1],
    ["an open door", { kind: "door-open" }, 2],
    ["leakage", { kind: "leakage" }, 1],
    ["one light by day", { kind: "day-burning" }, undefined],
    ["a street by day", { kind: "day-burning", cause: "street", lightsNow: 8 }, 4],
    ["commands not followed by a tenth of a street", { kind: "command-not-followed", cause: "street", lightsNow: 6, sharePct: 12 }, 3],
    ["commands not followed by a few", { kind: "command-not-followed", cause: "street", lightsNow: 6, sharePct: 4 }, undefined],
  ])("%s", (_, news, priority) => expect(priorityOf(news)).toBe(priority));
});

describe("an alarm's states", () => {
  test("acknowledged it stays on the list as long as its cause stands, and leaves with it", () => {
    const desk = new Desk();
    desk.hear(feederOut);
    expect(desk.act({ do: "acknowledge", ids: ["i-1", "i-9"] })).toEqual({ done: ["i-1"], refused: [{ id: "i-9", why: "no such alarm, or it is over" }] });
    desk.pass(60 * minute);
    expect(desk.state()).toBe("active: acknowledged");
    desk.hear({ ...feederOut, ended: true });
    expect(desk.state()).toBe("over");
    expect(desk.told).toEqual(["i-1 raised", "i-1 acknowledged by Ada", "i-1 cleared"]);
  });

  test("cleared before anybody saw it, it is listed until somebody has", () => {
    const desk = new Desk();
    desk.hear(feederOut);
    desk.hear({ ...feederOut, ended: true });
    expect(desk.state()).toBe("active: cleared-unacknowledged");
    desk.act({ do: "acknowledge", ids: ["i-1"] });
    expect(desk.state()).toBe("over");
  });

  test("nobody acknowledges: it is escalated once, after its time", () => {
    const desk = new Desk();
    desk.hear(feederOut);
    desk.pass(19 * minute);
    expect(desk.told).toEqual(["i-1 raised"]);
    desk.pass(60 * minute);
    expect(desk.told).toEqual(["i-1 raised", "i-1 escalated"]);
  });

  test("one that becomes more urgent is asked again though it was acknowledged", () => {
    const desk = new Desk();
    desk.hear(feederOut);
    desk.act({ do: "acknowledge", ids: ["i-1"] });
    desk.hear({ ...feederOut, cause: "district", lightsNow: 120 });
    expect(desk.state()).toBe("active: unacknowledged");
    expect(desk.alarms.mostUrgent()).toBe(1);
  });

  test("a shelf ends by itself, and the alarm is back while its cause stands", () => {
    const desk = new Desk();
    desk.hear(feederOut);
    desk.act({ do: "shelve", ids: ["i-1"], minutes: 60, reason: "crew on site" });
    expect(desk.state()).toBe("shelved: unacknowledged");
    desk.pass(59 * minute);
    expect(desk.state()).toBe("shelved: unacknowledged");
    desk.pass(minute);
    expect(desk.state()).toBe("active: unacknowledged");
    expect(desk.told).toEqual(["i-1 raised", "i-1 shelved by Ada", "i-1 shelf ended"]);
  });

  test("a shelf is of the feeder, not of one time that it was out: the next alarm of it is shelved too, until the same end", () => {
    const desk = new Desk();
    desk.hear(feederOut);
    desk.act({ do: "shelve", ids: ["i-1"], minutes: 60, reason: "a loose joint" });
    desk.hear({ ...feederOut, ended: true });
    desk.pass(10 * minute);
    desk.hear({ ...feederOut, id: "i-2" });
    expect(desk.state("i-2")).toBe("shelved: unacknowledged");
    desk.pass(50 * minute);
    expect(desk.state("i-2")).toBe("active: unacknowledged");
  });

  test("out of service until somebody puts it back, through further losses", () => {
    const desk = new Desk();
    desk.hear(feederOut);
    desk.act({ do: "out-of-service", ids: ["i-1"], reason: "works on the feeder" });
    desk.hear({ ...feederOut, ended: true });
    desk.hear({ ...feederOut, id: "i-2" });
    desk.pass(30 * 24 * 60 * minute);
    expect(desk.state("i-2")).toBe("out-of-service: unacknowledged");
    desk.act({ do: "in-service", ids: ["i-2"] });
    expect(desk.state("i-2")).toBe("active: unacknowledged");
  });

  test("explained by another it is suppressed, and back when that is over", () => {
    const desk = new Desk();
    const voltage: IncidentNews = { ...feederOut, id: "i-v", kind: "voltage-low" };
    desk.hear(voltage);
    desk.hear({ ...voltage, explainedBy: "i-1" });
    expect(desk.state("i-v")).toBe("suppressed: unacknowledged");
    desk.hear(voltage);
    expect(desk.state("i-v")).toBe("active: unacknowledged");
  });

  test("what is left of a group when its rule no longer fits is work, after a quarter of an hour", () => {
    const desk = new Desk();
    const byDay: IncidentNews = { ...lampOut, kind: "day-burning", cause: "street", lightsNow: 8 };
    desk.hear(byDay);
    desk.hear({ ...byDay, lightsNow: 2 });
    desk.pass(14 * minute);
    expect(desk.state()).toBe("active: unacknowledged");
    desk.pass(2 * minute);
    expect(desk.state()).toBe("active: cleared-unacknowledged");
  });
});

test("a flood begins with the eleventh alarm in ten minutes, names the first, and ends below five in ten", () => {
  const desk = new Desk();
  const raise = (n: number): void => desk.hear({ ...feederOut, id: `i-${n}`, subject: `fp-${n}` });
  for (let n = 1; n <= 10; n++) raise(n);
  expect(desk.alarms.flood).toBeUndefined();
  desk.pass(minute);
  raise(11);
  expect(desk.alarms.flood).toEqual({ sinceMs: startMs, firstOut: "i-1" });
  desk.pass(8 * minute);
  expect(desk.alarms.flood).toBeDefined();
  desk.pass(3 * minute);
  expect(desk.alarms.flood).toBeUndefined();
});

test("a restart: as it was, nothing is raised again; shelves end when they would have", () => {
  const desk = new Desk();
  desk.hear(feederOut);
  desk.hear({ ...feederOut, id: "i-2", subject: "fp-2" });
  desk.act({ do: "acknowledge", ids: ["i-1"] });
  desk.act({ do: "shelve", ids: ["i-2"], minutes: 10, reason: "crew on site" });
  const saved = desk.alarms.list().map((alarm) => AlarmRecord.parse(JSON.parse(JSON.stringify(alarm))));
  desk.alarms = new Alarms(alarmRules);
  desk.alarms.restore(saved);
  const before = desk.told.length;
  desk.hear(feederOut);
  expect(desk.told.slice(before)).toEqual([]);
  expect(desk.state("i-1")).toBe("active: acknowledged");
  desk.pass(10 * minute);
  expect(desk.told.slice(before)).toEqual(["i-2 shelf ended"]);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])("after all causes have ended no alarm is active, whatever was done in whatever order (seed %i)", (seed) => {
  const random = seededRandom(seed);
  const desk = new Desk();
  const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random.next() * of.length)];
  const ids = Array.from({ length: 12 }, (_, n) => `i-${n}`);
  const last = new Map<string, IncidentNews>();
  const doings = ["acknowledge", "unshelve", "in-service"] as const;
  for (let step = 0; step < 400; step++) {
    const id = pick(ids) ?? "i-0";
    const base = pick([feederOut, lampOut, { ...lampOut, kind: "day-burning", cause: "street" } as const]) ?? feederOut;
    const news = { ...(last.get(id) ?? { ...base, id, subject: `s-${pick([1, 2, 3])}` }), lightsNow: Math.ceil(random.next() * 9) };
    const chance = random.next();
    if (chance < 0.5) {
      const told: IncidentNews = { ...news, inARow: news.lightsNow, explainedBy: random.next() < 0.2 ? "i-x" : undefined };
      last.set(id, told);
      desk.hear(told);
    } else if (chance < 0.6 && last.has(id)) {
      desk.hear({ ...news, ended: true, partOf: random.next() < 0.3 ? "i-x" : undefined });
      last.delete(id);
    } else if (chance < 0.7) desk.act({ do: "shelve", ids: [id], minutes: 1 + Math.floor(random.next() * 100), reason: "try" });
    else if (chance < 0.75) desk.act({ do: "out-of-service", ids: [id], reason: "try" });
    else if (chance < 0.9) desk.act({ do: pick(doings) ?? "acknowledge", ids: [id] });
    else desk.pass(Math.floor(random.next() * 30) * minute);
  }
  for (const news of last.values()) desk.hear({ ...news, ended: true });
  expect(desk.alarms.list().filter(({ state }) => state === "unacknowledged" || state === "acknowledged")).toEqual([]);
  desk.act({ do: "in-service", ids });
  desk.act({ do: "acknowledge", ids });
  desk.pass(24 * 60 * minute);
  expect(desk.alarms.list()).toEqual([]);
});
