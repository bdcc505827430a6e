/** What every registry must keep of the faults that stand. Run on each implementation by tests/controller/registry/registry.test.ts. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { faultKinds } from "#contract/faults";
import type { LightFaults, Registry } from "#controller/registry/port";

const atMs = 1_795_000_000_000;
const of = (light: string, faults: LightFaults["faults"]): LightFaults => ({ light, faults });

export function faultLedgerSuite(name: string, open: () => Registry): void {
  describe(`faults that stand, in the registry: ${name}`, () => {
    let registry: Registry;
    beforeEach(() => {
      registry = open();
    });
    afterEach(() => registry.close());

    test("are none at first, and saving nothing is allowed", async () => {
      await registry.saveFaults([]);
      expect(await registry.faults()).toEqual([]);
    });

    test("come back by light and kind; a light is replaced whole, and leaves when nothing stands of it", async () => {
      const b = of("b", [
        { kind: "lamp-failure", pendingAtMs: atMs, activeAtMs: undefined },
        { kind: "tilt", pendingAtMs: atMs, activeAtMs: atMs + 1 },
      ]);
      const a = of("a", [{ kind: "door-open", pendingAtMs: atMs, activeAtMs: atMs }]);
      await registry.saveFaults([b, a]);
      expect(await registry.faults()).toStrictEqual([a, b]);
      const less = of("b", [{ kind: "tilt", pendingAtMs: atMs, activeAtMs: atMs + 1 }]);
      await registry.saveFaults([less, of("a", [])]);
      expect(await registry.faults()).toStrictEqual([less]);
    });

    test("of more lights than one statement holds are saved, with every kind at once", async () => {
      const all = [...faultKinds].sort().map((kind) => ({ kind, pendingAtMs: atMs, activeAtMs: atMs }));
      const many = Array.from({ length: 1_000 }, (_, i) => of(`l-${String(i).padStart(5, "0")}`, all));
      await registry.saveFaults(many);
      await registry.saveFaults(many);
      expect(await registry.faults()).toStrictEqual(many);
    });
  });
}
