import { expect, test } from "vitest";
import type { FaultKind } from "#contract/faults";
import { type Cause, expectations } from "./expectations.ts";
import { type Detection, type Doings, match, type TrueFault } from "./matching.ts";
import { scoreOf } from "./score.ts";
import { unmasked } from "./timeline.ts";

const hourMs = 3_600_000;
/** Lit from the fourth hour to the twelfth; told something in the second. */
const doings: Doings = {
  stretchesOf: () => [
    { fromMs: 0, toMs: 4 * hourMs, levelPct: 0, daylight: true },
    { fromMs: 4 * hourMs, toMs: 12 * hourMs, levelPct: 100, daylight: false },
  ],
  momentsOf: (_light, when) => (when === "commanded" ? [hourMs] : [2 * hourMs, 6 * hourMs]),
};

const truth = (name: Cause, fromH: number, toH: number, more: Partial<TrueFault> = {}): TrueFault => ({
  light: "a",
  name,
  expectation: expectations[name],
  fromMs: fromH * hourMs,
  toMs: toH * hourMs,
  cause: undefined,
  ...more,
});
const told = (kind: FaultKind, atH: number, light = "a"): Detection => ({
  light,
  kind,
  activeAtMs: atH * hourMs,
  clearedAtMs: Number.POSITIVE_INFINITY,
  text: "",
});
const matched = (faults: readonly TrueFault[], detections: readonly Detection[]) => match(faults, detections, doings);

test("a fault is found by its kind while it holds or half an hour after, and its delay runs from when it could be seen", () => {
  const faults = [truth("lamp-out", 1, 8)];
  expect(matched(faults, [told("lamp-failure", 4.1)]).outcomes).toMatchObject([{ visibleFromMs: 4 * hourMs, found: { activeAtMs: 4.1 * hourMs }, times: 1 }]);
  expect(matched(faults, [told("lamp-failure", 8.4)]).right).toHaveLength(1);
  expect(matched(faults, [told("lamp-failure", 8.6)]).wrong).toHaveLength(1);
  expect(matched(faults, [told("lamp-failure", 0.9)]).wrong).toHaveLength(1);
});

test("a consequence is right but finds nothing; another kind and another light are false alarms", () => {
  const faults = [truth("lamp-out", 1, 8)];
  const { outcomes, right, wrong } = matched(faults, [told("power-low", 5), told("voltage-low", 5), told("lamp-failure", 5, "b")]);
  expect(outcomes[0]?.found).toBeUndefined();
  expect(right.map(({ kind }) => kind)).toEqual(["power-low"]);
  expect(wrong.map(({ kind, light }) => `${kind} of ${light}`)).toEqual(["voltage-low of a", "lamp-failure of b"]);
});

test("a fault that could not be seen for long enough was not missed: by day, behind a loss of supply, without a command", () => {
  const visible = (...faults: readonly TrueFault[]) => matched(faults, []).outcomes[0]?.visibleFromMs;
  expect(visible(truth("lamp-out", 1, 4.5))).toBeUndefined();
  expect(visible(truth("lamp-out", 1, 8), truth("feeder-lost", 2, 7.5))).toBeUndefined();
  expect(visible(truth("lamp-out", 1, 8), truth("feeder-lost", 2, 6))).toBe(6 * hourMs);
  expect(visible(truth("feeder-lost", 3, 8), truth("outage", 2, 4))).toBeUndefined();
  expect(visible(truth("deaf", 0.5, 8))).toBe(hourMs);
  expect(visible(truth("deaf", 2, 8))).toBeUndefined();
  expect(visible(truth("photocell-dark", 1, 8))).toBe(2 * hourMs);
  expect(visible(truth("photocell-dark", 3, 8))).toBeUndefined();
});

test("a loss of supply is whole when every light of it is told as that within two minutes, and none as silent", () => {
  const faults = ["a", "b"].map((light) => truth("feeder-lost", 1, 8, { light, cause: "feeder-1" }));
  const soon = ["a", "b"].map((light) => told("supply-loss", 1.03, light));
  const whole = (detections: readonly Detection[]) => scoreOf(matched(faults, detections), 1, 12 * hourMs);
  expect(whole(soon)).toMatchObject({ losses: 1, lossesWhole: 1, falsePer10000LightNights: 0 });
  expect(whole(soon.slice(0, 1))).toMatchObject({ losses: 1, lossesWhole: 0 });
  expect(whole([...soon.slice(0, 1), told("supply-loss", 1.1, "b")])).toMatchObject({ lossesWhole: 0 });
  expect(whole([...soon, told("communication-failure", 2, "b")])).toMatchObject({ lossesWhole: 0, falsePer10000LightNights: 10_000 });
});

test("recall is of what could be seen, precision of what was told, and a fault told for a day after its repair is stuck", () => {
  const faults = [truth("lamp-out", 1, 8), truth("lamp-out", 1, 4.1, { light: "b" }), truth("lamp-out", 1, 8, { light: "c" })];
  const { kinds, overall } = scoreOf(matched(faults, [told("lamp-failure", 5), told("lamp-failure", 5, "d")]), 1, 40 * hourMs);
  expect(kinds.find(({ kind }) => kind === "lamp-failure")).toMatchObject({
    seeded: 3,
    visible: 2,
    found: 1,
    recall: 0.5,
    precision: 0.5,
    medianDelayMs: hourMs,
    stuck: 1,
  });
  expect(overall).toMatchObject({ visible: 2, found: 1, told: 2, right: 1 });
});

test("what masks leave of a span", () => {
  const masks = [
    { fromMs: 5, toMs: 7 },
    { fromMs: 2, toMs: 3 },
    { fromMs: 6, toMs: 9 },
  ];
  expect(unmasked(0, 10, masks)).toEqual([
    { fromMs: 0, toMs: 2 },
    { fromMs: 3, toMs: 5 },
    { fromMs: 9, toMs: 10 },
  ]);
  expect(unmasked(5, 8, masks)).toEqual([]);
});
