import { expect, test } from "vitest";
import type { AlarmEvent, Incident } from "#contract/alarms";
import { newsOfAlarm } from "#controller/notify/alarm-news";

const incident: Incident = {
  id: "i-1",
  cause: "feeder",
  subject: "FP-003",
  kind: "supply-loss",
  severity: "emergency",
  title: "Supply lost: feeder FP-003, 500 lights",
  evidence: ["All lights of one feeder within 40 s."],
  startedAt: "2026-11-20T18:00:00.000Z",
  lightsNow: 500,
  lightsEver: 500,
  lights: [],
};

const at = (time: string, event: AlarmEvent["event"], annunciated = true) =>
  newsOfAlarm(incident, { event, annunciated, atMs: Date.parse(`2026-11-20T${time}Z`), alarm: { id: "i-1", priority: 1 } });

test("a feeder's 500 lights are one piece of news, with why and what to do", () => {
  expect(at("18:00:40", "raised")).toMatchObject({
    kind: "raised",
    priority: 1,
    subject: "i-1",
    lights: 500,
    title: incident.title,
    at: "2026-11-20T18:00:40.000Z",
  });
  expect(at("18:00:40", "raised")?.text).toMatch(/^All lights of one feeder within 40 s\.\n.+/);
});

test("what only the page shows, and what was put aside, is told to nobody", () => {
  for (const event of ["acknowledged", "owned", "shelved", "closed"] as const) expect(at("18:00:00", event)).toBeUndefined();
  expect(at("18:00:00", "raised", false)).toBeUndefined();
});

test("one that comes and goes is told once an hour", () => {
  const again = ["18:05:00", "18:15:00", "18:59:00", "19:01:00"].map((time) => at(time, "raised again")?.id);
  expect(new Set(again).size).toBe(2);
});
