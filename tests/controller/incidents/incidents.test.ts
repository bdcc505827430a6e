import { describe, expect, test } from "vitest";
import { faultKinds } from "#contract/faults";
import { seededRandom } from "#contract/random";
import { minute, startMs, Town } from "./town.ts";

describe("faults of one cause are one incident", () => {
  test("a feeder's lights that lose their supply, as they are found, and those not heard just before", () => {
    const town = new Town(80);
    town.fail("communication-failure", town.from(0, 2), minute);
    town.pass(10_000);
    town.fail("supply-loss", town.from(2, 10));
    town.pass(minute);
    town.fail("supply-loss", town.from(12, 8));
    town.pass(minute);
    expect(town.standing()).toEqual(["feeder fp-0 supply-loss: 20"]);
    expect(town.incidents.list()[0]?.evidence.join(" ")).toContain("feeder pillar fp-0");
  });

  test("a gateway's nodes that fall silent", () => {
    const town = new Town(120);
    town.fail("communication-failure", town.from(40, 40));
    town.pass(minute);
    expect(town.standing()).toEqual(["gateway gw-1 communication-failure: 40"]);
  });

  test("several feeders at once are a district; what was told of the first goes on under its id", () => {
    const town = new Town(100);
    town.fail("supply-loss", town.from(0, 20));
    town.pass(10_000);
    const first = town.incidents.list()[0]?.id;
    town.fail("supply-loss", town.from(20, 20));
    town.pass(30_000);
    town.fail("supply-loss", town.from(60, 20));
    town.pass(10_000);
    expect(town.standing()).toEqual(["district Old Town supply-loss: 60"]);
    expect(town.incidents.list()[0]?.id).toBe(first);
    expect(town.ended.map(({ partOf }) => partOf)).toEqual([first]);
  });

  test("two feeders an hour apart are two matters", () => {
    const town = new Town(100);
    town.fail("supply-loss", town.from(0, 20));
    town.pass(60 * minute);
    town.fail("supply-loss", town.from(20, 20));
    town.pass(minute);
    expect(town.standing()).toEqual(["feeder fp-0 supply-loss: 20", "feeder fp-1 supply-loss: 20"]);
  });

  test("a broken neutral: high on some lights of a feeder, low on others", () => {
    const town = new Town(40);
    town.fail("voltage-high", town.from(0, 8));
    town.fail("voltage-low", town.from(8, 8));
    town.pass(minute);
    expect(town.standing()).toEqual(["feeder fp-0 voltage-high: 16"]);
  });

  test("lights of a street lit by day, found a quarter of an hour apart: the first, told alone, becomes the street's", () => {
    const town = new Town(40);
    for (const light of town.from(10, 4)) {
      town.fail("day-burning", [light]);
      town.pass(10 * minute);
    }
    expect(town.standing()).toEqual(["street Street 1 day-burning: 4"]);
  });

  test("six dark lights next to each other, a day apart, are one; a seventh elsewhere in the street is not of it", () => {
    const town = new Town(200, (n) => ({ street: n < 100 ? "Long Road" : "Other" }));
    for (const light of town.from(10, 5)) {
      town.fail("lamp-failure", [light]);
      town.pass(24 * 60 * minute);
    }
    expect(town.incidents.list()).toHaveLength(5);
    town.fail("lamp-failure", town.from(15, 1));
    town.pass(minute);
    expect(town.standing()).toEqual(["street Long Road lamp-failure: 6"]);
    town.pass(24 * 60 * minute);
    town.fail("lamp-failure", town.from(80, 1));
    town.pass(minute);
    expect(town.standing()).toEqual(["single l-80 lamp-failure: 1", "street Long Road lamp-failure: 6"]);
  });

  test("nodes of one firmware version that refuse their programme; not when those of others do as well", () => {
    const mixed = (n: number) => ({ firmware: n % 10 === 0 ? "2.0.0" : "1.0.0" });
    const town = new Town(400, mixed);
    town.fail("programme-invalid", town.lights.filter((_, n) => n % 20 === 0).slice(0, 8));
    town.pass(minute);
    expect(town.standing()).toEqual(["firmware 2.0.0 programme-invalid: 8"]);
    const everywhere = new Town(400, mixed);
    everywhere.fail(
      "programme-invalid",
      everywhere.lights.filter((_, n) => n % 4 === 1 || n % 50 === 0),
    );
    everywhere.pass(minute);
    expect(everywhere.incidents.list().every(({ cause }) => cause === "single")).toBe(true);
  });

  test("a struck column is told at once, and never waits for company", () => {
    const town = new Town(10);
    town.fail("tilt", ["l-3"]);
    expect(town.standing()).toEqual(["single l-3 tilt: 1"]);
  });
});

