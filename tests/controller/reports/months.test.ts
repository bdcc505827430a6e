/** The monthly report and the jobs of energy, on a controller whose accounts are filled by hand. */
import { describe, expect, onTestFinished, test } from "vitest";
import { MonthReport } from "#contract/report";
import { addDays } from "#controller/decide/local-time";
import { energyJobs } from "#controller/housekeeping/energy-jobs";
import { addMonths, monthBounds } from "#controller/reports/month";
import { MemoryAccounts } from "#tests/controller/memory-accounts";
import { light, type Rig, startRig } from "#tests/controller/rig";

const asker = { signal: new AbortController().signal };
const tariffs = { tariffs: [{ name: "2026", from: "2026-04-01", standingPencePerDay: 50, pencePerKwh: 25, bands: [] }] };

/** Two lights that used 0.3 and 0.4 kWh a day from 10 September to 20 November 2026, told on 21 November. */
async function rigOf(): Promise<{ rig: Rig; accounts: MemoryAccounts }> {
  const accounts = new MemoryAccounts();
  const rig = await startRig({ lights: [light("l-1"), light("l-2", { street: "Shore", area: "Leith" })], accounts });
  onTestFinished(() => rig.close());
  await rig.controller.publishDesign({
    kind: "tariffs",
    id: "all",
    body: tariffs,
    author: "ann",
    atMs: rig.clock.now(),
    reason: "first",
    rolledBackTo: undefined,
  });
  fill(accounts, "2026-09-10", "2026-11-20");
  Object.assign(accounts.known, { firstDay: "2026-09-10", accountedToMs: Date.parse("2026-11-21T17:30:00Z") });
  return { rig, accounts };
}

function fill(accounts: MemoryAccounts, from: string, to: string, kwh = 0.3): void {
  [0, 1].forEach((row) => {
    const used = kwh + row / 10;
    accounts.put(row, { from, to }, { meteredKwh: used, calculatedKwh: used, scheduledKwh: 0.3, fullKwh: 0.8, meteredPence: used * 25, fullPence: 20 });
  });
}

test("the months of a calendar", () => {
  expect([monthBounds("2028-02"), monthBounds("2026-12")]).toEqual([
    { from: "2028-02-01", to: "2028-02-29" },
    { from: "2026-12-01", to: "2026-12-31" },
  ]);
  expect([addMonths("2026-01", -1), addMonths("2026-12", 1), addMonths("2026-11", -24)]).toEqual(["2025-12", "2027-01", "2024-11"]);
});

