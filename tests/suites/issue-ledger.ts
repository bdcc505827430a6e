/** What every registry must do with issued documents. Run on each implementation by tests/controller/registry/registry.test.ts. */
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DocumentIssue, Registry } from "#controller/registry/port";

export function issueLedgerSuite(name: string, open: () => Registry): void {
  describe(`issued documents in the registry: ${name}`, () => {
    let registry: Registry;
    beforeEach(() => {
      registry = open();
    });
    afterEach(() => registry.close());

    test("an issued document comes back byte for byte, with the hash of its bytes", async () => {
      const content = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const { isNew, issued } = await registry.issue(document({ content }));
      expect(isNew).toBe(true);
      expect(issued).toStrictEqual({ ...unsent(document()), bytes: 256, sha256: createHash("sha256").update(content).digest("hex"), superseded: false });
      const kept = await registry.issuedContent(issued);
      expect(kept?.issued).toStrictEqual(issued);
      expect(Buffer.from(kept?.content ?? []).equals(content)).toBe(true);
      expect(await registry.issuedContent({ ...issued, period: "2026-11-21" })).toBeUndefined();
      expect(await registry.issuedContent(issued, 2)).toBeUndefined();
    });

    test("a later version supersedes the earlier one, which stays as it was sent", async () => {
      const first = await registry.issue(document({ content: Buffer.from("first") }));
      const second = await registry.issue(document({ version: 2, content: Buffer.from("second"), issuedAtMs: 2_000, reason: "a late log" }));
      expect(second.issued).toMatchObject({ version: 2, superseded: false });
      expect(await registry.issued({ kind: "control", limit: 10 })).toStrictEqual([second.issued, { ...first.issued, superseded: true }]);
      const texts = await Promise.all([1, 2, undefined].map((version) => registry.issuedContent(first.issued, version)));
      expect(texts.map((each) => [Buffer.from(each?.content ?? []).toString(), each?.issued.superseded])).toEqual([
        ["first", true],
        ["second", false],
        ["second", false],
      ]);
    });

    test("content that was issued already is not issued again; an older content is", async () => {
      const first = await registry.issue(document({ content: Buffer.from("a") }));
      expect(await registry.issue(document({ content: Buffer.from("a"), version: 2, reason: "again" }))).toStrictEqual({ isNew: false, issued: first.issued });
      await registry.issue(document({ content: Buffer.from("b"), version: 2 }));
      expect(await registry.issue(document({ content: Buffer.from("a"), version: 3 }))).toMatchObject({ isNew: true, issued: { version: 3 } });
    });

    test("a version that is not the next is refused, and nothing is issued", async () => {
      await registry.issue(document({ content: Buffer.from("a") }));
      for (const version of [1, 3]) await expect(registry.issue(document({ content: Buffer.from("b"), version }))).rejects.toMatchObject({ code: "CONFLICT" });
      await expect(registry.issue(document({ period: "2026-11-19", version: 2 }))).rejects.toMatchObject({ code: "CONFLICT" });
      expect(await registry.issued({ limit: 10 })).toHaveLength(1);
    });

    test("lists what was asked for, newest first", async () => {
      const one = await registry.issue(document({ issuedAtMs: 3_000 }));
      const two = await registry.issue(document({ issuedAtMs: 1_000, period: "2026-11-19" }));
      const three = await registry.issue(document({ issuedAtMs: 2_000, kind: "events", subject: "zzzzzzz", draft: true }));
      const list = async (filter: object) => (await registry.issued({ limit: 10, ...filter })).map(({ sha256: _, ...record }) => record.issuedAtMs);
      expect(await list({})).toEqual([one, three, two].map(({ issued }) => issued.issuedAtMs));
      expect(await list({ kind: "control" })).toEqual([3_000, 1_000]);
      expect(await list({ subject: "zzzzzzz" })).toEqual([2_000]);
      expect(await list({ period: "2026-11-19" })).toEqual([1_000]);
      expect(await list({ limit: 1 })).toEqual([3_000]);
    });
  });
}

const document = (more: Partial<DocumentIssue> = {}): DocumentIssue => ({
  kind: "control",
  subject: "abcdefg",
  period: "2026-11-20",
  version: 1,
  name: "controlabcdefg20261120.log",
  content: Buffer.from("content"),
  draft: false,
  issuedAtMs: 1_000,
  by: "ann",
  reason: "the day is over",
  ...more,
});

const unsent = ({ content: _, ...rest }: DocumentIssue): Omit<DocumentIssue, "content"> => rest;
