/** What every telemetry store promises, run on each of them. */
import { expect, test } from "vitest";
import { randomInt, seededRandom } from "#contract/random";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import type { Reading, TelemetryStore, Trace } from "#controller/telemetry/port";
import { byInstant, lookBackMs } from "#controller/telemetry/reading";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const nightMs = Date.UTC(2026, 10, 21, 17);

/** A good reading; `fields` says what matters to the test. */
export function reading(fields: Partial<Reading> = {}): Reading {
  return {
    light: "ep-0001",
    boot: 3,
    seq: 1,
    atMs: nightMs,
    levelPct: 62.5,
    powerW: 41.37,
    voltageV: 231.48,
    currentA: 0.1823,
    powerFactor: 0.9812,
    energyKwh: 1234.567891,
    temperatureC: -3.25,
    burningHours: 20_123.125,
    faultBits: 1025,
    following: "target",
    ...fields,
  };
}

/** A light that reports every `stepMs`, its counter rising by `stepKwh`. */
const series = (light: string, count: number, { fromMs = nightMs, stepMs = 15 * minuteMs, stepKwh = 0.01 } = {}): Reading[] =>
  Array.from({ length: count }, (_, i) => reading({ light, seq: i + 1, atMs: fromMs + i * stepMs, energyKwh: round(100 + i * stepKwh), levelPct: i % 101 }));

const round = (kwh: number): number => Math.round(kwh * 1e6) / 1e6;

