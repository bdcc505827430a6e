/**
 * The two days of the year on which the clocks change, through the whole loop: nodes, controller, store, accounts, settlement. A node is
 * replaced at their first midnight, and one is cut off over their last: its log comes late and changes a day that was already settled.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Inventory } from "#contract/api";
import { Settlement } from "#contract/design";
import { seededRandom } from "#contract/random";
import type { SettlementKind } from "#contract/settlement";
import { ControllerSettlement } from "#controller/desk/settlement";
import { importInventory } from "#controller/registry/import";
import { SimulatedNode } from "#firmware-sim/node";
import { halfHoursOf, type LightHalfHours } from "./proof-check.ts";
import { begin, end, type Parts, settleParts, startParts, stopParts } from "./proof-parts.ts";
import { ProofStreet } from "./proof-street.ts";

const minuteMs = 60_000;
const stepMs = 10 * minuteMs;
const halfHourMs = 30 * minuteMs;
const lights = 8;
const csv = `id,lat,lon,street,ward,switch_regime,watts,feeder\n${Array.from({ length: lights }, (_, i) => `t${i},${56 + i * 0.0004},-3.5,High Street,Ward,35/18,60,fp-1`).join("\n")}`;
const [replaced, cutOff] = [1, 2];

describe.each([
  { day: "2026-03-29", before: "2026-03-28T12:00Z", midnight: "2026-03-29T00:00Z", next: "2026-03-29T23:00Z", halfHours: 46 },
  { day: "2026-10-25", before: "2026-10-24T11:00Z", midnight: "2026-10-24T23:00Z", next: "2026-10-26T00:00Z", halfHours: 50 },
])("$day, $halfHours half hours", ({ day, before, midnight, next, halfHours }) => {
  const [beforeMs, fromMs, toMs] = [Date.parse(before), Date.parse(midnight), Date.parse(next)];
  const folder = mkdtempSync(join(tmpdir(), "leerie-proof-"));
  let street: ProofStreet;
  let parts: Parts;
  let settlement: ControllerSettlement;
  let nowMs = beforeMs;
  /** What each light has taken by the half hour, by the meters of its nodes, kWh: of one that was replaced, of both. */
  const takenKwh = new Map<string, number>();
  const takenBefore = new Map<number, number>();
  const key = (number: number, atMs: number): string => `${number} ${atMs}`;

  beforeAll(async () => {
    writeFileSync(join(folder, "inventory.csv"), csv);
    const inventory = Inventory.parse({ lights: importInventory(csv, { defaultPowerW: 60, existing: [] }).lights }).lights;
    street = new ProofStreet({ inventory, atMs: beforeMs, random: seededRandom(day), lostShare: 0, doubledShare: 0 });
    parts = await startParts({ folder, atMs: beforeMs, store: { kind: "embedded" } });
    settlement = new ControllerSettlement(parts.controller);
    await parts.controller.publishDesign({
      kind: "settlement",
      id: "all",
      body: Settlement.parse({
        subMeters: [{ id: "abc1234", name: "Ward" }],
        unitReference: { from: "id" },
        chargeCodes: [{ code: "4200600000100", powerW: 60, circuitW: 60 }],
      }),
      author: "ann",
      atMs: beforeMs,
      reason: "first",
      rolledBackTo: undefined,
    });
    street.greet();
  });
  afterAll(async () => {
    await stopParts(parts);
    rmSync(folder, { recursive: true, force: true });
  });

  async function runTo(untilMs: number): Promise<void> {
    while (nowMs < untilMs) {
      nowMs += stepMs;
      begin(parts, { toMs: nowMs, up: street.run(nowMs), isReachable: true });
      street.obey(await end(parts));
      for (const [number, node] of street.nodes.entries()) takenKwh.set(key(number, nowMs), (takenBefore.get(number) ?? 0) + node.energyKwh(nowMs));
    }
    await settleParts(parts);
  }

  const account = (): Promise<LightHalfHours> =>
    halfHoursOf(
      parts.accounts,
      parts.controller.situation.geometry.lights.map(({ id }) => id),
      day,
      day,
    );

  /** Metered and true energy of a light over the day, kWh. */
  function dayOf(number: number, { lights: names, startsMs, meteredMwh }: LightHalfHours): { metered: number; taken: number } {
    const column = names.indexOf(street.lightOf(number));
    const metered = startsMs.reduce((sum, _, half) => sum + (meteredMwh[half * names.length + column] ?? 0), 0) / 1e6;
    return { metered, taken: (takenKwh.get(key(number, toMs)) ?? 0) - (takenKwh.get(key(number, fromMs)) ?? 0) };
  }

  async function issue(kind: SettlementKind): Promise<{ version: number; text: string }> {
    const outcome = await settlement.issue({ kind, day, reason: "the day is over" }, "ann", new AbortController().signal);
    if (!outcome.ok) throw new Error(`expected ${kind} of ${day} to be issued, found ${JSON.stringify(outcome)}`);
    const [issued] = outcome.answer.issued;
    if (!issued) throw new Error(`expected a new version of ${kind} of ${day}, found it unchanged`);
    return { version: issued.version, text: await textOf(kind, issued.version) };
  }

  async function textOf(kind: SettlementKind, version: number): Promise<string> {
    const document = await settlement.document({ kind, subject: "abc1234", period: day, version });
    return Buffer.from(document?.content ?? []).toString();
  }

  const changedDays = async (): Promise<readonly string[]> =>
    (await settlement.state("look", new AbortController().signal)).subMeters.flatMap((each) => each.changedDays);
  const firstIssued: Record<string, string> = {};
  let beforeLateLog: LightHalfHours;

  test("a node is replaced at midnight by one with another name and another counter: no energy is lost and none invented", async () => {
    await runTo(fromMs);
    const old = street.nodes[replaced];
    if (!old) throw new Error("expected a node to replace");
    takenBefore.set(replaced, old.energyKwh(nowMs) - 3.25);
    const capabilities = { ...old.capabilities, node: "spare-1" };
    street.replace(replaced, new SimulatedNode(capabilities, { atMs: nowMs, boot: 1, random: seededRandom("spare"), energyKwh: 3.25, burningHours: 12 }));
    const { stored } = parts.controller.situation.geometry;
    const light = street.lightOf(replaced);
    await parts.controller.putLights(stored.map((each) => (each.id === light ? { ...each, node: "spare-1" } : each)));
    // A little after 20 h local, while every light still gives 100 %.
    await runTo(toMs - 4 * 3_600_000 + 3 * stepMs);
    street.cut.add(cutOff);
    await runTo(toMs + 5 * 3_600_000);
    beforeLateLog = await account();
    for (let number = 0; number < lights; number++) {
      if (number === cutOff) continue;
      const { metered, taken } = dayOf(number, beforeLateLog);
      expect(taken).toBeGreaterThan(0.2);
      // Of the minutes between the last report of the old node and the first of the new one no counter tells: they go by the level.
      expect(Math.abs(metered / taken - 1), `light ${street.lightOf(number)}: ${metered} kWh metered, ${taken} kWh taken`).toBeLessThan(0.001);
    }
  });

  test("the accounts and the files of the day have as many half hours as it lasts, and say the same", async () => {
    expect([...beforeLateLog.startsMs]).toEqual(Array.from({ length: halfHours }, (_, half) => fromMs + half * halfHourMs));
    for (const kind of ["half-hours", "events", "control"] as const) {
      const { version, text } = await issue(kind);
      expect(version).toBe(1);
      firstIssued[kind] = text;
    }
    const rows = (firstIssued["half-hours"] ?? "").trim().split("\r\n").slice(1);
    expect(rows).toHaveLength(halfHours);
    const calculated = beforeLateLog.calculatedMwh.reduce((sum, each) => sum + each, 0) / 1e6;
    expect(fileKwh(firstIssued["half-hours"] ?? "") / calculated).toBeCloseTo(1, 3);
    expect(await changedDays()).toEqual([]);
  });

  test("the log of a node that was cut off over midnight changes yesterday: it is accounted again, told, and issued again with version 2", async () => {
    street.mend(cutOff);
    await runTo(toMs + 7 * 3_600_000);
    expect(parts.controller.situation.gaps.counts()).toMatchObject({ open: 0, givenUp: 0 });
    const after = await account();
    const { metered, taken } = dayOf(cutOff, after);
    expect(Math.abs(metered / taken - 1), `${metered} kWh metered, ${taken} kWh taken`).toBeLessThan(0.001);
    expect(dayOf(cutOff, beforeLateLog).metered).not.toBeCloseTo(metered, 3);

    expect(await changedDays()).toEqual([day]);
    const again = await issue("half-hours");
    expect(again.version).toBe(2);
    expect(again.text).not.toBe(firstIssued["half-hours"]);
    expect(fileKwh(again.text) / (after.calculatedMwh.reduce((sum, each) => sum + each, 0) / 1e6)).toBeCloseTo(1, 3);
    expect((await issue("events")).version).toBe(2);
    expect(await changedDays()).toEqual([]);
    // What was sent is as it was sent.
    expect(await textOf("half-hours", 1)).toBe(firstIssued["half-hours"]);
    expect(await textOf("events", 1)).toBe(firstIssued.events);
    const versions = (await settlement.issued({ kind: "half-hours", limit: 10 })).map(({ version, superseded }) => ({ version, superseded }));
    expect(versions).toEqual([
      { version: 2, superseded: false },
      { version: 1, superseded: true },
    ]);
  });
});

/** Energy of all half hours of a file, kWh: the column "total_kwh". */
const fileKwh = (text: string): number =>
  text
    .trim()
    .split("\r\n")
    .slice(1)
    .reduce((sum, row) => sum + Number(row.split(",")[6]), 0);
