/** What every Registry must do. Run on each implementation by tests/controller/registry/registry.test.ts. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ConnectionRecord, Registry } from "#controller/registry/port";
import { exampleLight, exampleOverride } from "../controller/registry/example-records.ts";

const connection: ConnectionRecord = { id: "gw-1", authority: "inverallan", kind: "gateway", secretHash: "ab".repeat(32), nodes: ["ia-0001", "ia-0002"] };

export function registrySuite(name: string, open: () => Registry): void {
  describe(`registry: ${name}`, () => {
    let registry: Registry;
    beforeEach(() => {
      registry = open();
    });
    afterEach(() => registry.close());

    test("is empty at first, and saving nothing is allowed", async () => {
      await registry.saveLights([]);
      await registry.saveConnections([]);
      expect(await registry.lights()).toEqual([]);
      expect(await registry.overrides(0)).toEqual([]);
      expect(await registry.connections()).toEqual([]);
    });

    test("gives back every field of a light, the absent ones absent, in the order of ids", async () => {
      const bare = exampleLight("ia-0002", { postcode: undefined, feeder: undefined, powerAssumed: true, street: "", area: "", regime: "" });
      const named = exampleLight("ia-0001", { street: `Robert'); DROP TABLE light;-- "Ålesund" <b>Wynd</b>` });
      await registry.saveLights([bare, named]);
      expect(await registry.lights()).toStrictEqual([named, bare]);
    });

    test("replaces a light by its id and leaves the others", async () => {
      await registry.saveLights([exampleLight("a"), exampleLight("b")]);
      await registry.saveLights([exampleLight("b", { powerW: 90 }), exampleLight("c")]);
      expect((await registry.lights()).map(({ id, powerW }) => [id, powerW])).toEqual([
        ["a", 36.5],
        ["b", 90],
        ["c", 36.5],
      ]);
    });

    test("takes more lights than one statement holds", async () => {
      const lights = Array.from({ length: 4_321 }, (_, i) => exampleLight(`ia-${String(i).padStart(5, "0")}`));
      await registry.saveLights(lights);
      expect(await registry.lights()).toStrictEqual(lights);
    });

    test("an override keeps its fields, and a release replaces it", async () => {
      await registry.saveOverride(exampleOverride("o1"));
      expect(await registry.overrides(0)).toStrictEqual([exampleOverride("o1")]);
      const released = exampleOverride("o1", { releasedAtMs: 1_795_000_060_000 });
      await registry.saveOverride(released);
      expect(await registry.overrides(0)).toStrictEqual([released]);
    });

    test("gives the overrides that end at or after an instant, oldest first", async () => {
      await registry.saveOverride(exampleOverride("late", { endsAtMs: 3_000, createdAtMs: 30 }));
      await registry.saveOverride(exampleOverride("early", { endsAtMs: 1_000, createdAtMs: 10 }));
      await registry.saveOverride(exampleOverride("edge", { endsAtMs: 2_000, createdAtMs: 20 }));
      expect((await registry.overrides(2_000)).map(({ id }) => id)).toEqual(["edge", "late"]);
    });

    test("a connection keeps its digest and nodes, and a new secret replaces the old", async () => {
      await registry.saveConnections([connection]);
      expect(await registry.connections()).toStrictEqual([connection]);
      const renewed = { ...connection, secretHash: "cd".repeat(32), nodes: [] };
      await registry.saveConnections([renewed]);
      expect(await registry.connections()).toStrictEqual([renewed]);
    });

    test("what was given away can be changed without changing what is held", async () => {
      const lights = ["ia-0001"];
      await registry.saveOverride(exampleOverride("o1", { lights }));
      lights.push("ia-0009");
      expect((await registry.overrides(0))[0]?.lights).toEqual(["ia-0001"]);
    });

    test("saves that overlap all arrive", async () => {
      await Promise.all(Array.from({ length: 20 }, (_, i) => registry.saveOverride(exampleOverride(`o${i}`, { createdAtMs: i }))));
      expect((await registry.overrides(0)).map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => `o${i}`));
    });

    test("a run of a job starts exactly once per instant it is due, whoever asks", async () => {
      const asked = await Promise.all(Array.from({ length: 5 }, () => registry.startRun("retention", 1_000)));
      expect(asked.filter((started) => started)).toHaveLength(1);
      expect(await registry.startRun("retention", 1_000)).toBe(false);
      expect(await registry.startRun("retention", 2_000)).toBe(true);
      expect(await registry.startRun("reports", 1_000)).toBe(true);
      await registry.finishRun("retention", 1_000, { ok: false, text: "the disk is full: make room", tookMs: 3 });
      expect(await registry.startRun("retention", 1_000)).toBe(false);
    });

    test("the last runs are told, newest first, with how they ended", async () => {
      expect(await registry.runs(10)).toEqual([]);
      for (const at of [2_000, 1_000, 3_000]) await registry.startRun("retention", at);
      await registry.startRun("reports", 2_000);
      await registry.finishRun("retention", 1_000, { ok: false, text: "the disk is full: make room", tookMs: 3.5 });
      await registry.finishRun("retention", 2_000, { ok: true, text: "12 readings removed", tookMs: 4 });
      await registry.finishRun("retention", 9_000, { ok: true, text: "never started", tookMs: 0 });
      expect(await registry.runs(10)).toStrictEqual([
        { job: "retention", scheduledAtMs: 3_000, outcome: undefined },
        { job: "reports", scheduledAtMs: 2_000, outcome: undefined },
        { job: "retention", scheduledAtMs: 2_000, outcome: { ok: true, text: "12 readings removed", tookMs: 4 } },
        { job: "retention", scheduledAtMs: 1_000, outcome: { ok: false, text: "the disk is full: make room", tookMs: 3.5 } },
      ]);
      expect((await registry.runs(2)).map(({ scheduledAtMs }) => scheduledAtMs)).toEqual([3_000, 2_000]);
    });

    test("tells the overrides of one light that had begun by an instant and end at or after another", async () => {
      const made = (id: string, createdAtMs: number, startsAtMs: number, endsAtMs: number, lights: string[]) =>
        registry.saveOverride(exampleOverride(id, { createdAtMs, startsAtMs, endsAtMs, lights }));
      await made("early", 0, 0, 1_000, ["a-1"]);
      await made("edge", 10, 0, 2_000, ["a-1", "a-10"]);
      await made("other", 20, 0, 9_000, ["a-10", "ba-1"]);
      await made("coming", 30, 6_000, 9_000, ["a-1"]);
      await made("made-later", 6_000, 0, 9_000, ["a-1"]);
      await made("on", 5_000, 5_000, 9_000, ["ba-1", "a-1"]);
      const { lights: _, ...edge } = exampleOverride("edge", { createdAtMs: 10, startsAtMs: 0, endsAtMs: 2_000 });
      const told = await registry.overridesOf("a-1", 2_000, 5_000);
      expect(told.map(({ id }) => id)).toEqual(["edge", "on"]);
      expect(told[0]).toStrictEqual(edge);
    });

    test("refuses work once closed, with a named failure", async () => {
      await registry.close();
      await expect(registry.saveOverride(exampleOverride("o1"))).rejects.toMatchObject({ name: "LightingError", code: "STORE_OFFLINE" });
    });
  });
}
