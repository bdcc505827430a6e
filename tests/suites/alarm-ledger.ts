/** What every registry must keep of incidents, alarms and what was done to them. Run on each implementation by tests/controller/registry/registry.test.ts. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AlarmEventRecord, KeptRecord } from "#controller/registry/alarm-ledger";
import type { Registry } from "#controller/registry/port";

const atMs = 1_795_000_000_000;
const kept = (id: string, endedAtMs?: number): KeptRecord => ({ id, endedAtMs, body: { id, lights: ["l-1", "l-2"], note: "Ünder the bridge" } });
const event = (alarm: string, offsetMs: number, nr: number): AlarmEventRecord => ({ alarm, atMs: atMs + offsetMs, nr, body: { event: "raised", nr } });
const nothing = { incidents: [], alarms: [], events: [] } as const;

export function alarmLedgerSuite(name: string, open: () => Registry): void {
  describe(`incidents and alarms, in the registry: ${name}`, () => {
    let registry: Registry;
    beforeEach(() => {
      registry = open();
    });
    afterEach(() => registry.close());

    test("are none at first, and saving nothing is allowed", async () => {
      await registry.saveAlarms(nothing);
      expect(await registry.incidents(0)).toEqual([]);
      expect(await registry.alarm("i-1")).toBeUndefined();
    });

    test("come back as they were saved last: those that stand, and those that ended since", async () => {
      await registry.saveAlarms({ ...nothing, incidents: [kept("i-2"), kept("i-1"), kept("i-3", atMs)], alarms: [kept("i-1")] });
      await registry.saveAlarms({ ...nothing, incidents: [kept("i-2", atMs + 1)] });
      expect(await registry.incidents(atMs + 2)).toStrictEqual([kept("i-1")]);
      expect(await registry.incidents(atMs + 1)).toStrictEqual([kept("i-1"), kept("i-2", atMs + 1)]);
      expect(await registry.incident("i-3")).toStrictEqual(kept("i-3", atMs));
      expect(await registry.alarms(0)).toStrictEqual([kept("i-1")]);
    });

    test("events stay as they were written, in their order, also when they are saved again", async () => {
      const events = [event("i-1", 0, 0), event("i-1", 0, 1), event("i-2", 5, 0)];
      await registry.saveAlarms({ ...nothing, events });
      await registry.saveAlarms({ ...nothing, events: [{ ...event("i-1", 0, 0), body: "other" }] });
      expect(await registry.alarmEvents(atMs, atMs + 10, 10)).toStrictEqual(events);
      expect(await registry.alarmEvents(atMs, atMs + 10, 2)).toStrictEqual(events.slice(1));
      expect(await registry.alarmHistory("i-1", 10)).toStrictEqual(events.slice(0, 2));
    });

    test("what ended long ago is removed, what stands is not", async () => {
      await registry.saveAlarms({ incidents: [kept("i-1"), kept("i-2", atMs)], alarms: [kept("i-2", atMs)], events: [event("i-2", 0, 0), event("i-1", 9, 0)] });
      await registry.pruneAlarms(atMs + 1);
      expect(await registry.incidents(0)).toStrictEqual([kept("i-1")]);
      expect(await registry.alarms(0)).toEqual([]);
      expect(await registry.alarmEvents(0, atMs + 10, 10)).toStrictEqual([event("i-1", 9, 0)]);
    });

    test("more than one statement holds", async () => {
      const events = Array.from({ length: 12_000 }, (_, n) => event("i-1", n, n));
      await registry.saveAlarms({ ...nothing, events });
      expect(await registry.alarmHistory("i-1", 20_000)).toHaveLength(12_000);
    });
  });
}
