import { conditions, levelUnknown, toWorldPx } from "#contract/live";
import { LightStore } from "../../web/store/light-store.ts";

export interface Lamp {
  readonly lat: number;
  readonly lon: number;
  readonly condition?: (typeof conditions)[number];
  readonly levelPct?: number;
}

/** A store with these lights in the order given. */
export function storeOf(lamps: readonly Lamp[], at: { geometryVersion?: number; seq?: number } = {}): LightStore {
  const places = lamps.map((lamp) => toWorldPx(lamp.lat, lamp.lon));
  return new LightStore({
    geometryVersion: at.geometryVersion ?? 1,
    seq: at.seq ?? 0,
    nowMs: 0,
    x: Int32Array.from(places, (place) => place.x),
    y: Int32Array.from(places, (place) => place.y),
    condition: Uint8Array.from(lamps, (lamp) => conditions.indexOf(lamp.condition ?? "normal")),
    levelPct: Uint8Array.from(lamps, (lamp) => lamp.levelPct ?? levelUnknown),
  });
}

/** A street of lights about 30 m apart, west to east. */
export const street = (count: number, lamp: Partial<Lamp> = {}): Lamp[] =>
  Array.from({ length: count }, (_, i) => ({ lat: 56, lon: -4 + i * 0.0005, levelPct: 100, ...lamp }));

export const conditionNumber = (name: (typeof conditions)[number]): number => conditions.indexOf(name);
