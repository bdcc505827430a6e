import { expect, test } from "vitest";
import { loadConfig } from "#config/load";
import { DesignBook } from "#controller/design/design-book";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { DesignPublication } from "#controller/registry/port";

const config = loadConfig({ overrides: { authority: { id: "testburgh", name: "Testburgh" } } });
const profile = (levelPct: number) => ({ name: `At ${levelPct} %`, steps: [{ at: { time: "18:00" }, levelPct }] });
const publication = (body: unknown, atMs: number, id = "part-night-35-18"): DesignPublication => ({
  kind: "profile",
  id,
  body,
  author: "Ailsa",
  atMs,
  reason: "quieter nights",
  rolledBackTo: undefined,
});

async function bookOf(...publications: DesignPublication[]): Promise<DesignBook> {
  const registry = openMemoryRegistry();
  for (const each of publications) await registry.publishDesign(each);
  return DesignBook.load(registry, config, () => {});
}

const nameAt = (book: DesignBook, atMs: number, id = "part-night-35-18"): string | undefined => book.at(atMs).profiles.get(id)?.body.name;

test("before anybody published, the configuration holds as version 0", async () => {
  const { profiles, regimes, groups } = (await bookOf()).inForce();
  expect(profiles.get("dusk-dawn")).toMatchObject({ id: "dusk-dawn", version: 0, body: { name: "Dusk to dawn" } });
  expect(regimes["35/18"]).toBe("part-night-35-18");
  expect(groups).toMatchObject({ version: 0, body: { made: [], calendars: [] } });
});

test("the last version is in force, and every instant of the past has the version it had", async () => {
  const book = await bookOf(publication(profile(40), 1_000), publication(profile(30), 2_000), publication(profile(20), 1_500, "other"));
  expect(book.inForce().profiles.get("part-night-35-18")).toMatchObject({ version: 2, body: { name: "At 30 %", fadeMs: 10_000 } });
  expect([999, 1_000, 1_999, 2_000].map((atMs) => nameAt(book, atMs))).toEqual(["Part-night 35/18", "At 40 %", "At 40 %", "At 30 %"]);
  expect([1_499, 1_500].map((atMs) => nameAt(book, atMs, "other"))).toEqual([undefined, "At 20 %"]);
  expect(book.at(5_000)).toBe(book.inForce());
});

test("what is tried is in no one's force", async () => {
  const book = await bookOf(publication(profile(40), 1_000));
  const before = book.inForce();
  const tried = book.withDrafts([{ kind: "profile", id: "part-night-35-18", body: profile(10) }]);
  expect(tried.profiles.get("part-night-35-18")).toMatchObject({ version: 2, body: { name: "At 10 %" } });
  expect(tried.stamp).not.toBe(before.stamp);
  expect(book.inForce()).toBe(before);
  expect(() => book.withDrafts([{ kind: "profile", id: "p", body: { name: "no steps" } }])).toThrow(/cannot be read/);
});

test("stamps tell sets apart and survive a restart", async () => {
  const [first, again, other] = await Promise.all([bookOf(publication(profile(40), 1)), bookOf(publication(profile(40), 1)), bookOf()]);
  expect(first.inForce().stamp).toBe(again.inForce().stamp);
  expect(first.inForce().stamp).not.toBe(other.inForce().stamp);
});

test("a version that cannot be read is told and left out; the one before it stays in force", async () => {
  const registry = openMemoryRegistry();
  await registry.publishDesign(publication(profile(40), 1_000));
  await registry.publishDesign(publication({ name: "From a newer Leerie", moods: ["blue"] }, 2_000));
  const lines: string[] = [];
  const book = await DesignBook.load(registry, config, (line) => lines.push(line));
  expect(book.inForce().profiles.get("part-night-35-18")).toMatchObject({ version: 1, body: { name: "At 40 %" } });
  expect(lines).toEqual([expect.stringContaining("version 2 of the profile part-night-35-18 cannot be read")]);
});
