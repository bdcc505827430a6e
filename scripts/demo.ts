/** A demo: writes everything an installation has into a folder of its own, so that its parts run exactly as an installation's do. */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { stringify } from "yaml";
import type { ConfigInput, DemandSourceConfig } from "#config/schema";
import type { Clock } from "#contract/clock";
import { LightingError } from "#contract/failures";
import { slug } from "#contract/slug";
import { altitudeCrossing, altitudes, type Place } from "#controller/decide/sun";
import { groupsOf } from "#controller/registry/groups";
import { importInventory } from "#controller/registry/import";
import type { LightRecord } from "#controller/registry/inventory";
import { loadMapping } from "#controller/registry/mapping";
import { generateTown } from "#firmware-sim/town/town";
import type { StartOptions } from "./arguments.ts";
import { demandSources } from "./demand.ts";
import { openDemoFolder } from "./demo-folder.ts";
import { clearDemoDatabase, demoDatabase } from "./influx.ts";
import type { Plan } from "./plan.ts";
import { freePort } from "./port.ts";

/** The demo begins this long before sunset: time to look around, then the lights come on. */
const beforeDuskMs = 20 * 60_000;
/** Rated power of a light whose list has none, W: the middle of what stands on residential streets. */
const defaultPowerW = 60;

/** Checks that a demo can run, empties its folder and fills it. Throws LightingError that says what to do; nothing is changed then. */
export async function planDemo(options: StartOptions, root: string, clock: Clock): Promise<Plan> {
  const folder = resolve(options.data ?? join(root, "data", "demo"));
  const scene = options.inventory === undefined ? townScene(options) : listScene(options, options.inventory);
  const port = await freePort(options.port, "--port");
  const brokerPort = await freePort(options.brokerPort, "--broker-port");
  if (options.influx !== undefined) await clearDemoDatabase(options.influx, clock);
  await openDemoFolder(folder);
  const config = join(folder, "leerie.yaml");
  for (const [name, text] of Object.entries(scene.files)) writeFileSync(join(folder, name), text);
  writeFileSync(config, configText(demoConfig({ scene, options, folder, port, brokerPort })));
  const api = `http://127.0.0.1:${port}`;
  const sim = ["--config", config, "--api", api, "--broker", `mqtt://127.0.0.1:${brokerPort}`, "--seed", String(options.seed)];
  return {
    title: `${scene.title}, ${scene.lights.toLocaleString("en-GB")} lights`,
    setting: { systemMs: clock.now(), shownMs: options.at ?? beginsAt(scene.place, clock), speed: options.speed },
    parts: [
      { name: "broker", script: join(root, "broker/main.ts"), args: ["--config", config] },
      { name: "controller", script: join(root, "controller/main.ts"), args: ["--config", config] },
      {
        name: "simulator",
        script: join(root, "firmware-sim/main.ts"),
        args: [...sim, ...(options.demoFaults ? ["--faults"] : []), ...(options.demand === undefined ? [] : ["--demand", resolve(options.demand)])],
      },
    ],
  };
}

/** 20 minutes before sunset of the day it is there now; now, where the sun does not set today. */
export function beginsAt(place: Place, clock: Clock): number {
  const localNoonMs = Math.floor((clock.now() + place.lon * 240_000) / 86_400_000) * 86_400_000 + 43_200_000 - place.lon * 240_000;
  const { falling } = altitudeCrossing(altitudes.sunset, place, localNoonMs);
  return falling === undefined ? clock.now() : Math.round(falling) - beforeDuskMs;
}

