/** What every registry must keep of notifications. Run on each implementation by tests/controller/registry/registry.test.ts. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Notice } from "#contract/notifications";
import type { Registry } from "#controller/registry/port";

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString();

const notice = (id: string, changes: Partial<Notice> = {}): Notice => ({
  id,
  channel: "email",
  recipient: "ann",
  news: { id: "i-1:raised", kind: "raised", priority: 1, subject: "i-1", title: "Supply lost", text: "", lights: 36, at: at(0) },
  state: "waiting",
  madeAt: at(0),
  dueAt: at(0),
  tries: 0,
  ...changes,
});

export function noticeLedgerSuite(name: string, open: () => Registry): void {
  describe(`notifications in the registry: ${name}`, () => {
    let registry: Registry;
    beforeEach(() => {
      registry = open();
    });
    afterEach(() => registry.close());

    test("one of a name is kept once, whatever comes later under it", async () => {
      expect(await registry.addNotices([notice("n-1")])).toBe(1);
      expect(await registry.addNotices([notice("n-1", { recipient: "bo" }), notice("n-2")])).toBe(1);
      expect(await registry.notice("n-1")).toStrictEqual(notice("n-1"));
      expect(await registry.addNotices([])).toBe(0);
    });

    test("those due come oldest first; those sent, dead or for later do not", async () => {
      const [old, late, dead] = [notice("n-1"), notice("n-2", { dueAt: at(30) }), notice("n-3", { state: "dead", failure: "no such address" })];
      const newer = notice("n-0", { madeAt: at(5), dueAt: at(5) });
      await registry.addNotices([late, newer, dead, old]);
      expect(await registry.dueNotices(Date.parse(at(10)), 10)).toStrictEqual([old, newer]);
      expect(await registry.dueNotices(Date.parse(at(10)), 1)).toStrictEqual([old]);
      expect(await registry.notices("dead", 10)).toStrictEqual([dead]);
      expect([await registry.noticeCount("waiting"), await registry.noticeCount("dead"), await registry.noticeCount("sent")]).toEqual([3, 1, 0]);
    });

    test("are changed in place; only those that ended are ever removed", async () => {
      await registry.addNotices([notice("n-1"), notice("n-2")]);
      await registry.saveNotices([notice("n-1", { state: "sent", tries: 1 })]);
      expect(await registry.pruneNotices(Date.parse(at(1)))).toBe(1);
      expect([await registry.notice("n-1"), await registry.notice("n-2")]).toStrictEqual([undefined, notice("n-2")]);
    });

    test("who stands in is kept by rota, the last one made", async () => {
      const [first, second] = [
        { rota: "nights", to: "ann", fromMs: 1, untilMs: 2, by: "bo" },
        { rota: "nights", to: "cy", fromMs: 2, untilMs: 3, by: "ann" },
      ];
      for (const record of [first, second]) await registry.saveHandOver(record);
      expect(await registry.handOvers()).toStrictEqual([second]);
    });
  });
}
