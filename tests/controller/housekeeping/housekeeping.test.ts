import { expect, test } from "vitest";
import { type Cancel, ManualClock } from "#contract/clock";
import type { Schedule } from "#controller/housekeeping/cron";
import { Housekeeping, settleMs } from "#controller/housekeeping/housekeeping";
import { type Job, jobs } from "#controller/housekeeping/jobs";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { Registry } from "#controller/registry/port";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { reading } from "#tests/suites/telemetry-store";

const nightly = Date.parse("2026-11-21T03:20:00Z");
const dayMs = 24 * 3_600_000;

/** Housekeeping with a schedule that fires by hand. */
function rig({ startsAt = nightly - 60_000, list = jobs, registry = openMemoryRegistry() as Registry, store = new MemoryTelemetry() } = {}) {
  const clock = new ManualClock(startsAt);
  const lines: string[] = [];
  const acts = new Map<string, (scheduledAtMs: number) => Promise<void>>();
  const schedule: Schedule = (cron, act): Cancel => {
    acts.set(cron, act);
    return () => acts.delete(cron);
  };
  const housekeeping = new Housekeeping({
    jobs: list,
    deps: { store, registry, rawDays: 90 },
    ledger: registry,
    schedule,
    clock,
    log: (line) => lines.push(line),
  });
  const fire = async (cron: string, scheduledAtMs: number): Promise<void> => {
    const act = acts.get(cron);
    if (!act) throw new Error(`expected something to be scheduled at ${cron}; there is ${[...acts.keys()].join("; ") || "nothing"}`);
    await act(scheduledAtMs);
  };
  return { clock, store, registry, lines, acts, housekeeping, fire };
}

/** A job that notes the instants it ran for. */
function noting(cron: string, run: () => Promise<string> = async () => "noted"): { job: Job; ran: number[] } {
  const ran: number[] = [];
  return {
    ran,
    job: {
      name: `noting-${cron.replaceAll(/\W+/g, "-")}`,
      cron,
      run: (_, scheduledAtMs) => {
        ran.push(scheduledAtMs);
        return run();
      },
    },
  };
}

test("every night readings older than the configured days are removed, and one line says so", async () => {
  const { store, registry, lines, fire } = rig();
  await store.write([
    reading({ seq: 1, atMs: nightly - 90 * dayMs - 1 }),
    reading({ seq: 2, atMs: nightly - 90 * dayMs }),
    reading({ seq: 3, atMs: nightly - 1 }),
  ]);
  await fire("20 3 * * *", nightly);
  expect((await store.history("ep-0001", 0, nightly, 10)).map(({ seq }) => seq)).toEqual([2, 3]);
  expect(lines).toEqual(["housekeeping telemetry-retention, due 2026-11-21T03:20:00.000Z: readings older than 90 days: 1 removed from memory, in 0 ms"]);
  expect(await registry.runs(10)).toEqual([
    { job: "telemetry-retention", scheduledAtMs: nightly, outcome: { ok: true, text: "readings older than 90 days: 1 removed from memory", tookMs: 0 } },
  ]);
});

test("a doubled fire runs once, also when another controller shares the registry", async () => {
  const { job, ran } = noting("0 4 * * *");
  const one = rig({ list: [job] });
  const other = rig({ list: [job], registry: one.registry });
  await Promise.all([one.fire(job.cron, nightly), one.fire(job.cron, nightly), other.fire(job.cron, nightly)]);
  expect(ran).toEqual([nightly]);
  expect([...one.lines, ...other.lines]).toHaveLength(1);
});

test("what was missed while the controller was down is made up for once, after the nodes had time to come back", async () => {
  const { job, ran } = noting("20 3 * * *");
  const first = rig({ list: [job], startsAt: nightly + 10 * dayMs + 5 * 3_600_000 });
  await first.registry.startRun(job.name, nightly);
  first.clock.advance(settleMs - 1);
  await first.housekeeping.idle();
  expect(ran).toEqual([]);
  first.clock.advance(1);
  await first.housekeeping.idle();
  expect(ran).toEqual([nightly + 10 * dayMs]);
  first.housekeeping.close();
  // A second start on the same day has nothing to make up for.
  const second = rig({ list: [job], registry: first.registry, startsAt: nightly + 10 * dayMs + 9 * 3_600_000 });
  second.clock.advance(settleMs);
  await second.housekeeping.idle();
  expect(ran).toHaveLength(1);
  expect(second.lines).toEqual([]);
});

