import { afterEach, describe, expect, test } from "vitest";
import { LightingError } from "#contract/failures";
import type { Accounts, AccountsState, DayRates, DaySchedule, Estate } from "#controller/energy/accounts";
import { EnergyKeeper } from "#controller/energy/keeper";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { DesignPublication } from "#controller/registry/port";
import { reading } from "#tests/suites/telemetry-store";
import { light, type Rig, startRig } from "../rig.ts";

const minuteMs = 60_000;
const dayMs = 24 * 3_600_000;

/** Accounts that write down what they are told, and do what the test says. */
class ToldAccounts implements Accounts {
  readonly told: string[] = [];
  readonly rates = new Map<string, DayRates>();
  readonly schedules = new Map<string, DaySchedule>();
  estate: Estate | undefined;
  known: AccountsState = { accountedToMs: undefined, firstDay: undefined, daysWaiting: 0, daysToCost: 0, daysWithoutSchedule: [], detail: "well" };
  /** What work does. */
  onWork: (nowMs: number) => Promise<void> = async () => {};

  async setEstate(estate: Estate): Promise<void> {
    this.estate = estate;
    this.told.push(`${estate.lights.length} lights`);
  }
  async setRates(ratesOf: ReadonlyMap<string, DayRates>): Promise<void> {
    for (const [day, rates] of ratesOf) this.rates.set(day, rates);
    const days = [...ratesOf.keys()];
    this.told.push(`rates ${days[0]} to ${days.at(-1)}`);
  }
  async setSchedule(day: string, schedule: DaySchedule): Promise<void> {
    this.schedules.set(day, schedule);
    this.told.push(`schedule ${day}`);
  }
  async touch(readings: readonly { readonly light: string }[]): Promise<void> {
    this.told.push(`touched ${readings.map(({ light: id }) => id).join(", ")}`);
  }
  async work(nowMs: number): Promise<void> {
    this.told.push(`work ${new Date(nowMs).toISOString().slice(0, 16)}`);
    await this.onWork(nowMs);
  }
  async check(day: string): Promise<number> {
    this.told.push(`check ${day}`);
    return 0;
  }
  days(): never {
    throw new Error("the keeper asks nothing");
  }
  halfHours(): never {
    throw new Error("the keeper asks nothing");
  }
  async prune(): Promise<number> {
    return 0;
  }
  async state(): Promise<AccountsState> {
    return this.known;
  }
  async close(): Promise<void> {
    this.told.push("closed");
  }
  /** What was told since the last time. */
  news(): string[] {
    return this.told.splice(0);
  }
}

let rig: Rig;
let keeper: EnergyKeeper;
let said: string[] = [];
afterEach(async () => {
  await keeper.close();
  await rig.close();
});

async function start(known: Partial<AccountsState> = {}, publications: readonly DesignPublication[] = []): Promise<ToldAccounts> {
  said = [];
  const registry = openMemoryRegistry();
  for (const each of publications) await registry.publishDesign(each);
  rig = await startRig({ lights: [light("l-1"), light("l-2", { luminaire: "Ark" })], registry });
  const accounts = new ToldAccounts();
  accounts.known = { ...accounts.known, ...known };
  keeper = new EnergyKeeper({ controller: rig.controller, accounts, halfHourDays: 1_096, log: (line) => said.push(line) });
  keeper.start();
  await keeper.round();
  return accounts;
}

/** Time passes; the round that it brings is over. */
async function pass(ms: number): Promise<void> {
  rig.clock.advance(ms);
  await keeper.round();
}

const publication = (kind: DesignPublication["kind"], id: string, body: unknown, atMs: number): DesignPublication => ({
  kind,
  id,
  body,
  author: "Ailsa",
  atMs,
  reason: "for the test",
  rolledBackTo: undefined,
});
const publish = (kind: DesignPublication["kind"], id: string, body: unknown) => rig.controller.publishDesign(publication(kind, id, body, rig.clock.now()));
const tariffs = (pencePerKwh: number) => ({ tariffs: [{ name: "T", from: "2026-01-01", pencePerKwh }] });
const profile = (levelPct: number) => ({
  name: `At ${levelPct} %`,
  steps: [
    { at: { sun: "sunset" }, levelPct },
    { at: { sun: "sunrise" }, levelPct: 0 },
  ],
});

