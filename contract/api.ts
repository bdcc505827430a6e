/**
 * What the HTTP API answers and accepts, as schemas: validation, types and OpenAPI come from here. Instants are ISO 8601 UTC.
 * Everything is under /api/v1 but for /healthz, /readyz and /metrics. See controller/api for the routes.
 */
import { z } from "zod";
import { AlarmNews } from "./alarms.ts";
import { ClockSetting } from "./clock.ts";
import { conditions } from "./live.ts";
import { DemandKind, Following, Report } from "./messages.ts";
import { FadeMs, Id, Instant, Latitude, LevelPct, Longitude } from "./units.ts";

export const ConditionName = z.enum(conditions);

/** Why a light is at its level: the rule that won, in words and as data, and until when it holds. */
export const Because = z.strictObject({
  rule: z.enum(["floor", "override", "demand", "profile", "default"]),
  /** One sentence a resident would understand. */
  text: z.string(),
  /** What the rule refers to: an override's id, a demand source's id, a profile's name. */
  ref: z.string().optional(),
  until: Instant.optional(),
});
export type Because = z.infer<typeof Because>;

/** GET /estate: what this installation is. */
export const Estate = z.strictObject({
  authority: z.strictObject({ id: Id, name: z.string() }),
  timeZone: z.string(),
  place: z.strictObject({ lat: Latitude, lon: Longitude }),
  bounds: z.strictObject({ south: Latitude, west: Longitude, north: Latitude, east: Longitude }),
  geometryVersion: z.int(),
  lights: z.int(),
  /** Lights whose wattage is in the inventory; the others run on a stated default. */
  lightsWithWattage: z.int(),
  /** Sum of the inventory's wattages, kW; defaults not counted. */
  connectedLoadKw: z.number(),
  areas: z.array(z.strictObject({ name: z.string(), lights: z.int() })),
  groups: z.array(z.strictObject({ id: Id, name: z.string(), lights: z.int(), profile: z.string() })),
  streets: z.array(z.strictObject({ name: z.string(), lights: z.int() })),
  feeders: z.array(z.strictObject({ id: z.string(), lat: Latitude, lon: Longitude, lights: z.int() })),
  demo: z.boolean(),
});
export type Estate = z.infer<typeof Estate>;

/** Header figures, pushed on the live stream once a second. */
export const Status = z.strictObject({
  at: Instant,
  clock: ClockSetting.optional(),
  sunset: Instant.optional(),
  sunrise: Instant.optional(),
  /** Lights by condition, in the order of `conditions`. */
  counts: z.array(z.int()).length(conditions.length),
  lightsOn: z.int(),
  loadKw: z.number(),
  nodesConnected: z.int(),
  reportsPerSecond: z.number(),
  overrides: z.int(),
  /** Age of the newest report, s of the system's clock; absent before the first. */
  dataAgeS: z.number().optional(),
});
export type Status = z.infer<typeof Status>;

/** One part of the system: what is wrong and what to do, in words for the page. */
export const PartHealth = z.strictObject({
  part: z.enum(["broker", "controller", "telemetry", "registry", "nodes", "demand"]),
  state: z.enum(["up", "degraded", "down"]),
  since: Instant,
  detail: z.string(),
  /** What a person should do or know; empty when up. */
  advice: z.string(),
});
export type PartHealth = z.infer<typeof PartHealth>;
export const Health = z.strictObject({ parts: z.array(PartHealth) });
export type Health = z.infer<typeof Health>;

/** Text frames of the live stream; lights themselves travel as binary deltas (live.ts). */
export const LiveText = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("status"), status: Status }),
  z.strictObject({ type: z.literal("health"), health: Health }),
  z.strictObject({ type: z.literal("overrides"), overrides: z.array(z.lazy(() => Override)) }),
  /** How many alarms are on each list; its version says that a list is to be fetched again. */
  z.strictObject({ type: z.literal("alarms"), alarms: AlarmNews }),
  /** The inventory changed: fetch estate and snapshot again. */
  z.strictObject({ type: z.literal("geometry"), geometryVersion: z.int() }),
  /** Answers `since` when the changes after it are no longer kept: fetch estate and snapshot again. */
  z.strictObject({ type: z.literal("missed") }),
]);
export type LiveText = z.infer<typeof LiveText>;

/** A row of the list of lights. */
export const LightSummary = z.strictObject({
  id: Id,
  row: z.int(),
  column: z.string(),
  street: z.string(),
  area: z.string(),
  group: z.string(),
  feeder: z.string().optional(),
  powerRatedW: z.number(),
  powerAssumed: z.boolean(),
  lat: Latitude,
  lon: Longitude,
  condition: ConditionName,
  /** Absent until the first report. */
  levelPct: LevelPct.optional(),
  powerW: z.number().optional(),
  seenAt: Instant.optional(),
});
export type LightSummary = z.infer<typeof LightSummary>;

