/** The time from a reading to its decisions and the messages they make, in a controller of 10,000 lights of which 500 follow it. */
import { DemandSourceConfig } from "#config/schema";
import { percentile } from "#tests/bench/harness";
import { light, type Rig, startRig } from "#tests/controller/rig";

const lights = 10_000;
const followers = 500;
const street = "North Bridge";
const source = DemandSourceConfig.parse({ id: "traffic", name: street, kind: "vehicles", intervalS: 600, max: 3_000 });
const author = { author: "bench", reason: "bench", rolledBackTo: undefined };
const steps = [
  { fromPerHour: 300, below: 0 },
  { fromPerHour: 100, below: 1 },
];

/** Readings go up and down so that every one of them changes the level of all that follow; each is asserted to have told them all. */
export async function measureReadings(count: number): Promise<{ readonly medianMs: number; readonly p95Ms: number }> {
  const all = Array.from({ length: lights }, (_, index) => light(`n${index}`, { lon: -3.19 + (index % 100) * 1e-4, ...(index < followers && { street }) }));
  const rig = await startRig({ lights: all, demand: [source], at: "2026-11-22T00:30:00.000Z" });
  await publishTraffic(rig);
  connect(rig);
  const takenMs: number[] = [];
  // At each reading the two before it agree on the other flow: up at once, down by two samples.
  for (const value of Array.from({ length: warmUps + count }, (_, index) => (index % 3 === 0 ? 400 : 150))) {
    rig.clock.step(10 * 60_000 - 60);
    const before = rig.bus.sent.length;
    const startMs = performance.now();
    rig.desk.reading({ source: source.id, at: new Date(rig.clock.now()).toISOString(), value });
    const elapsedMs = performance.now() - startMs;
    if (rig.bus.sent.length - before === followers) takenMs.push(elapsedMs);
  }
  await rig.close();
  const measured = takenMs.slice(warmUps);
  if (measured.length < count / 3) throw new Error(`only ${measured.length} of ${count} readings told all ${followers} lights`);
  return { medianMs: percentile(measured, 0.5), p95Ms: percentile(measured, 0.95) };
}

/** Until the compiler has seen the path. */
const warmUps = 15;

async function publishTraffic(rig: Rig): Promise<void> {
  const sections = { sections: [{ name: street, streets: [street], designClass: "M3", floorClass: "M5", designMargin: 1 }] };
  const rule = { name: "Traffic", sources: [source.id], reach: { by: "groups", groups: ["all"] }, act: { as: "class", steps, holdMin: 10, samplesDown: 2 } };
  await rig.controller.publishDesign({ kind: "sections", id: "all", body: sections, atMs: rig.clock.now(), ...author });
  await rig.controller.publishDesign({ kind: "demand-rule", id: "traffic", body: rule, atMs: rig.clock.now(), ...author });
}

/** Every node that follows is there and holds its programme. */
function connect(rig: Rig): void {
  const { geometry, plans } = rig.controller.situation;
  geometry.lights.forEach((each, row) => {
    const programme = plans.of(row)?.programme.version;
    if (each.street === street) rig.hello(each.node, { programme });
  });
}
