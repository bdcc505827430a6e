import { expect, test } from "vitest";
import { paintCells } from "../../web/map/cell-painter.ts";
import { lay, type Stamp } from "../../web/map/stamp.ts";
import { tilePlace } from "../../web/map/tile.ts";
import { clipOf, paintLights, type StampSet } from "../../web/map/tile-painter.ts";
import { faultClass, lightClasses } from "../../web/store/light-class.ts";
import type { LightStore } from "../../web/store/light-store.ts";
import { conditionNumber, storeOf, street } from "./store.ts";

const opaque = (colour: number): Stamp => ({ sizePx: 3, pixels: new Uint32Array(9).fill((0xff000000 | colour) >>> 0) });
const normalPixel = 0xff000001;
const faultPixel = 0xff000002;
const stamps: StampSet = {
  stampOf: (lightClass) => (faultClass[lightClass] === 1 ? opaque(2) : opaque(1)),
  glowOf: () => undefined,
  selected: opaque(3),
  reachPx: 3,
};
const shown = new Uint8Array(lightClasses.length);
const sheetOf = () => ({ widthPx: 512, heightPx: 512, pixels: new Uint32Array(512 * 512) });

/** The tile with a light. */
function placeOf(store: LightStore, zoom: number, row = 0) {
  const edge = 512 * 2 ** (20 - zoom);
  return tilePlace({ x: Math.floor((store.x[row] ?? 0) / edge), y: Math.floor((store.y[row] ?? 0) / edge), z: zoom }, 512, 1);
}
const tally = (pixels: Uint32Array, value: number): number => pixels.reduce((sum, pixel) => sum + (pixel === value ? 1 : 0), 0);

test("a fault is never covered by the lights around it", () => {
  const store = storeOf([{ lat: 56, lon: -4, condition: "no-supply" }, ...Array.from({ length: 5 }, () => ({ lat: 56, lon: -4, levelPct: 100 }))]);
  const sheet = sheetOf();
  paintLights(sheet, placeOf(store, 16), { store, stamps, hidden: shown });
  expect([tally(sheet.pixels, faultPixel), tally(sheet.pixels, normalPixel)]).toEqual([9, 0]);
});

test("a class switched off in the legend is not drawn", () => {
  const store = storeOf(street(3));
  const hidden = Uint8Array.from(lightClasses, (item) => (item.id === "on" ? 1 : 0));
  const sheet = sheetOf();
  paintLights(sheet, placeOf(store, 16), { store, stamps, hidden });
  expect(sheet.pixels.every((pixel) => pixel === 0)).toBe(true);
});

test("patching what a change touches gives the same picture as painting the whole tile", () => {
  const store = storeOf(street(40, { levelPct: 50 }));
  const place = placeOf(store, 15, 3);
  const patched = sheetOf();
  paintLights(patched, place, { store, stamps, hidden: shown });
  store.apply({
    geometryVersion: 1,
    seq: 1,
    nowMs: 0,
    rows: Uint32Array.of(3, 4),
    condition: Uint8Array.of(conditionNumber("cycling"), 1),
    levelPct: Uint8Array.of(0, 0),
  });
  for (const row of [3, 4]) {
    const clip = clipOf(place, store, row, stamps.reachPx);
    if (clip) paintLights(patched, place, { store, stamps, hidden: shown }, clip);
  }
  const whole = sheetOf();
  paintLights(whole, place, { store, stamps, hidden: shown });
  expect(tally(whole.pixels, faultPixel)).toBe(9);
  expect(patched.pixels).toEqual(whole.pixels);
});

test("half-transparent over opaque blends, over nothing it stays as it is", () => {
  const sheet = { widthPx: 2, heightPx: 1, pixels: Uint32Array.of(0xff0000c8, 0) };
  lay(sheet, { sizePx: 1, pixels: Uint32Array.of(0x80000000) }, 0.5, 0.5, { left: 0, top: 0, right: 2, bottom: 1 });
  lay(sheet, { sizePx: 1, pixels: Uint32Array.of(0x80000000) }, 1.5, 0.5, { left: 0, top: 0, right: 2, bottom: 1 });
  expect(sheet.pixels[0]).toBe(0xff000063);
  expect(sheet.pixels[1]).toBe(0x80000000);
});

test("zoomed out, a cell is coloured only where unusually many lights are faulty", () => {
  const colours = { density: [10, 11, 12, 13, 14, 15], abnormal: 20, veryAbnormal: 21 };
  const colourOf = (lamps: Parameters<typeof storeOf>[0]): number => {
    const store = storeOf(lamps);
    const sheet = sheetOf();
    paintCells(sheet, placeOf(store, 8), store, shown, colours);
    return sheet.pixels.find((pixel) => pixel !== 0) ?? 0;
  };
  const here = (count: number, condition: "normal" | "no-supply") => Array.from({ length: count }, () => ({ lat: 56, lon: -4, levelPct: 100, condition }));
  expect(colourOf(here(1, "normal"))).toBe(10);
  expect(colourOf(here(9, "normal"))).toBe(13);
  expect(colourOf([...here(40, "normal"), ...here(2, "no-supply")]), "a usual share").toBe(15);
  expect(colourOf([...here(10, "normal"), ...here(3, "no-supply")])).toBe(20);
  expect(colourOf([...here(3, "normal"), ...here(20, "no-supply")]), "a feeder").toBe(21);
});
