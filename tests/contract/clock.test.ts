import { expect, test } from "vitest";
import { type ClockSetting, DemoClock, every, ManualClock, SystemClock, shownAt, wait } from "#contract/clock";

const dusk = Date.parse("2026-11-21T15:50:00Z");
/** Demo clocks read the system's time, so their tests ask for what must hold however slow the machine is. */
const systemNow = (): number => new SystemClock().now();
const running = (speed: number): ClockSetting => ({ systemMs: systemNow(), shownMs: dusk, speed });

test("a manual clock runs due work in order, each at its own instant", () => {
  const clock = new ManualClock("2026-03-29T00:00:00Z");
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} ${new Date(clock.now()).toISOString().slice(11, 19)}`);
  clock.after(3_000, "third", note("third"));
  clock.after(1_000, "first", note("first"));
  clock.after(2_000, "second", () => {
    note("second")();
    clock.after(500, "added on the way", note("added"));
  });
  clock.after(2_000, "same instant, later", note("also second"));
  expect(clock.waiting()).toEqual(["first", "second", "same instant, later", "third"]);

  clock.advance(10_000);
  expect(seen).toEqual(["first 00:00:01", "second 00:00:02", "also second 00:00:02", "added 00:00:02", "third 00:00:03"]);
  expect(clock.elapsedMs()).toBe(10_000);
  expect(clock.now()).toBe(Date.parse("2026-03-29T00:00:10Z"));
});

test("a manual clock stands still, steps its wall time without letting time pass, and refuses to go back", () => {
  const clock = new ManualClock(0);
  let acted = false;
  clock.after(1_000, "work", () => {
    acted = true;
  });
  clock.step(3_600_000);
  expect(clock.now()).toBe(3_600_000);
  expect(clock.elapsedMs()).toBe(0);
  expect(acted).toBe(false);
  expect(() => clock.advanceTo(0)).toThrow("cannot advance back");
  clock.advanceTo(3_601_000);
  expect(acted).toBe(true);
});

test("cancelled work never runs, and cancelling twice or afterwards harms nothing", () => {
  const clock = new ManualClock(0);
  const seen: string[] = [];
  const cancel = clock.after(10, "cancelled", () => seen.push("cancelled"));
  const keep = clock.after(10, "kept", () => seen.push("kept"));
  cancel();
  cancel();
  clock.advance(20);
  keep();
  expect(seen).toEqual(["kept"]);
});

test("periodic work runs once per period until cancelled, also when it cancels itself", () => {
  const clock = new ManualClock(0);
  const at: number[] = [];
  const stop = every(clock, 1_000, "tick", () => {
    at.push(clock.elapsedMs());
    if (at.length === 3) stop();
  });
  clock.advance(10_000);
  expect(at).toEqual([1_000, 2_000, 3_000]);
  expect(clock.waiting()).toEqual([]);
});

test("a demo clock shows the setting's instant and runs at its speed", async () => {
  const clock = new DemoClock(running(3_600));
  expect(clock.now() - dusk).toBeLessThan(3_600_000);
  await wait(clock, 60_000, "a minute of the demo: 17 ms of ours");
  expect(clock.now() - dusk).toBeGreaterThanOrEqual(60_000);
  expect(clock.elapsedMs()).toBeGreaterThanOrEqual(60_000);
});

test("a paused demo clock stands still and runs nothing, until it is set going", async () => {
  const clock = new DemoClock(running(0));
  let acted = false;
  const done = wait(clock, 1_000, "work").then(() => {
    acted = true;
  });
  await wait(new SystemClock(), 30, "longer than the work would take at any speed");
  expect(clock.now()).toBe(dusk);
  expect(acted).toBe(false);
  clock.set(running(3_600));
  await done;
  expect(acted).toBe(true);
});

test("a jump forward runs what was due in between, once and in order; periodic work runs once", async () => {
  const clock = new DemoClock(running(1));
  const seen: string[] = [];
  clock.after(7_200_000, "later", () => seen.push("later"));
  clock.after(3_600_000, "sooner", () => seen.push("sooner"));
  const stop = every(clock, 60_000, "each minute", () => seen.push("minute"));
  const midnight = Date.parse("2026-11-22T00:00:00Z");
  clock.set({ systemMs: systemNow(), shownMs: midnight, speed: 1 });
  await wait(clock, 1, "the turn after the jump");
  stop();
  expect(seen).toEqual(["minute", "sooner", "later"]);
  expect(clock.elapsedMs()).toBeGreaterThanOrEqual(midnight - dusk);
});

test("a jump back moves the wall time only: elapsed time never falls and waits keep their length", async () => {
  const clock = new DemoClock(running(3_600));
  await wait(clock, 60_000, "some time to have passed");
  const elapsed = clock.elapsedMs();
  clock.set({ systemMs: systemNow(), shownMs: dusk - 86_400_000, speed: 3_600 });
  expect(clock.now()).toBeLessThan(dusk);
  expect(clock.elapsedMs()).toBeGreaterThanOrEqual(elapsed);
  expect(clock.elapsedMs() - elapsed).toBeLessThan(3_600_000);
  await wait(clock, 1_000, "work after the jump");
});

test("a new speed that arrives late from another process adds no elapsed time of its own", () => {
  const madeAt = systemNow() - 5_000;
  const clock = new DemoClock({ systemMs: madeAt - 1_000, shownMs: dusk, speed: 60 });
  const shown = clock.now();
  const elapsed = clock.elapsedMs();
  // Made 5 s ago by a process that showed the same instant as we did then: from there on at 3,600 times.
  clock.set({ systemMs: madeAt, shownMs: shownAt(clock.setting, madeAt), speed: 3_600 });
  const rose = clock.elapsedMs() - elapsed;
  const wallRose = clock.now() - shown;
  expect(wallRose).toBeGreaterThanOrEqual(5_000 * (3_600 - 60));
  // A slow machine may take some ms between the readings: 20 ms at this speed. Counting those 5 s twice would be four times as much.
  expect(Math.abs(rose - wallRose)).toBeLessThan(20 * 3_600);
});

test("work that takes longer than its period does not starve the rest of the process", async () => {
  const clock = new DemoClock(running(3_600));
  const busyUntil = systemNow() + 500;
  let turns = 0;
  // Due again before it is done: a second of the demo is a third of a millisecond of ours.
  const stop = every(clock, 1_000, "busy", () => {
    const endsAt = systemNow() + 1;
    while (systemNow() <= endsAt) turns++;
    if (systemNow() > busyUntil) stop();
  });
  await wait(new SystemClock(), 20, "a timer of the same process");
  stop();
  expect(turns).toBeGreaterThan(0);
  expect(systemNow()).toBeLessThan(busyUntil);
});

test("listeners hear a new setting", () => {
  const clock = new DemoClock(running(60));
  const heard: number[] = [];
  clock.onSetting((setting) => heard.push(setting.speed));
  clock.set(running(0));
  expect(heard).toEqual([0]);
  expect(clock.setting.speed).toBe(0);
});

test("the system clock cancels, and its elapsed time does not fall", async () => {
  const clock = new SystemClock();
  const before = clock.elapsedMs();
  let acted = false;
  const cancel = clock.after(1, "cancelled", () => {
    acted = true;
  });
  cancel();
  await wait(clock, 5, "past the cancelled work");
  expect(acted).toBe(false);
  expect(clock.elapsedMs()).toBeGreaterThan(before);
});
