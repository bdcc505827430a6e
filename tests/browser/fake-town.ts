import type { Basemap, Estate } from "#contract/api";
import { conditions, levelUnknown, toWorldPx, worldPx } from "#contract/live";
import { type Random, randomBetween, randomInt, seededRandom } from "#contract/random";

/** A light of the made-up town; its place in the list is its row. */
export interface FakeLight {
  readonly id: string;
  readonly column: string;
  readonly street: string;
  readonly area: string;
  readonly feeder: string;
  readonly group: string;
  readonly powerRatedW: number;
  readonly lat: number;
  readonly lon: number;
}

export interface FakeTown {
  readonly lights: readonly FakeLight[];
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly condition: Uint8Array;
  readonly levelPct: Uint8Array;
  readonly streets: Basemap["streets"];
  readonly feeders: Estate["feeders"];
}

const centre = { lat: 56.1165, lon: -3.7936 };
const lightsPerStreet = 42;
const spacingM = 31;
const blockM = 190;
const first = [
  "Glebe",
  "Mar",
  "Ludgate",
  "Tullibody",
  "Primrose",
  "Kellie",
  "Bruce",
  "Castle",
  "Church",
  "Mill",
  "Station",
  "Forth",
  "Hilton",
  "Carse",
  "Claremont",
];
const last = ["Street", "Road", "Place", "Terrace", "Wynd", "Loan", "Drive", "Avenue", "Gardens"];
const areas = ["Old Town", "Harbour", "Bowhouse", "Fairfield", "Hawkhill", "Lornshill"];

/** A seeded town of streets in blocks with lights along them, sorted along a Hilbert curve as the controller does. */
export function fakeTown(count: number, seed: number): FakeTown {
  const random = seededRandom(seed).fork("fake town");
  const { lights, streets } = layOut(count, random);
  const sorted = lights
    .map((light) => ({ light, ...toWorldPx(light.lat, light.lon) }))
    .map((item) => ({ ...item, order: hilbert(item.x, item.y) }))
    .sort((a, b) => a.order - b.order);
  const town = {
    lights: sorted.map((item) => item.light),
    x: Int32Array.from(sorted, (item) => item.x),
    y: Int32Array.from(sorted, (item) => item.y),
    condition: new Uint8Array(count),
    levelPct: new Uint8Array(count),
    streets,
    feeders: feedersOf(lights),
  };
  setStates(town, random);
  return town;
}

function layOut(count: number, random: Random): { lights: FakeLight[]; streets: Basemap["streets"] } {
  // As many lanes side by side as make the town about as wide as its streets are long.
  const lengthM = lightsPerStreet * spacingM;
  const runs = Math.max(1, Math.round(Math.sqrt((count * blockM) / (2 * lightsPerStreet * lengthM))));
  const lanes = Math.ceil(count / (2 * lightsPerStreet * runs));
  const streets: Basemap["streets"] = [];
  const lights: FakeLight[] = [];
  for (let i = 0; lights.length < count; i++) {
    const along = i % 2 === 0;
    const lane = ((Math.floor(i / 2) % lanes) - (lanes - 1) / 2) * blockM;
    const startM = (Math.floor(i / 2 / lanes) - runs / 2) * lengthM;
    const name = `${first[i % first.length]} ${last[Math.floor(i / first.length) % last.length]}${i >= 135 ? ` ${Math.floor(i / 135) + 1}` : ""}`;
    const kind = i % 9 < 2 ? "main" : i % 9 === 8 ? "path" : "street";
    const bendM = randomBetween(random, -50, 50);
    const line: number[] = [];
    for (let step = 0; step < lightsPerStreet; step++) {
      const t = startM + step * spacingM;
      const side = lane + bendM * Math.sin(step / 13);
      const road = placeAt(along ? t : side, along ? side : t);
      line.push(road.lon, road.lat);
      if (lights.length < count) lights.push(lightAt({ name, kind, street: i, step, t, side: side + (step % 2 === 0 ? 5 : -5), along }, lights.length));
    }
    streets.push({ name, kind, line });
  }
  return { lights, streets };
}