/** Runs the suite. `open` gives an empty store. */
export function telemetryStoreSuite(open: () => Promise<TelemetryStore>): void {
  /** A store that is closed when the test ends. */
  async function withStore(use: (store: TelemetryStore) => Promise<void>): Promise<void> {
    const store = await open();
    try {
      await use(store);
    } finally {
      await store.close();
    }
  }

  test("a trace is a light's readings of a period with the one before it, of all lights or of some", () =>
    withStore(async (store) => {
      const [early, late] = [nightMs - lookBackMs, nightMs - lookBackMs - 1];
      await store.write([
        ...series("ep-0001", 9),
        reading({ light: "ep-0002", atMs: early, energyKwh: 7, levelPct: 70 }),
        reading({ light: "ep-0003", atMs: late }),
        reading({ light: "ep-0004", atMs: nightMs + hourMs }),
      ]);
      const ask = async (fromMs: number, toMs: number, lights?: readonly string[]): Promise<Record<string, number[][]>> => {
        const found: [string, number[][]][] = [];
        await store.traces(fromMs, toMs, ({ light, atMs, levelPct, energyKwh }) => found.push([light, [[...atMs], [...levelPct], [...energyKwh]]]), lights);
        return Object.fromEntries(found);
      };
      const quarter = [15, 30, 45].map((minutes) => nightMs + minutes * minuteMs);
      const one = { "ep-0001": [quarter, [1, 2, 3], [100.01, 100.02, 100.03]] };
      expect(await ask(nightMs + 20 * minuteMs, nightMs + hourMs, ["ep-0001", "ep-9999"])).toEqual(one);
      expect(await ask(nightMs, nightMs + minuteMs)).toEqual({ "ep-0001": [[nightMs], [0], [100]], "ep-0002": [[early], [70], [7]] });
    }));

  test("readings of a period are counted by light, over the hours of a day, and lights without any are left out", () =>
    withStore(async (store) => {
      const toMs = nightMs + 24 * hourMs;
      await store.write([
        ...series("ep-0001", 200),
        ...series("ep-0002", 3, { fromMs: toMs - 20 * minuteMs }),
        reading({ light: "ep-0003", atMs: nightMs - 1 }),
      ]);
      await store.write(series("ep-0001", 20));
      const counted = async (fromMs: number): Promise<unknown> => Object.fromEntries(await store.counts(fromMs, toMs));
      expect(await counted(nightMs)).toEqual({ "ep-0001": 96, "ep-0002": 2 });
      expect(await counted(nightMs + 15 * minuteMs + 1)).toEqual({ "ep-0001": 94, "ep-0002": 2 });
      expect(await store.counts(toMs + 60 * 24 * hourMs, toMs + 61 * 24 * hourMs)).toEqual(new Map());
    }));

  test("traces of many lights, some of them silent for hours or days, are those of the in-memory store", { timeout: 60_000 }, () =>
    withStore(async (store) => {
      const [random, twin] = [seededRandom(7), new MemoryTelemetry()];
      const readings: Reading[] = [];
      // More lights than any store reads at a time; every third falls silent at some hour, every seventh wakes up again.
      for (let light = 0; light < 2_500; light++) {
        const silentFrom = light % 3 === 0 ? randomInt(random, 90) : 90;
        for (let hour = 0; hour < 90; hour += 1 + randomInt(random, 20)) {
          if (hour >= silentFrom && !(light % 7 === 0 && hour > 80)) continue;
          const atMs = nightMs + hour * hourMs + randomInt(random, hourMs);
          readings.push(reading({ light: `ep-${light}`, seq: hour, atMs, levelPct: hour, energyKwh: light }));
        }
      }
      readings.sort(() => random.next() - 0.5);
      for (let from = 0; from < readings.length; from += 5_000) await store.write(readings.slice(from, from + 5_000));
      await twin.write(readings);
      const some = Array.from({ length: 40 }, (_, i) => `ep-${i * 61}`);
      for (const [fromHour, toHour, lights] of [
        [0, 1],
        [60, 61],
        [85.5, 86.25],
        [70, 80],
        [139, 140],
        [30, 90, some],
        [85, 86, some],
        [500, 501, some],
      ] as const) {
        const [fromMs, toMs] = [nightMs + fromHour * hourMs, nightMs + toHour * hourMs];
        const byName = (traces: Map<string, Trace>) => new Map([...traces].sort(([a], [b]) => (a < b ? -1 : 1)));
        expect(byName(await tracesOf(store, fromMs, toMs, lights)), `hours ${fromHour} to ${toHour}`).toEqual(
          byName(await tracesOf(twin, fromMs, toMs, lights)),
        );
      }
    }),
  );

  test("every field comes back as it was written", () =>
    withStore(async (store) => {
      const odd = [
        reading({ seq: 1, following: "programme", levelPct: 0, powerW: 0, temperatureC: 0, faultBits: 0, energyKwh: 0 }),
        reading({ seq: 2, following: "default", levelPct: 100, boot: Number.MAX_SAFE_INTEGER, energyKwh: 9_999_999.999999 }),
        reading({ seq: Number.MAX_SAFE_INTEGER, following: "local", faultBits: 65_535, burningHours: 999_999.999 }),
        reading({ seq: 4 }),
      ];
      await store.write(odd);
      expect(await store.history("ep-0001", nightMs, nightMs + 1, 100)).toEqual(odd.sort(byInstant));
    }));

  test("a reading written twice is stored once, in one batch or in two", () =>
    withStore(async (store) => {
      const all = series("ep-0001", 10);
      await store.write([...all, ...all]);
      await store.write(all);
      expect(await store.count()).toBe(10);
      expect(await store.history("ep-0001", 0, nightMs + 24 * hourMs, 100)).toEqual(all);
    }));

  test("readings that come late and out of order are found in their place", () =>
    withStore(async (store) => {
      const all = series("ep-0001", 40);
      await store.write(all.filter((_, i) => i % 2 === 1).reverse());
      await store.write(all.filter((_, i) => i % 2 === 0).reverse());
      expect(await store.history("ep-0001", 0, nightMs + 24 * hourMs, 100)).toEqual(all);
      expect((await store.newest()).get("ep-0001")).toEqual({ boot: 3, seq: 40, atMs: all[39]?.atMs });
    }));

  test("two reports of a light in the same millisecond are both kept, also from two boots", () =>
    withStore(async (store) => {
      const same = [reading({ boot: 3, seq: 7 }), reading({ boot: 3, seq: 8, levelPct: 0 }), reading({ boot: 4, seq: 7, levelPct: 1 })];
      await store.write(same);
      expect(await store.history("ep-0001", nightMs, nightMs + 1, 10)).toEqual(same);
    }));

  test("history holds its period's start and not its end, and no other light", () =>
    withStore(async (store) => {
      const all = series("ep-0001", 5);
      await store.write([...all, ...series("ep-00011", 5)]);
      expect(await store.history("ep-0001", nightMs + 15 * minuteMs, nightMs + 45 * minuteMs, 100)).toEqual(all.slice(1, 3));
      expect(await store.history("ep-0002", 0, nightMs * 2, 100)).toEqual([]);
    }));

  test("a limit keeps the newest, oldest of them first", () =>
    withStore(async (store) => {
      const all = series("ep-0001", 50);
      await store.write(all);
      expect(await store.history("ep-0001", 0, nightMs + 24 * hourMs, 7)).toEqual(all.slice(-7));
    }));

  test("newest tells the last stored report of each light by its instant", () =>
    withStore(async (store) => {
      await store.write([
        ...series("ep-0001", 3),
        reading({ light: "ep-0002", boot: 9, seq: 1, atMs: nightMs + hourMs }),
        reading({ light: "ep-0002", boot: 8, seq: 99 }),
      ]);
      expect(await store.newest()).toEqual(
        new Map([
          ["ep-0001", { boot: 3, seq: 3, atMs: nightMs + 30 * minuteMs }],
          ["ep-0002", { boot: 9, seq: 1, atMs: nightMs + hourMs }],
        ]),
      );
      // Hours later, and after that a late one: the newest moves on and does not go back.
      await store.write([reading({ seq: 4, atMs: nightMs + 5 * hourMs })]);
      await store.write([reading({ seq: 5, atMs: nightMs + 9 * hourMs })]);
      await store.write([reading({ seq: 3, atMs: nightMs + 4 * hourMs })]);
      expect((await store.newest()).get("ep-0001")).toEqual({ boot: 3, seq: 5, atMs: nightMs + 9 * hourMs });
    }));

  test("an empty store answers with nothing", () =>
    withStore(async (store) => {
      expect(await store.count()).toBe(0);
      expect(await store.history("ep-0001", 0, nightMs, 10)).toEqual([]);
      expect(await store.oldest()).toBeUndefined();
      expect((await store.newest()).size).toBe(0);
      await store.traces(0, nightMs, () => expect.unreachable("a store without readings has no traces"));
      await store.write([]);
    }));

  test("pruning removes what is older than an instant and nothing else, and tells how many", () =>
    withStore(async (store) => {
      // Over five days, so that it takes several pieces; the boundary lies within an hour, on a reading.
      const [kept, gone] = [series("ep-0001", 480), series("old", 20)];
      await store.write([...kept, ...gone]);
      const beforeMs = nightMs + 300 * 15 * minuteMs;
      expect(await store.prune(beforeMs)).toBe(300 + 20);
      expect(await store.history("ep-0001", 0, nightMs * 2, 1_000)).toEqual(kept.slice(300));
      expect(await store.history("old", 0, nightMs * 2, 1_000)).toEqual([]);
      expect(await store.count()).toBe(180);
      expect(await store.newest()).toEqual(new Map([["ep-0001", { boot: 3, seq: 480, atMs: kept[479]?.atMs }]]));
      expect(await store.oldest()).toBe(beforeMs);
      expect(await store.prune(beforeMs)).toBe(0);
      // A light of which nothing was left is stored again as any other.
      await store.write([reading({ light: "old", seq: 900, atMs: beforeMs })]);
      expect((await store.newest()).get("old")).toEqual({ boot: 3, seq: 900, atMs: beforeMs });
    }));

  test("pruning takes the odd one from 1970 too, and an empty store has nothing to prune", () =>
    withStore(async (store) => {
      expect(await store.prune(nightMs)).toBe(0);
      await store.write([reading({ seq: 1, atMs: 0 }), reading({ seq: 2, atMs: hourMs - 1 }), reading({ seq: 3 })]);
      expect(await store.prune(nightMs)).toBe(2);
      expect(await store.count()).toBe(1);
    }));

  test("writes and queries go on while old readings are removed", { timeout: 60_000 }, () =>
    withStore(async (store) => {
      const old = Array.from({ length: 500 }, (_, light) => series(`ep-${light}`, 100, { stepMs: 20_000 })).flat();
      for (let from = 0; from < old.length; from += 20_000) await store.write(old.slice(from, from + 20_000));
      const pruned = store.prune(nightMs + hourMs);
      const later = reading({ light: "ep-7", seq: 900, atMs: nightMs + 2 * hourMs });
      await store.write([later]);
      expect(await store.history("ep-7", nightMs + hourMs, nightMs * 2, 10)).toEqual([later]);
      expect(await pruned).toBe(50_000);
      expect(await store.count()).toBe(1);
    }),
  );

  const hostile: readonly [string, Partial<Reading>][] = [
    ["a newline that would forge a point", { light: `ep-0001 levelPct=0 1\nreading,light=ep-0002` }],
    ["a comma that would forge a tag", { light: "ep-0001,authority=other" }],
    ["a quote that would end a text", { light: "x' OR 'a'='a" }],
    ["nothing for an id", { light: "" }],
    ["not a number", { powerW: Number.NaN }],
    ["more than any number", { energyKwh: Number.POSITIVE_INFINITY }],
    ["an instant before 1970", { atMs: -1 }],
    ["an instant in the far future", { atMs: Date.UTC(2300, 0) }],
    ["half a sequence number", { seq: 1.5 }],
  ];
  test.each(hostile)("refuses %s, and stores nothing of that batch", (_, fields) =>
    withStore(async (store) => {
      await expect(store.write([reading({ light: "good" }), reading(fields)])).rejects.toMatchObject({ code: "BAD_INPUT" });
      expect(await store.count()).toBe(0);
      const [field] = Object.keys(fields);
      await expect(store.write([reading(fields)])).rejects.toThrow(`${field}: found`);
    }),
  );

  test("a question about a hostile id finds nothing and harms nothing", () =>
    withStore(async (store) => {
      await store.write(series("ep-0001", 2));
      expect(await store.history("x' OR 'a'='a", 0, nightMs * 2, 10)).toEqual([]);
      expect(await store.history(`ep-0001'; DROP MEASUREMENT "reading"; --`, 0, nightMs * 2, 10)).toEqual([]);
      expect(await store.count()).toBe(2);
    }));

  test("200,000 readings of 2,000 lights go in and a night comes out, in seconds", { timeout: 60_000 }, () =>
    withStore(async (store) => {
      const all = Array.from({ length: 2_000 }, (_, light) => series(`ep-${light}`, 100, { stepMs: 7 * minuteMs })).flat();
      // As they come: all lights of one instant, then of the next.
      all.sort((a, b) => a.atMs - b.atMs);
      for (let from = 0; from < all.length; from += 20_000) await store.write(all.slice(from, from + 20_000));
      expect(await store.count()).toBe(200_000);
      expect((await store.newest()).size).toBe(2_000);
      const traces = await tracesOf(store, nightMs, nightMs + 12 * hourMs);
      expect([traces.size, [...traces.values()].reduce((sum, { atMs }) => sum + atMs.length, 0)]).toEqual([2_000, 200_000]);
      for (const { energyKwh } of traces.values()) expect((energyKwh.at(-1) ?? 0) - (energyKwh[0] ?? 0)).toBeCloseTo(0.99, 6);
    }),
  );
}

async function tracesOf(store: TelemetryStore, fromMs: number, toMs: number, lights?: readonly string[]): Promise<Map<string, Trace>> {
  const found = new Map<string, Trace>();
  await store.traces(fromMs, toMs, (trace) => found.set(trace.light, trace), lights);
  return found;
}
