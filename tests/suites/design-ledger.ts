/** What every registry must do with published designs and drafts. Run on each implementation by tests/controller/registry/registry.test.ts. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DesignPublication, DraftSave, Registry } from "#controller/registry/port";

const night = { kind: "profile", id: "part-night" } as const;
const publication = (body: unknown, changes: Partial<DesignPublication> = {}): DesignPublication => ({
  ...night,
  body,
  author: "Ailsa",
  atMs: 1_000,
  reason: "quieter nights",
  rolledBackTo: undefined,
  ...changes,
});
const draft = (body: unknown, author = "Ailsa"): DraftSave => ({ ...night, body, author, atMs: 2_000 });

export function designLedgerSuite(name: string, open: () => Registry): void {
  describe(`designs in the registry: ${name}`, () => {
    let registry: Registry;
    beforeEach(() => {
      registry = open();
    });
    afterEach(() => registry.close());

    test("versions count from 1 for each design, and give back what was published", async () => {
      const body = { name: "Part-night", steps: [{ at: { time: "00:00" }, levelPct: 40 }] };
      expect(await registry.publishDesign(publication(body))).toStrictEqual({ ok: true, version: { ...publication(body), version: 1 } });
      await registry.publishDesign(publication({ n: 2 }, { atMs: 3_000, rolledBackTo: 1 }));
      await registry.publishDesign(publication({ n: 1 }, { kind: "calendar", id: "part-night" }));
      expect((await registry.designVersions()).map(({ kind, version }) => `${kind} ${version}`)).toEqual(["calendar 1", "profile 1", "profile 2"]);
      expect(await registry.designVersions("profile", "part-night")).toStrictEqual([
        { ...publication(body), version: 1 },
        { ...publication({ n: 2 }, { atMs: 3_000, rolledBackTo: 1 }), version: 2 },
      ]);
      expect(await registry.designVersions("profile", "another")).toEqual([]);
    });

    test("publications at the same moment get versions of their own", async () => {
      await Promise.all(Array.from({ length: 20 }, (_, n) => registry.publishDesign(publication({ n }))));
      const versions = await registry.designVersions("profile");
      expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    });

    test("of two who save from the same revision the second is told what the first wrote", async () => {
      expect(await registry.saveDraft(draft({ n: 1 }), 0)).toStrictEqual({ ok: true, draft: { ...draft({ n: 1 }), revision: 1 } });
      const [first, second] = await Promise.all([registry.saveDraft(draft({ n: 2 }), 1), registry.saveDraft(draft({ n: 3 }, "Brodie"), 1)]);
      expect(first).toStrictEqual({ ok: true, draft: { ...draft({ n: 2 }), revision: 2 } });
      expect(second).toStrictEqual({ ok: false, held: { ...draft({ n: 2 }), revision: 2 } });
      // Nor may a page that saw no draft overwrite one.
      expect(await registry.saveDraft(draft({ n: 4 }), 0)).toMatchObject({ ok: false, held: { revision: 2 } });
      expect(await registry.drafts()).toStrictEqual([{ ...draft({ n: 2 }), revision: 2 }]);
    });

    test("publishing a draft takes it away; one that changed meanwhile is not published", async () => {
      await registry.saveDraft(draft({ n: 1 }), 0);
      await registry.saveDraft(draft({ n: 2 }, "Brodie"), 1);
      expect(await registry.publishDesign(publication({ n: 1 }), 1)).toMatchObject({ ok: false, held: { revision: 2, body: { n: 2 } } });
      expect(await registry.designVersions()).toEqual([]);
      expect(await registry.publishDesign(publication({ n: 2 }), 2)).toMatchObject({ ok: true, version: { version: 1 } });
      expect(await registry.drafts()).toEqual([]);
      // Pressed twice: once is enough.
      expect(await registry.publishDesign(publication({ n: 2 }), 2)).toStrictEqual({ ok: false, held: undefined });
      expect(await registry.designVersions()).toHaveLength(1);
    });

    test("a roll back leaves a draft alone", async () => {
      await registry.saveDraft(draft({ n: 1 }), 0);
      await registry.publishDesign(publication({ n: 9 }));
      expect(await registry.drafts()).toHaveLength(1);
    });

    test("revisions go on after a draft is given up: an old page does not overwrite the next draft", async () => {
      await registry.saveDraft(draft({ n: 1 }), 0);
      expect(await registry.deleteDraft(night, 7)).toMatchObject({ ok: false, held: { revision: 1 } });
      expect(await registry.deleteDraft(night, 1)).toEqual({ ok: true });
      expect(await registry.drafts()).toEqual([]);
      expect(await registry.saveDraft(draft({ n: 2 }), 1)).toStrictEqual({ ok: false, held: undefined });
      expect(await registry.saveDraft(draft({ n: 3 }, "Brodie"), 0)).toMatchObject({ ok: true, draft: { revision: 2 } });
      expect(await registry.saveDraft(draft({ n: 4 }), 1)).toMatchObject({ ok: false, held: { body: { n: 3 } } });
    });

    test("refuses work once closed, with a named failure", async () => {
      await registry.close();
      await expect(registry.publishDesign(publication({}))).rejects.toMatchObject({ name: "LightingError", code: "STORE_OFFLINE" });
    });
  });
}