test("at the start everything is told before anything is accounted; then, where nothing changes, nothing", async () => {
  const accounts = await start();
  expect(accounts.news()).toEqual(["2 lights", "rates 2026-11-21 to 2026-11-23", "schedule 2026-11-21", "schedule 2026-11-20", "work 2026-11-21T18:00"]);
  expect(accounts.estate).toMatchObject({ timeZone: "Europe/London", halfHourDays: 1_096, place: { lat: expect.closeTo(55.95, 2) } });
  await pass(minuteMs);
  expect(accounts.news()).toEqual(["work 2026-11-21T18:01"]);
});

describe("what changes is told with the next round", () => {
  test("a tariff: for every day that is accounted, and the next ones", async () => {
    const accounts = await start({ firstDay: "2026-11-19" });
    expect(accounts.rates.get("2026-11-19")?.pencePerKwh[0]).toBeNaN();
    await publish("tariffs", "all", tariffs(25));
    await pass(minuteMs);
    expect(accounts.news()).toContain("rates 2026-11-19 to 2026-11-23");
    expect([...accounts.rates].map(([day, rates]) => [day, rates.pencePerKwh[0]])).toEqual(
      ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"].map((day) => [day, 25]),
    );
  });

  test("a type of luminaire: the lights have its figures", async () => {
    const accounts = await start();
    accounts.news();
    const ark = { id: "Ark", name: "Ark", minLevelPct: 20, power: { by: "minimum", minPowerPct: 25 }, standbyW: 0.8 };
    await publish("luminaires", "all", { types: [ark] });
    await pass(minuteMs);
    expect(accounts.news()).toContain("2 lights");
    expect(accounts.estate?.lights.find(({ id }) => id === "l-2")).toMatchObject({ standbyW: 0.8 });
  });

  test("a profile: tonight's schedule has its evening, not its morning", async () => {
    const accounts = await start();
    accounts.news();
    await publish("profile", "part-night-35-18", profile(30));
    await pass(minuteMs);
    expect(accounts.news()).toEqual(["schedule 2026-11-21", "work 2026-11-21T18:01"]);
    const { shapes = [] } = accounts.schedules.get("2026-11-21") ?? {};
    expect(shapes[0]?.levelPct[0]).toBe(50);
    expect(shapes[0]?.levelPct.at(-1)).toBe(30);
  });

  test("a light: in the estate and in today's schedule", async () => {
    const accounts = await start();
    accounts.news();
    await rig.controller.putLights([light("l-1"), light("l-2"), light("l-3")]);
    await pass(minuteMs);
    expect(accounts.news().slice(0, 2)).toEqual(["3 lights", "schedule 2026-11-21"]);
    expect(accounts.schedules.get("2026-11-21")?.shapeOf).toHaveLength(3);
  });

  test("a day: its schedule, and the rates of one more", async () => {
    const accounts = await start();
    accounts.news();
    await pass(dayMs - minuteMs);
    accounts.news();
    await pass(minuteMs);
    expect(accounts.news()).toEqual(["rates 2026-11-22 to 2026-11-24", "schedule 2026-11-22", "work 2026-11-22T18:00"]);
  });
});

test("after a stop, the days since are told with the designs that were in force on each", async () => {
  const changed = publication("profile", "part-night-35-18", profile(30), Date.parse("2026-11-18T15:00:00Z"));
  const accounts = await start({ firstDay: "2026-01-01", accountedToMs: Date.parse("2026-11-17T09:30:00Z") }, [changed]);
  expect([...accounts.schedules.keys()].sort()).toEqual(["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"]);
  const firstAndLast = (day: string) => [0, -1].map((index) => accounts.schedules.get(day)?.shapes[0]?.levelPct.at(index));
  expect(firstAndLast("2026-11-17")).toEqual([50, 75]);
  expect(firstAndLast("2026-11-18")).toEqual([50, 30]);
  expect(firstAndLast("2026-11-19")).toEqual([30, 30]);
});

test("accounts that were empty are told of the days they find in the store, some a round", async () => {
  const accounts = await start();
  accounts.known = { ...accounts.known, firstDay: "2026-11-01", accountedToMs: Date.parse("2026-11-02T00:00:00Z") };
  await pass(minuteMs);
  expect(accounts.rates.has("2026-11-01")).toBe(true);
  expect(accounts.schedules.size).toBe(2 + 8);
  for (let round = 0; round < 3; round++) await pass(minuteMs);
  expect([...accounts.schedules.keys()].sort()[0]).toBe("2026-11-01");
  accounts.news();
  await pass(minuteMs);
  expect(accounts.news()).toHaveLength(1);
});