describe("what is issued", () => {
  test("every month that is over and accounted, of whatever run was missed, once", async () => {
    const { rig } = await rigOf();
    expect(await rig.desk.reports.issueDue(rig.clock.now())).toBe("issued the reports of 2026-09, 2026-10");
    expect(await rig.desk.reports.issueDue(rig.clock.now())).toBe("no report was due");
    const months = await rig.desk.reports.months();
    expect(months.map(({ period, version, name }) => [period, version, name]).sort()).toEqual([
      ["2026-09", 1, "leerie-testburgh-2026-09.json"],
      ["2026-10", 1, "leerie-testburgh-2026-10.json"],
    ]);
  });

  test("its content: use by area against two baselines, days, streets, tariffs, and what is missing", async () => {
    const { rig } = await rigOf();
    await rig.desk.reports.issueDue(rig.clock.now());
    const { issued, report } = await rig.desk.reports.month("2026-09", undefined, asker);
    expect(issued).toMatchObject({ kind: "month-report", subject: "testburgh", version: 1, superseded: false });
    expect(MonthReport.parse(report)).toEqual(report);
    expect(report.summary.total.metered.kwh).toBeCloseTo(21 * 0.7, 6);
    expect(report.summary.baseline).toBe("full-output");
    expect(report.periodBefore.baseline).toBe("period-before");
    expect(report.summary.rows.map(({ name }) => name).sort()).toEqual(["Leith", "Old Town"]);
    expect(report.streetsByUse.rows.map(({ figures }) => figures.metered.kwh)).toEqual([8.4, 6.3]);
    expect(report.tariffs).toEqual(tariffs.tariffs);
    expect(report.completeness.daysWithoutReadings).toEqual(Array.from({ length: 9 }, (_, index) => addDays("2026-09-01", index)));
    expect(JSON.stringify(report)).not.toContain("accountedTo");
  });

  test("a late log that changes a month gives it a version, and what was sent stays", async () => {
    const { rig, accounts } = await rigOf();
    await rig.desk.reports.issueDue(rig.clock.now());
    const sent = await rig.desk.reports.month("2026-10", 1, asker);
    fill(accounts, "2026-10-07", "2026-10-07", 0.5);
    expect(await rig.desk.reports.issueDue(rig.clock.now())).toBe("issued the reports of 2026-10");
    expect((await rig.desk.reports.month("2026-10", undefined, asker)).issued).toMatchObject({ version: 2, reason: expect.stringContaining("late logs") });
    const before = await rig.desk.reports.month("2026-10", 1, asker);
    expect(before).toEqual({ issued: { ...sent.issued, superseded: true }, report: sent.report });
    await expect(rig.desk.reports.month("2026-10", 3, asker)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a light that is added is no reason to send a past month again", async () => {
    const { rig } = await rigOf();
    await rig.desk.reports.issueDue(rig.clock.now());
    await rig.controller.putLights([light("l-9", { lat: 57 })]);
    expect(await rig.desk.reports.issueDue(rig.clock.now())).toBe("no report was due");
  });

  test("a month waits until all of it is accounted, the others do not; nothing is due on the first", async () => {
    const { rig, accounts } = await rigOf();
    accounts.known.accountedToMs = Date.parse("2026-10-31T23:30:00Z");
    await expect(rig.desk.reports.issueDue(rig.clock.now())).rejects.toThrow("issued the reports of 2026-09; 2026-10 wait until their energy is accounted");
    accounts.known.accountedToMs = Date.parse("2026-11-01T00:00:00Z");
    expect(await rig.desk.reports.issueDue(Date.parse("2026-11-01T12:00:00Z"))).toBe("no report was due");
    expect(await rig.desk.reports.issueDue(Date.parse("2026-11-02T04:20:00Z"))).toBe("issued the reports of 2026-10");
  });

  test("a month that was not issued yet is made as of now", async () => {
    const { rig } = await rigOf();
    const { issued, report } = await rig.desk.reports.month("2026-11", undefined, asker);
    expect(issued).toBeUndefined();
    expect(report.summary.total.metered.kwh).toBeCloseTo(20 * 0.7, 6);
  });
});

describe("jobs", () => {
  async function run(name: string, at: string): Promise<{ text: string; pruned: string[] }> {
    const { rig, accounts } = await rigOf();
    const pruned: string[] = [];
    const list = energyJobs({
      accounts: {
        state: () => accounts.state(),
        check: () => accounts.check(),
        prune: async (day) => {
          pruned.push(day);
          return 7;
        },
      },
      halfHourDays: 31,
      reports: rig.desk.reports,
      energy: rig.desk.energy,
      timeZone: "Europe/London",
    });
    const job = list.find((each) => each.name === name);
    if (!job) throw new Error(`expected a job ${name}`);
    const { store, registry } = rig;
    return { text: await job.run({ store, registry, rawDays: 90 }, Date.parse(at)), pruned };
  }

  test("half hours older than the configured days are removed, but never all of them", async () => {
    expect(await run("half-hour-retention", "2026-11-21T04:00:00Z")).toEqual({
      text: "half hours before 2026-10-21: 7 days of lights removed",
      pruned: ["2026-10-21"],
    });
    await expect(run("half-hour-retention", "2030-11-21T04:00:00Z")).rejects.toThrow("see whether this machine's clock is right");
  });

  test("the digest tells what yesterday used", async () => {
    const { text } = await run("daily-digest", "2026-11-21T10:30:00Z");
    expect(text).toBe("2026-11-20: 2 lights used 0.7 kWh, 0.9 kWh less than full output from dusk to dawn; 0.0 % of the time estimated");
  });

  test("reports are issued by the job", async () => {
    expect((await run("month-reports", "2026-11-21T04:20:00Z")).text).toBe("issued the reports of 2026-09, 2026-10");
  });
});