/** Where a demo plays: its authority, its lights, and what goes into its folder. */
interface Scene {
  readonly id: string;
  readonly name: string;
  /** For people: what is shown. */
  readonly title: string;
  readonly lights: number;
  readonly place: Place;
  /** File name → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly inventory: NonNullable<ConfigInput["inventory"]>;
  readonly demand: readonly DemandSourceConfig[];
}

function townScene(options: StartOptions): Scene {
  const town = generateTown({ seed: options.seed, lights: options.lights });
  return {
    id: town.authorityId,
    name: town.name,
    title: `demo town ${town.name}`,
    lights: options.lights,
    place: town.place,
    files: { "inventory.csv": town.csv, "roads.geojson": JSON.stringify(town.roads) },
    inventory: { file: "inventory.csv", roads: options.roads === undefined ? "roads.geojson" : resolve(options.roads) },
    demand: town.demandSources,
  };
}

function listScene(options: StartOptions, file: string): Scene {
  const mapping = options.mapping === undefined ? undefined : loadMapping(options.mapping);
  const { lights, result } = importInventory(read(file, "--inventory"), { mapping, defaultPowerW, existing: [] });
  if (lights.length === 0) {
    const first = result.problems.slice(0, 5).map(({ line, column, reason }) => `  line ${line}${column ? `, ${column}` : ""}: ${reason}`);
    throw new LightingError(
      "BAD_INPUT",
      `No light of ${file} can be taken:\n${first.join("\n")}\nA mapping file can say which column is what: see config/mappings/camden.yaml.`,
    );
  }
  const words = basename(file, extname(file))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && word.toLowerCase() !== "lamps");
  const groups = groupsOf(lights).map((group) => group.id);
  return {
    id: slug(words.join("-")) || "demo",
    name: words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ") || "Demo",
    title: `demo on ${basename(file)}`,
    lights: lights.length,
    place: middle(lights),
    files: {},
    inventory: {
      file: resolve(file),
      defaultPowerW,
      ...(options.mapping !== undefined && { mapping: resolve(options.mapping) }),
      ...(options.roads !== undefined && { roads: resolve(options.roads) }),
    },
    demand: options.demand === undefined ? [] : demandSources(read(options.demand, "--demand"), options.demand, groups),
  };
}

function read(file: string, option: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new LightingError(
      "BAD_INPUT",
      `The file ${file} cannot be read (${cause instanceof Error ? cause.message : cause}). Give another: npm start -- ${option} FILE`,
      { cause },
    );
  }
}

function middle(lights: readonly LightRecord[]): Place {
  const mean = (of: (light: LightRecord) => number): number => lights.reduce((sum, light) => sum + of(light), 0) / lights.length;
  return { lat: mean((light) => light.lat), lon: mean((light) => light.lon) };
}

interface DemoSetting {
  readonly scene: Scene;
  readonly options: StartOptions;
  readonly folder: string;
  readonly port: number;
  readonly brokerPort: number;
}

function demoConfig({ scene, options, folder, port, brokerPort }: DemoSetting): ConfigInput {
  const inFolder = (path: string): string => resolve(folder, path);
  const { file, roads, ...inventory } = scene.inventory;
  return {
    authority: { id: scene.id, name: scene.name },
    dataFolder: folder,
    inventory: { file: inFolder(file), ...(roads !== undefined && { roads: inFolder(roads) }), ...inventory },
    broker: { kind: "embedded", port: brokerPort },
    web: { port },
    telemetry: options.influx === undefined ? { kind: "embedded" } : { kind: "influxdb", url: options.influx, database: demoDatabase },
    demand: [...scene.demand],
    ...exampleRates,
  };
}

/** So that a demo's energy has a cost and a carbon figure: round numbers, and their names say that they are nobody's. */
const exampleRates = {
  tariffs: [
    {
      name: "Example tariff, not a supplier's",
      from: "2020-01-01",
      standingPencePerDay: 100,
      pencePerKwh: 28,
      bands: [{ name: "Night", pencePerKwh: 20, from: "00:30", to: "07:30" }],
    },
  ],
  carbon: [{ from: "2020-01-01", source: "Example factor, not a grid's", gramsPerKwh: 180 }],
} satisfies Partial<ConfigInput>;

const configText = (config: ConfigInput): string =>
  `# Written by "npm start" for this demo; the next demo writes it anew. config/leerie.yaml explains every key.\n` +
  `# Where a file of counts is replayed, the groups of lights are dealt out to its sites in turn. A site lifts its groups to 100 % while\n` +
  `# its count is at least "from": what it is in the busiest quarter of its hours from 22:00 to 06:00.\n${stringify(config)}`;
