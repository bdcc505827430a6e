/** What every registry must keep of how far readings are stored. Run on each implementation by tests/controller/registry/registry.test.ts. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Registry, StoredRecord } from "#controller/registry/port";

const record = (light: string, more: Partial<StoredRecord> = {}): StoredRecord => ({
  light,
  node: `node-${light}`,
  boot: 12,
  upTo: 345,
  above: [],
  newestAtMs: 1_795_000_000_000,
  ...more,
});

export function storedLedgerSuite(name: string, open: () => Registry): void {
  describe(`how far readings are stored, in the registry: ${name}`, () => {
    let registry: Registry;
    beforeEach(() => {
      registry = open();
    });
    afterEach(() => registry.close());

    test("is empty at first, and saving nothing is allowed", async () => {
      await registry.saveStored([]);
      expect(await registry.storedUpTo()).toEqual([]);
    });

    test("comes back with its ranges, by light; the newer replaces the older, also when it is lower", async () => {
      const gappy = record("b", {
        above: [
          { boot: 12, from: 350, to: 360 },
          { boot: 14, from: 1, to: Number.MAX_SAFE_INTEGER },
        ],
      });
      await registry.saveStored([gappy, record("a")]);
      expect(await registry.storedUpTo()).toStrictEqual([record("a"), gappy]);
      const replaced = record("b", { node: "another", boot: -1, upTo: 0, newestAtMs: 0 });
      await registry.saveStored([replaced]);
      expect(await registry.storedUpTo()).toStrictEqual([record("a"), replaced]);
    });

    test("more than one statement holds is saved", async () => {
      const many = Array.from({ length: 5_500 }, (_, i) => record(`l-${String(i).padStart(5, "0")}`));
      await registry.saveStored(many);
      await registry.saveStored(many);
      expect(await registry.storedUpTo()).toStrictEqual(many);
    });
  });
}
