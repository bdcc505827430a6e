import { expect, test } from "vitest";
import { simulatedFaults } from "#contract/api";
import { seededRandom } from "#contract/random";
import { hasPhotocell } from "#firmware-sim/capabilities";
import { populate } from "#firmware-sim/population";
import { seedFaults } from "#firmware-sim/seeded-faults";
import { changesOf, doChange, type Truth } from "#firmware-sim/truth";
import { at, hourMs } from "./lamp.ts";
import { lightsOf } from "./street.ts";

const fromMs = at("2026-10-01T12:00:00Z");
const nightMs = 24 * hourMs;

/** 10,000 lights on feeders of 32 in twenty areas, 50 nodes to a gateway, for 30 nights; or fewer. */
function plan(seed: number, lights = 10_000, nights = 30): { truth: Truth; inventory: ReturnType<typeof lightsOf> } {
  const inventory = lightsOf(lights).map((light, i) => ({ ...light, feeder: `f${i >> 5}`, area: `a${i >> 9}` }));
  const gateways = Array.from({ length: Math.ceil(lights / 50) }, (_, number) => inventory.slice(number * 50, number * 50 + 50).map(({ node }) => node));
  return { truth: seedFaults(inventory, seededRandom(seed), { fromMs, nights, gateways }), inventory };
}

test("among 10,000 lights in 30 nights every kind of fault begins at least 20 times, at random instants within the period", () => {
  const { truth } = plan(1);
  const onsets = Map.groupBy(truth.faults, ({ fault }) => fault);
  expect(simulatedFaults.filter((fault) => (onsets.get(fault)?.length ?? 0) < 20)).toEqual([]);
  for (const { fromMs: began, toMs } of truth.faults) {
    expect(began).toBeGreaterThan(fromMs);
    expect(began).toBeLessThan(fromMs + 30 * nightMs);
    expect(toMs).toBeGreaterThan(began);
  }
  const hours = new Set(truth.faults.map(({ fromMs: began }) => Math.floor(began / hourMs) % 24));
  expect(hours.size).toBe(24);
});

test("some are repaired within the period and some are not, of every kind that one light has alone", () => {
  const alone = plan(1).truth.faults.filter(({ cause }) => cause === undefined);
  for (const [fault, all] of Map.groupBy(alone, (each) => each.fault)) {
    const repaired = all.filter(({ toMs }) => toMs < fromMs + 30 * nightMs).length;
    expect(repaired, fault).toBeGreaterThan(0);
    expect(repaired, fault).toBeLessThan(all.length);
  }
});

test("one seed is one plan; another is another", () => {
  expect(plan(1, 500, 5).truth).toEqual(plan(1, 500, 5).truth);
  expect(plan(2, 500, 5).truth.faults).not.toEqual(plan(1, 500, 5).truth.faults);
});

test("what shares a cause begins and ends with it, on its feeders or its gateway", () => {
  const { truth, inventory } = plan(3);
  const feederOf = new Map(inventory.map(({ id, feeder }) => [id, feeder]));
  for (const cause of truth.causes) {
    const faults = truth.faults.filter((fault) => fault.cause === cause.id);
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) {
      expect(fault).toMatchObject({ fromMs: cause.fromMs, toMs: cause.toMs });
      expect(cause.lights).toContain(fault.light);
      if (cause.kind !== "gateway") expect(cause.feeders).toContain(feederOf.get(fault.light));
    }
  }
  expect(truth.causes.filter(({ kind, feeders: taken }) => kind === "district" && taken.length > 1).length).toBeGreaterThan(0);
});

test.each([1, 2, 3, 4, 5, 6])("seed %i: no feeder is in two causes, so that none hides another", (seed) => {
  const feeders = plan(seed).truth.causes.flatMap((cause) => cause.feeders);
  expect(new Set(feeders).size).toBe(feeders.length);
});

test("photocells stick only where there is one, and a lamp that wears out is out in the end", () => {
  const { truth } = plan(4);
  for (const { fault, node } of truth.faults) if (fault.startsWith("photocell")) expect(hasPhotocell(node)).toBe(true);
  const failing = truth.faults.filter(({ fault }) => fault === "failing");
  const ended = failing.filter(({ light, fromMs: began }) =>
    truth.faults.some((other) => other.light === light && other.fault === "lamp-out" && other.fromMs > began),
  );
  expect(ended.length).toBeGreaterThan(failing.length / 3);
});

test("played on nodes, every fault of the truth is there from its onset to its end and none other, and old lamps reach their rated hours on time", () => {
  const { truth, inventory } = plan(5, 1_000, 6);
  const untilMs = fromMs + 6 * nightMs;
  const nodes = new Map(
    populate({ inventory, random: seededRandom(5), logCapacity: 20, burningHours: truth.burningHours }, fromMs).map((node) => [node.capabilities.node, node]),
  );
  const changes = changesOf(truth, untilMs);
  expect(changes.map(({ atMs }) => atMs)).toEqual(changes.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  const hoursBefore = new Map<string, number>();
  for (const change of changes) {
    const node = nodes.get(change.node);
    if (!node) throw new Error(`expected a node ${change.node}`);
    const before = node.advanceTo(change.atMs).at(-1)?.burningHours;
    if (change.do === "fault" && change.fault === "aged" && change.on && before !== undefined) hoursBefore.set(change.node, before);
    doChange(node, change);
    if (change.do !== "fault") continue;
    const truly = truth.faults.filter((fault) => fault.node === change.node && fault.fromMs <= change.atMs && fault.toMs > change.atMs);
    expect(new Set(node.faults)).toEqual(new Set(truly.map(({ fault }) => fault)));
  }
  expect(truth.burningHours.size).toBeGreaterThan(0);
  // These nodes have no programme and burn day and night, so they come nearer than any that has nights only.
  for (const hours of hoursBefore.values()) expect(hours).toBeGreaterThan(99_800);
});

test("a plan for a handful of lights leaves half of them sound", () => {
  const { truth, inventory } = plan(6, 12, 2);
  const alone = new Set(truth.faults.filter(({ cause }) => cause === undefined).map(({ light }) => light));
  expect(alone.size).toBeLessThanOrEqual(inventory.length / 2);
});
