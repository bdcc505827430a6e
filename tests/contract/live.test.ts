import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeDelta, decodeSnapshot, encodeDelta, encodeSnapshot, fromWorldPx, toWorldPx, worldPx } from "#contract/live";

test("any snapshot comes back as it was sent", () => {
  const pixel = fc.integer({ min: 0, max: worldPx });
  fc.assert(
    fc.property(
      fc.array(fc.record({ x: pixel, y: pixel, condition: fc.integer({ min: 0, max: 9 }), levelPct: fc.integer({ min: 0, max: 255 }) })),
      (lights) => {
        const sent = {
          geometryVersion: 7,
          seq: 3,
          nowMs: 1_790_000_000_123,
          x: Int32Array.from(lights, (light) => light.x),
          y: Int32Array.from(lights, (light) => light.y),
          condition: Uint8Array.from(lights, (light) => light.condition),
          levelPct: Uint8Array.from(lights, (light) => light.levelPct),
        };
        expect(decodeSnapshot(encodeSnapshot(sent).buffer)).toEqual(sent);
      },
    ),
  );
});

test("any delta comes back as it was sent", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 })), (unsorted) => {
      const rows = Uint32Array.from(unsorted.sort((a, b) => a - b));
      const sent = {
        geometryVersion: 4_000_000_000,
        seq: 9,
        nowMs: 1.5,
        rows,
        condition: new Uint8Array(rows.length).fill(2),
        levelPct: new Uint8Array(rows.length).fill(60),
      };
      expect(decodeDelta(encodeDelta(sent).buffer)).toEqual(sent);
    }),
  );
});

test("bytes that are something else are refused with what was found", () => {
  expect(() => decodeSnapshot(new ArrayBuffer(5))).toThrow("5 bytes are too few");
  expect(() =>
    decodeDelta(
      encodeSnapshot({
        geometryVersion: 1,
        seq: 1,
        nowMs: 0,
        x: new Int32Array(),
        y: new Int32Array(),
        condition: new Uint8Array(),
        levelPct: new Uint8Array(),
      }).buffer,
    ),
  ).toThrow("expected 4c524432");
});

test("a place keeps its position to 10 cm through pixels", () => {
  const { x, y } = toWorldPx(55.9533, -3.1883);
  const back = fromWorldPx(x, y);
  expect(Math.abs(back.lat - 55.9533)).toBeLessThan(1e-6);
  expect(Math.abs(back.lon + 3.1883)).toBeLessThan(1.6e-6);
});