interface Spot {
  readonly name: string;
  readonly kind: "main" | "street" | "path";
  readonly street: number;
  readonly step: number;
  readonly t: number;
  readonly side: number;
  readonly along: boolean;
}

function lightAt(spot: Spot, number: number): FakeLight {
  const place = placeAt(spot.along ? spot.t : spot.side, spot.along ? spot.side : spot.t);
  return {
    id: `light-${number}`,
    column: `AL${String(number + 1).padStart(5, "0")}`,
    street: spot.name,
    area: areas[spot.street % areas.length] ?? "",
    feeder: `FP-${String(spot.street).padStart(3, "0")}${spot.step < lightsPerStreet / 2 ? "A" : "B"}`,
    group: spot.kind === "main" ? "main-roads" : spot.kind === "path" ? "paths" : "residential",
    powerRatedW: spot.kind === "main" ? 92 : 37,
    ...place,
  };
}

/** Metres east and north of the centre, turned a little: no town lies due north. */
function placeAt(eastM: number, northM: number): { lat: number; lon: number } {
  const turned = { east: eastM * 0.94 - northM * 0.34, north: eastM * 0.34 + northM * 0.94 };
  return { lat: centre.lat + turned.north / 111_320, lon: centre.lon + turned.east / (111_320 * Math.cos((centre.lat * Math.PI) / 180)) };
}

function feedersOf(lights: readonly FakeLight[]): Estate["feeders"] {
  const byName = Map.groupBy(lights, (light) => light.feeder);
  return [...byName].map(([id, fed]) => ({ id, lat: (fed[0]?.lat ?? 0) + 0.00008, lon: fed[0]?.lon ?? 0, lights: fed.length }));
}

const at = (name: (typeof conditions)[number]): number => conditions.indexOf(name);

function setStates(town: { lights: readonly FakeLight[]; condition: Uint8Array; levelPct: Uint8Array }, random: Random): void {
  const dead = `FP-${String(randomInt(random, Math.max(1, town.lights.length / lightsPerStreet))).padStart(3, "0")}A`;
  town.lights.forEach((light, row) => {
    const draw = random.next();
    const level = light.group === "main-roads" ? 100 : light.group === "paths" ? 0 : row % 11 === 0 ? 40 : 70;
    const [name, levelPct] = light.feeder === dead ? (["no-supply", levelUnknown] as const) : faultBy(draw, level);
    town.condition[row] = at(name);
    town.levelPct[row] = levelPct;
  });
}

function faultBy(draw: number, level: number): readonly [(typeof conditions)[number], number] {
  if (draw < 0.009) return ["lamp-failure", 0];
  if (draw < 0.014) return ["comms-lost", levelUnknown];
  if (draw < 0.017) return ["day-burning", 100];
  if (draw < 0.019) return ["cycling", 50];
  if (draw < 0.022) return ["mismatch", 30];
  if (draw < 0.0235) return ["other-fault", level];
  if (draw < 0.03) return ["override", 100];
  if (draw < 0.036) return ["unknown", levelUnknown];
  return ["normal", level];
}

/** Place of a point along the Hilbert curve over the world at 2^16 × 2^16 cells. */
function hilbert(worldX: number, worldY: number): number {
  let x = Math.floor((worldX / worldPx) * 65_536);
  let y = Math.floor((worldY / worldPx) * 65_536);
  let order = 0;
  for (let s = 32_768; s > 0; s /= 2) {
    const rx = (x & s) > 0 ? 1 : 0;
    const ry = (y & s) > 0 ? 1 : 0;
    order += s * s * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) {
        x = 65_535 - x;
        y = 65_535 - y;
      }
      [x, y] = [y, x];
    }
  }
  return order;
}