export const LightQuery = z.strictObject({
  q: z.string().max(100).optional().describe("Part of a column number, street or area."),
  area: z.string().max(100).optional(),
  street: z.string().max(100).optional(),
  group: Id.optional(),
  condition: z.string().max(200).optional().describe("Conditions, comma-separated."),
  /** West, south, east, north in degrees: lights in a map view. */
  bbox: z.string().max(100).optional().describe("west,south,east,north in degrees"),
  sort: z.enum(["column", "street", "area", "condition", "level", "power", "seen"]).default("street"),
  order: z.enum(["asc", "desc"]).default("asc"),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
export type LightQuery = z.infer<typeof LightQuery>;

export const LightPage = z.strictObject({ total: z.int(), offset: z.int(), lights: z.array(LightSummary) });
export type LightPage = z.infer<typeof LightPage>;

/** Everything about one light now: inventory, expected by schedule, target, reported, and why. */
export const LightDetail = LightSummary.extend({
  node: Id,
  postcode: z.string().optional(),
  regime: z.string().optional(),
  /** What the schedule alone would give. */
  expected: z.strictObject({ levelPct: LevelPct, because: Because }),
  /** What the light must give now, all rules considered. */
  target: z.strictObject({ levelPct: LevelPct, because: Because }),
  /** The last report; absent before the first. */
  report: Report.optional(),
  /** Whether the node holds the programme in force, and how its last command stands. */
  delivery: z.strictObject({
    connected: z.boolean(),
    programme: z.enum(["in-force", "pending", "failed"]),
    command: z.enum(["none", "sent", "confirmed", "failed"]),
  }),
  /** Coming changes of the schedule, next 24 h, soonest first. */
  coming: z.array(z.strictObject({ at: Instant, levelPct: LevelPct, text: z.string() })),
  faults: z.array(z.strictObject({ name: z.string(), since: Instant, text: z.string() })),
  /** Simulated faults now switched on; only in the demo. */
  simulated: z.array(z.string()).optional(),
});
export type LightDetail = z.infer<typeof LightDetail>;

/** GET /lights/{id}/history */
export const HistoryQuery = z.strictObject({ from: Instant, to: Instant, limit: z.coerce.number().int().min(1).max(20_000).default(5_000) });
export const History = z.strictObject({
  light: Id,
  store: z.string(),
  readings: z.array(
    z.strictObject({
      at: Instant,
      levelPct: LevelPct,
      powerW: z.number(),
      voltageV: z.number(),
      energyKwh: z.number(),
      temperatureC: z.number(),
      faultBits: z.int(),
      following: Following,
    }),
  ),
  /** More readings exist than `limit` allowed. */
  truncated: z.boolean(),
});
export type History = z.infer<typeof History>;

/** Which lights: exactly one way of saying it. Rows are valid for one geometry version. */
export const Scope = z.union([
  z.strictObject({ lights: z.array(Id).min(1).max(100_000) }),
  z.strictObject({ rows: z.array(z.int().min(0)).min(1).max(1_000_000), geometryVersion: z.int() }),
  z.strictObject({ street: z.string().min(1).max(100) }),
  z.strictObject({ group: Id }),
  z.strictObject({ area: z.string().min(1).max(100) }),
]);
export type Scope = z.infer<typeof Scope>;

/** POST /overrides. Always has an end: absent is the next sunrise; the longest is 7 days. */
export const OverrideRequest = z.strictObject({
  scope: Scope,
  levelPct: LevelPct,
  fadeMs: FadeMs.default(2_000),
  startsAt: Instant.optional(),
  endsAt: Instant.optional(),
  reason: z.string().trim().min(3, "a reason of at least 3 letters: colleagues will ask").max(200),
});
export type OverrideRequest = z.input<typeof OverrideRequest>;

export const Override = z.strictObject({
  id: Id,
  title: z.string(),
  levelPct: LevelPct,
  startsAt: Instant,
  endsAt: Instant,
  reason: z.string(),
  by: z.string(),
  createdAt: Instant,
  state: z.enum(["coming", "live", "ended", "released"]),
  lights: z.int(),
  /** How far it got: every light is in exactly one of these. `held` are lights a later override took over. */
  progress: z.strictObject({ queued: z.int(), sent: z.int(), confirmed: z.int(), failed: z.int(), held: z.int() }),
});
export type Override = z.infer<typeof Override>;
export const OverrideList = z.strictObject({ overrides: z.array(Override) });

export const DemandSource = z.strictObject({
  id: Id,
  name: z.string(),
  kind: DemandKind,
  unit: z.string(),
  lat: Latitude.optional(),
  lon: Longitude.optional(),
  /** Groups it lifts, and to what, when the reading is at least `from`. */
  rules: z.array(z.strictObject({ groups: z.array(Id), from: z.number(), levelPct: LevelPct, holdS: z.int() })),
  reading: z.strictObject({ at: Instant, value: z.number() }).optional(),
  state: z.enum(["silent", "fresh", "stale", "suspect"]),
  lifting: z.boolean(),
});
export type DemandSource = z.infer<typeof DemandSource>;
export const DemandList = z.strictObject({ sources: z.array(DemandSource) });

/** POST /clock, demo only. */
export const ClockCommand = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("pause") }),
  z.strictObject({ do: z.literal("speed"), speed: z.number().min(1).max(3600) }),
  z.strictObject({ do: z.literal("jump"), to: z.enum(["dusk", "midnight", "dawn", "real-time"]) }),
]);
export type ClockCommand = z.infer<typeof ClockCommand>;

