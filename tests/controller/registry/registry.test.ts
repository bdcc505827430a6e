import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { randomInt, seededRandom } from "#contract/random";
import { openMemoryRegistry } from "#controller/registry/memory";
import { openSqliteRegistry } from "#controller/registry/sqlite";
import { alarmLedgerSuite } from "../../suites/alarm-ledger.ts";
import { demandLedgerSuite } from "../../suites/demand-ledger.ts";
import { designLedgerSuite } from "../../suites/design-ledger.ts";
import { faultLedgerSuite } from "../../suites/fault-ledger.ts";
import { issueLedgerSuite } from "../../suites/issue-ledger.ts";
import { noticeLedgerSuite } from "../../suites/notice-ledger.ts";
import { registrySuite } from "../../suites/registry.ts";
import { storedLedgerSuite } from "../../suites/stored-ledger.ts";
import { workLedgerSuite } from "../../suites/work-ledger.ts";
import { exampleLight, exampleOverride } from "./example-records.ts";

const folder = mkdtempSync(join(tmpdir(), "leerie-registry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newPath = (): string => join(folder, `registry-${++files}.sqlite`);

registrySuite("memory", openMemoryRegistry);
registrySuite("SQLite", () => openSqliteRegistry(newPath()));
demandLedgerSuite("memory", openMemoryRegistry);
demandLedgerSuite("SQLite", () => openSqliteRegistry(newPath()));
alarmLedgerSuite("memory", openMemoryRegistry);
alarmLedgerSuite("SQLite", () => openSqliteRegistry(newPath()));
faultLedgerSuite("memory", openMemoryRegistry);
faultLedgerSuite("SQLite", () => openSqliteRegistry(newPath()));
storedLedgerSuite("memory", openMemoryRegistry);
storedLedgerSuite("SQLite", () => openSqliteRegistry(newPath()));
workLedgerSuite("memory", openMemoryRegistry);
workLedgerSuite("SQLite", () => openSqliteRegistry(newPath()));
noticeLedgerSuite("memory", openMemoryRegistry);
noticeLedgerSuite("SQLite", () => openSqliteRegistry(newPath()));
designLedgerSuite("memory", openMemoryRegistry);
designLedgerSuite("SQLite", () => openSqliteRegistry(newPath()));
issueLedgerSuite("memory", openMemoryRegistry);
issueLedgerSuite("SQLite", () => openSqliteRegistry(newPath()));

describe("the SQLite registry", () => {
  test("makes its folder, and gives after reopening what it was given before", async () => {
    const path = join(folder, "new", "folder", "registry.sqlite");
    const first = openSqliteRegistry(path);
    await first.saveLights([exampleLight("ia-0001")]);
    await first.saveOverride(exampleOverride("o1"));
    await first.close();
    const second = openSqliteRegistry(path);
    expect(await second.lights()).toStrictEqual([exampleLight("ia-0001")]);
    expect(await second.overrides(0)).toStrictEqual([exampleOverride("o1")]);
    await second.close();
  });

  test("a file from before the run ledger, the designs and the luminaires keeps what it holds and gets them", async () => {
    const path = newPath();
    const first = openSqliteRegistry(path);
    await first.saveLights([exampleLight("ia-0001")]);
    await first.close();
    const older = new DatabaseSync(path);
    older.exec(
      "DROP TABLE run; DROP TABLE design_version; DROP TABLE draft; DROP TABLE demand_reading; DROP TABLE issued; DROP TABLE stored_reading; DROP TABLE light_fault; DROP TABLE incident; DROP TABLE alarm; DROP TABLE alarm_event; DROP TABLE work_order; DROP TABLE notice; DROP TABLE hand_over; ALTER TABLE light DROP COLUMN luminaire; DELETE FROM migration WHERE version >= 2;",
    );
    older.close();
    const second = openSqliteRegistry(path);
    expect(await second.lights()).toStrictEqual([exampleLight("ia-0001", { luminaire: undefined })]);
    expect(await second.startRun("retention", 1_000)).toBe(true);
    await second.close();
    // Two processes on one file, and one that comes back: the run was theirs already.
    const [third, fourth] = [openSqliteRegistry(path), openSqliteRegistry(path)];
    const publication = { kind: "profile", id: "p", body: {}, author: "a", atMs: 1, reason: "r", rolledBackTo: undefined } as const;
    for (const each of [third, fourth, third]) await each.publishDesign(publication);
    expect((await fourth.designVersions()).map(({ version }) => version)).toEqual([1, 2, 3]);
    expect([await third.startRun("retention", 1_000), await fourth.startRun("retention", 1_000)]).toEqual([false, false]);
    await Promise.all([third.close(), fourth.close()]);
  });

  test("what was issued cannot be changed or removed in the file, and a damaged document is never given back", async () => {
    const path = newPath();
    const registry = openSqliteRegistry(path);
    const name = { kind: "control", subject: "abcdefg", period: "2026-11-20" } as const;
    await registry.issue({ ...name, version: 1, name: "c.log", content: Buffer.from("as sent"), draft: false, issuedAtMs: 1, by: "ann", reason: "first" });
    const other = new DatabaseSync(path);
    expect(() => other.exec("UPDATE issued SET reason = 'another'")).toThrow("what was issued never changes");
    expect(() => other.exec("DELETE FROM issued")).toThrow("what was issued is never removed");
    other.exec("DROP TRIGGER issued_never_changes");
    other.prepare("UPDATE issued SET content = ?").run(gzipSync("otherwise"));
    await expect(registry.issuedContent(name)).rejects.toThrow("version 1 of the control document of abcdefg for 2026-11-20 is damaged in the registry");
    other.close();
    await registry.close();
  });

  test("lights are saved all or nothing: one that cannot be stored leaves the others out", async () => {
    const registry = openSqliteRegistry(newPath());
    const lights = Array.from({ length: 2_500 }, (_, i) => exampleLight(`ia-${i}`));
    const unstorable = exampleLight("bad", { powerW: Number.NaN });
    await expect(registry.saveLights([...lights, unstorable])).rejects.toMatchObject({ code: "STORE_OFFLINE" });
    expect(await registry.lights()).toEqual([]);
    await registry.close();
  });

  test.each([
    ["a folder that cannot be made", () => join("/dev/null", "registry.sqlite"), "check that its folder exists and may be written"],
    ["a folder in place of the file", () => mkdtempSync(join(folder, "folder-")), "check that its folder exists and may be written"],
    ["a file that is something else", () => fileWith("lat,lon\n56,-2\n".repeat(100)), "is not a registry"],
    ["a file made by a newer version", newerFile, "made by a newer Leerie"],
  ])("says what to do about %s", (_, path, advice) => {
    expect(() => openSqliteRegistry(path())).toThrow(
      expect.objectContaining({ name: "LightingError", code: "STORE_OFFLINE", message: expect.stringContaining(advice) }),
    );
  });

  test("says that another process holds the file", () => {
    const path = newPath();
    const other = new DatabaseSync(path);
    other.exec("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE;");
    expect(() => openSqliteRegistry(path)).toThrow("stop the other Leerie");
    other.close();
  });

  test("killed at any moment, it keeps every override it acknowledged", async () => {
    const random = seededRandom("killed");
    for (let round = 0; round < 3; round++) {
      const path = newPath();
      const acknowledged = await acknowledgedUntilKilled(path, 5 + randomInt(random, 60));
      const registry = openSqliteRegistry(path);
      const kept = (await registry.overrides(0)).map(({ id }) => id);
      await registry.close();
      expect(kept.slice(0, acknowledged.length)).toEqual(acknowledged);
      // At most the one that was on its way is there beyond what was acknowledged.
      expect(kept.length - acknowledged.length).toBeLessThanOrEqual(1);
    }
  });
});

function fileWith(text: string): string {
  const path = newPath();
  writeFileSync(path, text);
  return path;
}

function newerFile(): string {
  const path = newPath();
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO migration VALUES (9999, 'from the future');");
  database.close();
  return path;
}

/** Runs the writer, kills it (SIGKILL) once it has acknowledged `count`, and gives all it acknowledged. */
function acknowledgedUntilKilled(path: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "override-writer.ts"), path], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let wrong = "";
  child.stderr.on("data", (bytes: Buffer) => {
    wrong += bytes;
  });
  child.stdout.on("data", (bytes: Buffer) => {
    said += bytes;
    if (said.split("\n").length > count) child.kill("SIGKILL");
  });
  return new Promise((resolve, reject) => {
    child.on("close", (code) => (code === null ? resolve(said.split("\n").slice(0, -1)) : reject(new Error(`the writer ended by itself: ${wrong}`))));
  });
}
