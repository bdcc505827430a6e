import { afterEach, expect, test } from "vitest";
import { ManualClock, SystemClock } from "#contract/clock";
import type { DemandKind } from "#contract/messages";
import { seededRandom } from "#contract/random";
import { DemandFeed, type Readings } from "#firmware-sim/demand/feed";
import { generatedReadings } from "#firmware-sim/demand/generator";
import { WallClock } from "#firmware-sim/demand/wall-clock";
import { at, hourMs, minuteMs } from "./lamp.ts";
import { authority, StreetBroker } from "./street-broker.ts";

const london = new WallClock("Europe/London");
let close: () => Promise<void> = async () => {};
afterEach(() => close());

/** Counts the hours since 1970, known at the end of each. */
const hourly: Readings = { newestAt: (nowMs) => ({ atMs: Math.floor(nowMs / hourMs) * hourMs, value: Math.floor(nowMs / hourMs) % 1_000 }) };

async function openFeed(): Promise<{ broker: StreetBroker; clock: ManualClock; feed: DemandFeed }> {
  const secrets = new Map([["site-20", "secret"]]);
  const broker = new StreetBroker(secrets);
  await broker.open();
  const clock = new ManualClock("2026-01-01T12:20:00Z");
  const link = { brokerUrl: broker.url, authority, clock: new SystemClock(), random: seededRandom(1), retry: { firstMs: 20, maxMs: 100 } };
  const feed = new DemandFeed({ clock, link, secrets, sources: new Map([["site-20", hourly]]) });
  close = async () => {
    await feed.close();
    await broker.kill();
  };
  feed.start();
  await broker.hears("the reading of noon", () => broker.of("demand").length === 1);
  return { broker, clock, feed };
}

test("a source says its newest reading on connecting, and every new one once", async () => {
  const { broker, clock } = await openFeed();
  expect(broker.heard[0]).toMatchObject({ connection: "site-20", subject: "site-20", kind: "demand" });
  clock.advanceTo("2026-01-01T14:30:00Z");
  await broker.hears("three readings", () => broker.of("demand").length === 3);
  expect(broker.of("demand").map((demand) => demand.at)).toEqual(["2026-01-01T12:00:00.000Z", "2026-01-01T13:00:00.000Z", "2026-01-01T14:00:00.000Z"]);
});

test("what was missed while the broker was gone is not said late: only the newest is", async () => {
  const { broker, clock } = await openFeed();
  await broker.kill();
  clock.advanceTo("2026-01-01T17:05:00Z");
  await broker.open();
  await broker.hears("the reading of 17 h", () => broker.of("demand").length === 2);
  expect(broker.of("demand")[1]?.at).toBe("2026-01-01T17:00:00.000Z");
});

test("after a jump of the clock the newest reading is said at once", async () => {
  const { broker, clock, feed } = await openFeed();
  clock.step(9 * hourMs + 40 * minuteMs);
  feed.wake();
  await broker.hears("the reading of 22 h", () => broker.of("demand").some((demand) => demand.at === "2026-01-01T22:00:00.000Z"));
});

const made = (kind: DemandKind, from: number[] = []): Readings | undefined =>
  generatedReadings({ id: "s1", kind, rules: from.map((each) => ({ groups: ["g"], from: each, levelPct: 100, holdS: 900 })) }, london, 7);

const dayOf = (readings: Readings | undefined, noon: string, hours: readonly [number, number]): number[] =>
  Array.from({ length: (hours[1] - hours[0]) * 12 }, (_, i) => readings?.newestAt(at(noon) + hours[0] * hourMs + i * 5 * minuteMs)?.value ?? Number.NaN);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("made-up demand has a busy evening, a quiet night and whole people, and is the same whenever asked", () => {
  const people = made("pedestrians");
  const evening = dayOf(people, "2026-01-14T12:00:00Z", [5, 7]);
  const night = dayOf(people, "2026-01-14T12:00:00Z", [14, 16]);
  expect(mean(night)).toBeLessThan(mean(evening) / 5);
  expect(mean(night)).toBeGreaterThan(0);
  for (const value of [...evening, ...night]) expect(value % 12).toBe(0);
  expect(dayOf(made("pedestrians"), "2026-01-14T12:00:00Z", [5, 7])).toEqual(evening);
});

test("its busiest hours pass the threshold of its rules, its nights do not", () => {
  const cars = made("vehicles", [600]);
  expect(Math.max(...dayOf(cars, "2026-01-14T12:00:00Z", [4, 6]))).toBeGreaterThanOrEqual(600);
  expect(Math.max(...dayOf(cars, "2026-01-14T12:00:00Z", [14, 16]))).toBeLessThan(600);
});

test("presence is 0 or 1; what has no daily shape is not made up", () => {
  expect(new Set(dayOf(made("presence"), "2026-01-14T12:00:00Z", [-2, 12]))).toEqual(new Set([0, 1]));
  expect(made("lux")).toBeUndefined();
  expect(made("event")).toBeUndefined();
});