/** Faults the simulator can play: each is a cause, and what a detector makes of it has a name of its own (faults.ts). */
export const simulatedFaults = [
  "lamp-out",
  "day-burning",
  "cycling",
  "silent",
  "clock-drift",
  "feeder-lost",
  "driver-stuck",
  "modules-lost",
  "power-excess",
  "capacitor-lost",
  "voltage-high",
  "voltage-low",
  "column-struck",
  "door-open",
  "leakage",
  "programme-damaged",
  "deaf",
  "driver-hot",
  "aged",
  "photocell-dark",
  "photocell-bright",
  "failing",
  "gateway-lost",
] as const;
export const SimulatedFault = z.enum(simulatedFaults);
export type SimulatedFault = z.infer<typeof SimulatedFault>;

/** POST /simulator/faults, demo only. feeder-lost takes the whole feeder of each light, gateway-lost every node of its connection. */
export const FaultCommand = z.strictObject({ lights: z.array(Id).min(1).max(10_000), fault: SimulatedFault, on: z.boolean() });
export type FaultCommand = z.infer<typeof FaultCommand>;

/** A row of an import that could not be taken, or was taken with a warning. */
export const ImportProblem = z.strictObject({
  severity: z.enum(["refused", "warning"]),
  /** 1-based line of the file; the header is line 1. */
  line: z.int(),
  column: z.string(),
  value: z.string(),
  reason: z.string(),
});
export type ImportProblem = z.infer<typeof ImportProblem>;
export const ImportResult = z.strictObject({
  rows: z.int(),
  new: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  problems: z.array(ImportProblem),
});
export type ImportResult = z.infer<typeof ImportResult>;

/** GET /inventory: every light as it is installed; the simulator puts its nodes on these. */
export const InventoryLight = z.strictObject({
  id: Id,
  node: Id,
  column: z.string(),
  lat: Latitude,
  lon: Longitude,
  street: z.string(),
  area: z.string(),
  postcode: z.string().optional(),
  feeder: z.string().optional(),
  regime: z.string(),
  powerW: z.number(),
  powerAssumed: z.boolean(),
  minLevelPct: LevelPct,
  minPowerW: z.number(),
  standbyW: z.number(),
  /** Its type: that of the design "luminaires" with this id. */
  luminaire: z.string().optional(),
});
export type InventoryLight = z.infer<typeof InventoryLight>;
export const Inventory = z.strictObject({ lights: z.array(InventoryLight) });
export type Inventory = z.infer<typeof Inventory>;

/** POST /connections: gives identities to nodes, gateways and demand sources; the secrets are shown this once. */
export const CommissionRequest = z.strictObject({
  connections: z
    .array(z.strictObject({ id: Id, kind: z.enum(["node", "gateway", "source"]), nodes: z.array(Id).max(10_000).optional() }))
    .min(1)
    .max(100_000),
});
export type CommissionRequest = z.infer<typeof CommissionRequest>;
export const CommissionResult = z.strictObject({ connections: z.array(z.strictObject({ id: Id, secret: z.string() })) });
export type CommissionResult = z.infer<typeof CommissionResult>;

/** GET /energy/night?day=yyyy-mm-dd: one lighting day, noon to noon. */
export const NightEnergy = z.strictObject({
  day: z.iso.date(),
  from: Instant,
  to: Instant,
  /** From the nodes' meters, kWh. */
  meteredKwh: z.number(),
  /** From level changes × the light's level-to-power curve, kWh. */
  calculatedKwh: z.number(),
  /** What full output from dusk to dawn would have taken, kWh. */
  fullOutputKwh: z.number(),
  lights: z.int(),
  /** Lights with no reading in the period: not in either figure. */
  lightsWithoutReadings: z.int(),
});
export type NightEnergy = z.infer<typeof NightEnergy>;

/** GET /basemap: lines to draw under the lights; each line is [lon, lat, lon, lat, …]. */
export const Basemap = z.strictObject({
  source: z.string(),
  streets: z.array(z.strictObject({ name: z.string(), kind: z.enum(["main", "street", "path"]), line: z.array(z.number()) })),
});
export type Basemap = z.infer<typeof Basemap>;

/** Every error of the API. All problems of a body at once, each with its field. */
export const ApiError = z.strictObject({
  code: z.string(),
  message: z.string(),
  problems: z.array(z.strictObject({ field: z.string(), found: z.string(), expected: z.string() })).optional(),
});
export type ApiError = z.infer<typeof ApiError>;
