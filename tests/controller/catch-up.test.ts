import { expect, test } from "vitest";
import { decodeDelta } from "#contract/live";
import { light, startRig } from "./rig.ts";

const lights = [light("1"), light("2")];

test("what changed between the snapshot and the stream is not lost, with nobody listening", async () => {
  const rig = await startRig({ lights });
  rig.clock.advance(100);
  const before = rig.desk.snapshot();
  rig.report("1", { levelPct: 40 });
  rig.clock.advance(100);
  rig.report("2", { levelPct: 30 });
  rig.clock.advance(100);
  const levels = before.levelPct.slice();
  let { seq } = before;
  for (const frame of rig.desk.missed(before) ?? []) {
    const delta = decodeDelta(frame.buffer);
    expect(delta.seq).toBe(++seq);
    delta.rows.forEach((row, i) => {
      levels[row] = delta.levelPct[i] ?? 0;
    });
  }
  const after = rig.desk.snapshot();
  expect([...levels].sort()).toEqual([30, 40]);
  expect({ levels, seq }).toEqual({ levels: after.levelPct, seq: after.seq });
  await rig.close();
});

test("another inventory, even of the same lights, or another run of the controller sends pages back to the snapshot", async () => {
  const rig = await startRig({ lights });
  const first = rig.desk.snapshot();
  expect(rig.desk.missed(first)).toEqual([]);
  expect(rig.desk.missed({ ...first, geometryVersion: first.geometryVersion + 1 })).toBeUndefined();
  await rig.desk.importInventory("id,lat,lon,street,area,powerW\n1,55.9503,-3.19,High Street,Old Town,90\n");
  expect(rig.desk.missed(first)).toBeUndefined();
  expect(rig.desk.missed(rig.desk.snapshot())).toEqual([]);
  const last = rig.desk.snapshot();
  await rig.close();

  const later = await startRig({ lights: rig.controller.situation.geometry.lights.slice(), at: new Date(rig.clock.now() + 60_000).toISOString() });
  expect(later.desk.snapshot().geometryVersion).toBe(last.geometryVersion);
  expect(later.desk.missed(last)).toBeUndefined();
  await later.close();
});
