import { afterEach, expect, test } from "vitest";
import { light, type Rig, startRig } from "../rig.ts";

const minuteMs = 60_000;
let rig: Rig;
afterEach(() => rig.close());

/** Reports the same every ten minutes; the light as people see it after that. */
function reports(minutes: number, levelPct: number, following: "local" | "programme") {
  const programme = String(rig.sent("1", "programme").at(-1)?.version);
  for (let passed = 0; passed < minutes; passed += 10) {
    rig.report("1", { levelPct, powerW: levelPct === 0 ? 0.5 : 60, following, programme, command: 1 });
    rig.clock.advance(10 * minuteMs);
  }
  return rig.desk.light("1");
}

async function by(at: string): Promise<void> {
  rig = await startRig({ lights: [light("1")], at });
  rig.hello("1");
}

test("light that a photocell brought on before its programme is no fault, and told from light that nothing explains", async () => {
  await by("2026-11-21T15:20:00.000Z");
  expect(reports(20, 100, "local")).toMatchObject({ condition: "normal", target: { levelPct: 0 }, report: { levelPct: 100, following: "local" }, faults: [] });
  expect(reports(20, 100, "programme")).toMatchObject({ condition: "mismatch", faults: [{ name: "command not followed" }] });
});

test("less light than decided is a fault, whoever decided it", async () => {
  await by("2026-11-21T18:00:00.000Z");
  expect(reports(20, 0, "local")).toMatchObject({ condition: "mismatch", faults: [{ name: "command not followed" }] });
});

test("light on a node's own account is a fault when it lasts longer than any photocell may", async () => {
  await by("2026-11-21T10:00:00.000Z");
  expect(reports(240, 100, "local")?.faults).toEqual([]);
  expect(reports(30, 100, "local")).toMatchObject({ condition: "mismatch", faults: [{ name: "photocell stuck" }] });
});
