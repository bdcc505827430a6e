/** How long it takes to try a design over a year, and for how long at a time the controller's loop is held up by it. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { loadConfig } from "#config/load";
import { stockProfiles } from "#config/profiles";
import { SystemClock, wait } from "#contract/clock";
import { randomBetween, randomInt, seededRandom } from "#contract/random";
import { DesignBook, type TriedDesign } from "#controller/design/design-book";
import { Schedules } from "#controller/design/schedules";
import { buildGeometry, type Geometry } from "#controller/fleet/geometry";
import { Slices } from "#controller/whatif/slices";
import { whatIf } from "#controller/whatif/what-if";
import { exampleLight } from "#tests/controller/registry/example-records";
import type { BenchOptions } from "./harness.ts";

const clock = new SystemClock();
const watts = [18, 27, 36, 45, 60, 70, 100, 150, 250];

/** A year of 10,000 lights in 40 groups and 20 places, and of 100,000 in 400 and 200. */
export async function bench({ quick, seed, report }: BenchOptions): Promise<void> {
  for (const lights of quick ? [10_000] : [10_000, 100_000]) {
    const { seconds, heldUpMs } = await year(townOf(lights, seed));
    const name = `what-if: a year of ${lights.toLocaleString("en-GB")} lights`;
    report({ name, value: seconds, unit: "s" });
    report({ name: `${name}: longest hold of the loop`, value: heldUpMs, unit: "ms" });
  }
}

async function year(geometry: Geometry): Promise<{ readonly seconds: number; readonly heldUpMs: number }> {
  const config = loadConfig({ overrides: { authority: { id: "bench", name: "Bench" } } });
  const book = new DesignBook(config);
  const inForce = new Schedules(book.inForce(), geometry.lights);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // Its first sample only begins the count.
  await wait(clock, 20, "the first sample");
  const startMs = performance.now();
  const slices = new Slices(clock, new AbortController().signal);
  const proposed = new Schedules(book.withDrafts(drafts()), geometry.lights);
  const rates = { pencePerKwh: 28, gramsCo2PerKwh: 180 };
  const period = { from: "2027-01-01", to: "2027-12-31" };
  const answer = await whatIf({ ...period, inForce, proposed, geometry, config, recorded: undefined, nowMs: Date.parse("2026-12-01T12:00Z"), rates, slices });
  const seconds = (performance.now() - startMs) / 1_000;
  delay.disable();
  if (!(answer.proposed.kwh < answer.inForce.kwh)) throw new Error(`the dimmer profile saves nothing: ${answer.proposed.kwh} of ${answer.inForce.kwh} kWh`);
  return { seconds, heldUpMs: delay.max / 1e6 };
}

/** A dimmer part-night profile, and a calendar with exceptions for everyone. */
function drafts(): TriedDesign[] {
  const profile = stockProfiles["part-night-35-18"];
  const steps = profile?.steps.map((step) => (step.levelPct === 50 ? { ...step, levelPct: 30 } : step));
  const rules = [
    { name: "Hogmanay", when: [{ on: "dates", from: "--12-31", to: "--01-01" }], profile: "dusk-dawn" },
    { name: "Weekend", when: [{ on: "weekdays", days: [5, 6] }], profile: "part-night-70-35" },
  ];
  return [
    { kind: "profile", id: "part-night-35-18", body: { ...profile, steps } },
    { kind: "calendar", id: "town", body: { name: "Town", defaultProfile: "part-night-35-18", rules } },
    { kind: "groups", id: "all", body: { calendars: [{ group: "all", calendar: "town" }] } },
  ];
}

/** Areas of 500 lights, each with two regimes and a place of its own. */
function townOf(count: number, seed: number): Geometry {
  const random = seededRandom(seed).fork("town");
  const areas = Array.from({ length: count / 500 }, (_, index) => ({
    name: `Area ${index + 1}`,
    lat: randomBetween(random, 55, 57),
    lon: randomBetween(random, -4, -2),
  }));
  return buildGeometry(
    Array.from({ length: count }, (_, index) => {
      const area = areas[index % areas.length];
      const powerW = watts[randomInt(random, watts.length)] ?? 36;
      const near = { lat: (area?.lat ?? 0) + randomBetween(random, 0, 0.01), lon: (area?.lon ?? 0) + randomBetween(random, 0, 0.01) };
      const regime = randomInt(random, 4) === 0 ? "Dusk-Dawn" : "35/18";
      return exampleLight(`l-${index}`, { ...near, area: area?.name ?? "", street: `Street ${index % 997}`, regime, powerW, minPowerW: powerW * 0.14 });
    }),
  );
}
