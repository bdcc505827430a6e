/** What every registry must do with demand. Run on each implementation by tests/controller/registry/registry.test.ts. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DemandRecord, Registry } from "#controller/registry/port";

export function demandLedgerSuite(name: string, open: () => Registry): void {
  describe(`demand in the registry: ${name}`, () => {
    let registry: Registry;
    beforeEach(() => {
      registry = open();
    });
    afterEach(() => registry.close());

    test("comes back in the order it was heard, and what is there is not taken a second time", async () => {
      const first: DemandRecord = { source: "bridge", atMs: 900, heardAtMs: 1_000, nr: 7, value: 420.5, refused: undefined };
      const spike = { ...first, nr: 8, value: 8_839, refused: "implausible" };
      const next = { ...first, atMs: 2_000, heardAtMs: 2_000, nr: 9 };
      await registry.saveDemand([]);
      await registry.saveDemand([spike, first]);
      await registry.saveDemand([next, { ...first, value: 1 }, { ...first, source: "square" }]);
      expect(await registry.demandHeard("bridge", 1_000, 2_000, 10)).toStrictEqual([first, spike, next]);
      expect(await registry.demandHeard("bridge", 1_001, 2_000, 10)).toStrictEqual([next]);
      expect(await registry.demandHeard("bridge", 0, 1_999, 1)).toStrictEqual([spike]);
      expect(await registry.demandHeard("nowhere", 0, 9_999, 10)).toEqual([]);
    });

    test("is forgotten when it is old, and the oldest when there is too much", async () => {
      const heard = (heardAtMs: number, nr: number): DemandRecord => ({ source: `s-${nr % 2}`, atMs: heardAtMs, heardAtMs, nr, value: 1, refused: undefined });
      const left = async () => (await Promise.all(["s-0", "s-1"].map((source) => registry.demandHeard(source, 0, 9_999, 99)))).flat().map(({ nr }) => nr);
      await registry.saveDemand([heard(1_000, 1), heard(1_999, 2), heard(2_000, 3), heard(2_001, 4), heard(2_001, 5)]);
      expect(await registry.pruneDemand(2_000, 10)).toBe(2);
      expect(await left()).toEqual([4, 3, 5]);
      expect(await registry.pruneDemand(2_000, 2)).toBe(1);
      expect(await left()).toEqual([4, 5]);
      expect(await registry.pruneDemand(2_000, 2)).toBe(0);
    });

    test("more than one statement holds is saved", async () => {
      const many = Array.from({ length: 5_500 }, (_, nr) => ({ source: "s", atMs: nr, heardAtMs: nr, nr, value: nr, refused: undefined }));
      await registry.saveDemand(many);
      expect(await registry.demandHeard("s", 0, 9_999, 10_000)).toStrictEqual(many);
    });
  });
}