test("readings of a light that has just come are told of after the light", async () => {
  const accounts = await start();
  accounts.news();
  await rig.controller.putLights([light("l-1"), light("l-2"), light("l-3")]);
  const readings = [reading({ light: "l-3", atMs: rig.clock.now() })];
  await Promise.all([keeper.touch(readings), keeper.touch(readings)]);
  expect(accounts.news()).toEqual(["3 lights", "touched l-3", "touched l-3"]);
});

test("lights that could not be told are told with the next reading", async () => {
  const accounts = await start();
  const setEstate = accounts.setEstate.bind(accounts);
  accounts.setEstate = async () => {
    throw new LightingError("STORE_OFFLINE", "the accounts start again");
  };
  await rig.controller.putLights([light("l-3")]);
  const readings = [reading({ light: "l-3", atMs: rig.clock.now() })];
  await expect(keeper.touch(readings)).rejects.toThrow("the accounts start again");
  accounts.setEstate = setEstate;
  accounts.news();
  await keeper.touch(readings);
  expect(accounts.news()).toEqual(["3 lights", "touched l-3"]);
});

test("one round at a time: a long one is not joined by those that came due meanwhile", async () => {
  const accounts = await start();
  accounts.news();
  let finish = (): void => {};
  accounts.onWork = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
  rig.clock.advance(minuteMs);
  const long = keeper.round();
  rig.clock.advance(5 * minuteMs);
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect(accounts.told.filter((each) => each.startsWith("work"))).toHaveLength(1);
  finish();
  await long;
});

test("a store that is away is told once, and so is its return", async () => {
  const accounts = await start();
  accounts.onWork = async () => {
    throw new LightingError("STORE_OFFLINE", "InfluxDB does not answer");
  };
  for (let round = 0; round < 3; round++) await pass(minuteMs);
  expect(said).toEqual(["the energy accounts wait and will catch up: InfluxDB does not answer"]);
  accounts.onWork = async () => {};
  await pass(minuteMs);
  expect(said.at(-1)).toBe("the energy accounts go on");
});

test("readings that could not be told are told with the next round, once, before anything is accounted", async () => {
  const accounts = await start();
  const touch = accounts.touch.bind(accounts);
  accounts.touch = async () => {
    throw new LightingError("STORE_OFFLINE", "the file is held");
  };
  const readings = [0, 1, 2].map((minute) => reading({ light: "l-2", seq: minute, atMs: rig.clock.now() + minute }));
  await expect(keeper.touch(readings)).rejects.toThrow("the file is held");
  accounts.touch = touch;
  accounts.news();
  await pass(minuteMs);
  await pass(minuteMs);
  expect(accounts.news()).toEqual(["touched l-2", "work 2026-11-21T18:01", "work 2026-11-21T18:02"]);
});

test("after a start the days at which the accounts stood are compared with the store, one a round, and what differs is told", async () => {
  const accounts = await start({ firstDay: "2026-11-01", accountedToMs: Date.parse("2026-11-19T09:30:00Z") });
  accounts.check = async (day) => {
    accounts.told.push(`check ${day}`);
    return 7;
  };
  await pass(minuteMs);
  await pass(minuteMs);
  expect(accounts.news().filter((each) => each.startsWith("check"))).toEqual(["check 2026-11-19", "check 2026-11-18"]);
  expect(said).toEqual(["readings of 7 lights on 2026-11-18 had been stored without the energy accounts knowing: they are accounted again"]);
});

test("a new inventory is told at once: a question that names it need not wait for the next round", async () => {
  const accounts = await start();
  await rig.controller.putLights([light("l-3")]);
  expect(accounts.estate).toMatchObject({ inventory: rig.controller.situation.geometry.version, lights: { length: 3 } });
});

test("days before, of which an earlier run told no schedule, get theirs", async () => {
  const daysWithoutSchedule = ["2026-11-02", "2026-11-03"];
  const accounts = await start({ firstDay: "2026-11-01", accountedToMs: Date.parse("2026-11-21T09:30:00Z"), daysWithoutSchedule });
  expect([...accounts.schedules.keys()].sort()).toEqual(["2026-11-02", "2026-11-03", "2026-11-20", "2026-11-21"]);
});