describe("incidents end and split", () => {
  test("a feeder's ends when all its lights are back", () => {
    const town = new Town(40);
    town.fail("supply-loss", town.from(0, 20));
    town.pass(5 * minute);
    town.clear("supply-loss", town.from(0, 20));
    town.pass(10_000);
    expect(town.standing()).toEqual([]);
    expect(town.ended.map(({ endedAtMs }) => endedAtMs)).toEqual([startMs + 5 * minute]);
  });

  test("half of a gateway's nodes report again: the cause is refuted, the others are looked at anew", () => {
    const town = new Town(80);
    town.fail("communication-failure", town.from(0, 40));
    town.pass(10 * minute);
    town.clear("communication-failure", [...town.from(0, 9), ...town.from(20, 20)]);
    town.pass(3 * minute);
    expect(town.standing()).toEqual(["gateway gw-0 communication-failure: 11"]);
    town.pass(3 * minute);
    // All ten of a street, and one elsewhere.
    expect(town.standing()).toEqual(["single l-9 communication-failure: 1", "street Street 1 communication-failure: 10"]);
    expect(town.ended[0]?.evidence.at(-1)).toBe("11 lights stayed as they were when most were well again: another cause.");
  });

  test("lights that stay silent when their feeder has supply again have a cause of their own", () => {
    const town = new Town(40);
    town.fail("supply-loss", town.from(0, 20));
    town.pass(5 * minute);
    town.clear("supply-loss", town.from(0, 18));
    town.pass(2 * minute);
    // As detection tells it: the supply is back, and these are not.
    for (const light of town.from(18, 2)) {
      town.clear("supply-loss", [light]);
      town.fail("communication-failure", [light], 7 * minute);
    }
    town.pass(minute);
    expect(town.standing()).toEqual(["single l-18 communication-failure: 1", "single l-19 communication-failure: 1"]);
  });

  test("what is gone within half a minute was nothing", () => {
    const town = new Town(10);
    town.fail("lamp-failure", ["l-1"]);
    town.pass(20_000);
    town.clear("lamp-failure", ["l-1"]);
    town.pass(minute);
    expect(town.standing()).toEqual([]);
    expect(town.ended).toEqual([]);
  });
});

describe("a restart", () => {
  test("in the middle of a feeder's loss goes on with the same incident: later lights join, and it ends", () => {
    const town = new Town(40);
    town.fail("supply-loss", town.from(0, 10));
    town.pass(30_000);
    const [before] = town.incidents.list();
    town.restart();
    town.incidents.reconcile(
      town.from(0, 10).map((light) => ({ light, kind: "supply-loss", sinceMs: startMs })),
      town.nowMs,
    );
    town.fail("supply-loss", town.from(10, 10));
    town.pass(30_000);
    expect(town.standing()).toEqual(["feeder fp-0 supply-loss: 20"]);
    expect(town.incidents.list()[0]?.id).toBe(before?.id);
    town.clear("supply-loss", town.from(0, 20));
    town.pass(30_000);
    expect(town.standing()).toEqual([]);
  });

  test("what cleared meanwhile is taken as cleared, what began as begun", () => {
    const town = new Town(40);
    town.fail("lamp-failure", ["l-1"]);
    town.pass(minute);
    town.restart();
    town.incidents.reconcile([{ light: "l-2", kind: "lamp-failure", sinceMs: town.nowMs }], town.nowMs);
    town.pass(minute);
    expect(town.standing()).toEqual(["single l-2 lamp-failure: 1"]);
  });
});

test.each([1, 2, 3, 4, 5, 6])(
  "whatever comes and goes, in any order, with restarts: a fault is in one incident, and none is left when all are gone (seed %i)",
  (seed) => {
    const random = seededRandom(seed);
    const town = new Town(120, (n) => ({ firmware: n % 7 === 0 ? "2.0.0" : "1.0.0" }));
    const standing = new Map<string, readonly [string, (typeof faultKinds)[number]]>();
    const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random.next() * of.length)];
    for (let step = 0; step < 600; step++) {
      const light = pick(town.lights) ?? "";
      const kind = pick(random.next() < 0.7 ? faultKinds.slice(0, 4) : faultKinds) ?? "tilt";
      const key = `${light} ${kind}`;
      if (random.next() < 0.65) {
        const wave = random.next() < 0.1 ? town.from(Math.floor(random.next() * 6) * 20, 20) : [light];
        town.fail(kind, wave, Math.floor(random.next() * 20) * minute);
        for (const each of wave) standing.set(`${each} ${kind}`, [each, kind]);
      } else {
        town.clear(kind, [light]);
        standing.delete(key);
      }
      if (random.next() < 0.3) town.pass(Math.floor(random.next() * 6) * minute + 10_000);
      if (random.next() < 0.01) {
        town.restart();
        town.incidents.reconcile(
          [...standing.values()].map(([of, which]) => ({ light: of, kind: which, sinceMs: town.nowMs })),
          town.nowMs,
        );
      }
    }
    town.pass(minute);
    const held = town.incidents.list().flatMap((incident) => [...incident.standing.keys()]);
    expect(held.sort()).toEqual([...standing.keys()].sort());
    for (const [light, kind] of standing.values()) town.clear(kind, [light]);
    town.pass(10_000);
    expect(town.standing()).toEqual([]);
  },
);