test("a failure is noted and told with what to do, and the next time is tried as usual", async () => {
  const { store, registry, lines, fire } = rig();
  store.offline = "the disk is full: make room";
  await fire("20 3 * * *", nightly);
  expect(lines).toEqual([
    "housekeeping telemetry-retention, due 2026-11-21T03:20:00.000Z: failed: the disk is full: make room. It is tried again at its next time (20 3 * * *, UTC)",
  ]);
  expect((await registry.runs(1))[0]?.outcome).toEqual({ ok: false, text: "the disk is full: make room", tookMs: 0 });
  store.offline = undefined;
  await fire("20 3 * * *", nightly + dayMs);
  expect((await registry.runs(1))[0]).toMatchObject({ scheduledAtMs: nightly + dayMs, outcome: { ok: true } });
});

test("a ledger that is away stops no later run, and the job is not run without it", async () => {
  const { job, ran } = noting("0 4 * * *");
  let away = true;
  const ledger = openMemoryRegistry();
  const registry: Registry = { ...ledger, startRun: (...run) => (away ? Promise.reject(new Error("the registry is locked")) : ledger.startRun(...run)) };
  const { fire, lines } = rig({ list: [job], registry });
  await fire(job.cron, nightly);
  expect(ran).toEqual([]);
  expect(lines[0]).toContain("the run ledger cannot be used: the registry is locked. It is tried again at its next time");
  away = false;
  await fire(job.cron, nightly + dayMs);
  expect(ran).toEqual([nightly + dayMs]);
});

test("jobs run one after the other, in the order of the list", async () => {
  const order: string[] = [];
  const job = (name: string, cron: string): Job => ({
    name,
    cron,
    run: async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      return "done";
    },
  });
  const { clock, housekeeping } = rig({ list: [job("a", "0 2 * * *"), job("b", "0 1 * * *")] });
  clock.advance(settleMs);
  await housekeeping.idle();
  expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});

test("once closed nothing starts, and a run that is cut off is no failure", async () => {
  const cut = Promise.withResolvers<string>();
  const { job, ran } = noting("0 4 * * *", () => cut.promise);
  const next = noting("0 5 * * *");
  const { acts, clock, fire, housekeeping, lines, registry } = rig({ list: [job, next.job] });
  const fires = [fire(job.cron, nightly), fire(next.job.cron, nightly)];
  await expect.poll(() => ran).toEqual([nightly]);
  housekeeping.close();
  expect([...acts.keys()]).toEqual([]);
  expect(clock.waiting()).toEqual([]);
  cut.reject(new Error("the store is closed"));
  await Promise.all(fires);
  expect(next.ran).toEqual([]);
  expect(lines).toEqual([]);
  expect(await registry.runs(10)).toEqual([{ job: job.name, scheduledAtMs: nightly, outcome: undefined }]);
});

test("a machine whose clock is years ahead forgets nothing", async () => {
  const { store, registry, fire, lines } = rig();
  await store.write([reading({ seq: 1, atMs: nightly }), reading({ seq: 2, atMs: nightly + 1 })]);
  await fire("20 3 * * *", nightly + 3_650 * dayMs);
  expect(await store.count()).toBe(2);
  expect((await registry.runs(1))[0]?.outcome?.ok).toBe(false);
  expect(lines[0]).toContain("see whether this machine's clock is right");
  // With a reading of that time it was the fleet that was silent.
  await store.write([reading({ seq: 3, atMs: nightly + 3_651 * dayMs })]);
  await fire("20 3 * * *", nightly + 3_652 * dayMs);
  expect(await store.count()).toBe(1);
});

test("every night demand heard before the configured days is removed too", async () => {
  const { registry, fire, lines } = rig();
  const heard = (heardAtMs: number, nr: number) => ({ source: "bridge", atMs: heardAtMs, heardAtMs, nr, value: 420, refused: undefined });
  await registry.saveDemand([heard(nightly - 90 * dayMs - 1, 1), heard(nightly - 90 * dayMs, 2), heard(nightly, 3)]);
  await fire("40 3 * * *", nightly);
  expect((await registry.demandHeard("bridge", 0, nightly, 10)).map(({ nr }) => nr)).toEqual([2, 3]);
  expect(lines[0]).toContain("demand heard more than 90 days ago, or beyond 2,000,000 readings: 1 removed from the registry");
});

test("an empty store is not a suspicious one", async () => {
  const { fire, lines } = rig();
  await fire("20 3 * * *", nightly);
  expect(lines[0]).toContain("0 removed");
});
