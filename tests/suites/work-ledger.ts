/** What every registry must keep of work orders. Run on each implementation by tests/controller/registry/registry.test.ts. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WorkOrder } from "#contract/work";
import type { Registry } from "#controller/registry/port";

const order = (id: string, changes: Partial<WorkOrder> = {}): WorkOrder => ({
  id,
  revision: 1,
  title: "Lamp out",
  urgency: "routine",
  state: "new",
  kinds: ["lamp-failure"],
  lights: ["a-1"],
  where: "Harbour Wynd",
  createdAt: "2026-11-20T10:00:00.000Z",
  createdBy: "ann",
  dueAt: "2026-11-27T10:00:00.000Z",
  notes: [],
  photos: [],
  parts: [],
  history: [],
  ...changes,
});

export function workLedgerSuite(name: string, open: () => Registry): void {
  describe(`work orders in the registry: ${name}`, () => {
    let registry: Registry;
    beforeEach(() => {
      registry = open();
    });
    afterEach(() => registry.close());

    test("come back as they were, what is due first first, and by what is asked for", async () => {
      const late = order("w-1", { assignee: "bo", incident: "i-1" });
      const soon = order("w-2", { dueAt: "2026-11-21T10:00:00.000Z", state: "done" });
      await registry.addWork([late, soon]);
      expect(await registry.work({ limit: 10 })).toStrictEqual([soon, late]);
      expect(await registry.work({ limit: 1 })).toStrictEqual([soon]);
      expect(await registry.work({ states: ["new"], limit: 10 })).toStrictEqual([late]);
      expect(await registry.work({ assignee: "bo", incident: "i-1", limit: 10 })).toStrictEqual([late]);
      expect(await registry.work({ dueBeforeMs: Date.parse("2026-11-22T00:00:00.000Z"), limit: 10 })).toStrictEqual([soon]);
      expect([await registry.workCount({}), await registry.workCount({ states: ["done", "closed"] })]).toEqual([2, 1]);
      expect([await registry.workOrder("w-1"), await registry.workOrder("w-9")]).toStrictEqual([late, undefined]);
    });

    test("are changed by whoever started from the revision kept, and by nobody else", async () => {
      await registry.addWork([order("w-1")]);
      const [first, second] = [order("w-1", { revision: 2, assignee: "bo" }), order("w-1", { revision: 2, assignee: "cy" })];
      expect([await registry.saveWork(first), await registry.saveWork(second)]).toEqual([true, false]);
      expect(await registry.workOrder("w-1")).toStrictEqual(first);
      expect(await registry.saveWork(order("w-9", { revision: 2 }))).toBe(false);
    });

    test("tell which numbers of another system they have", async () => {
      await registry.addWork([order("w-1", { reference: "CRM-7" }), order("w-2")]);
      expect(await registry.workReferences(["CRM-7", "CRM-8"])).toEqual(["CRM-7"]);
      expect(await registry.workReferences([])).toEqual([]);
    });
  });
}
