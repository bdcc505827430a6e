import { expect, test } from "vitest";
import { DemandSourceConfig } from "#config/schema";
import { demandSources } from "../../scripts/demand.ts";

const groups = ["a", "b", "c"];
const csv = (rows: readonly string[]): string => ["site,local_time,count", ...rows].join("\n");
const night = (site: string, counts: readonly number[]): string[] =>
  counts.map((count, hour) => `${site},2015-03-22T${String(hour).padStart(2, "0")},${count}`);

test("each site is a source, the groups are dealt out in turn, and the busiest quarter of the late hours lifts", () => {
  const sources = demandSources(csv([...night("20", [0, 4, 8, 12]), ...night("Leith Walk", [1, 1, 1, 1])]), "counts.csv", groups);
  expect(sources.map(({ id }) => id)).toEqual(["site-20", "site-leith-walk"]);
  expect(sources[0]?.rules).toEqual([{ groups: ["a", "c"], from: 12, levelPct: 100, holdS: 900 }]);
  expect(sources[1]?.rules).toEqual([{ groups: ["b"], from: 1, levelPct: 100, holdS: 900 }]);
  for (const source of sources) expect(DemandSourceConfig.parse(source)).toEqual(source);
});

test("day hours, broken counters and unreadable counts do not move the threshold", () => {
  const rows = [...night("1", [2, 2, 2, 2]), "1,2015-03-22T12,900", "1,2015-03-22T23,8839", "1,2015-03-22T23,", "1,2015-03-22T23,n/a"];
  expect(demandSources(csv(rows), "counts.csv", groups)[0]?.rules[0]?.from).toBe(2);
});

test("a site that counts nothing at night never lifts for nothing; more sites than groups have no rule to spare", () => {
  const sources = demandSources(csv([...night("1", [0, 0]), ...night("2", [1]), ...night("3", [1]), ...night("4", [1])]), "counts.csv", groups);
  expect(sources[0]?.rules[0]?.from).toBe(1);
  expect(sources[3]?.rules).toEqual([]);
});

test("traffic detectors are sources of vehicles", () => {
  const text = ["mq,local_time,vehicles,speed_kmh", "TE010,2023-01-01T23,1630,38", "TE010,2023-01-01T04,66,43"].join("\n");
  expect(demandSources(text, "traffic.csv", ["a"])).toMatchObject([{ id: "site-te010", kind: "vehicles", rules: [{ groups: ["a"], from: 1_630 }] }]);
});

test("a file of something else is refused with what it has and what was expected", () => {
  expect(() => demandSources("mq,lorries\nTE010,3", "traffic.csv", groups)).toThrow(
    "traffic.csv has the columns mq, lorries; expected site, local_time and count; or mq, local_time and vehicles.",
  );
  expect(() => demandSources("", "empty.csv", groups)).toThrow("(none)");
});
