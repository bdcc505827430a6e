/** A whole Desk in memory: a small street of lights, for tests of the API and of the page. */
import type * as api from "#contract/api";
import type { ClockSetting } from "#contract/clock";
import type { Explanation } from "#contract/explanation";
import { LightingError } from "#contract/failures";
import { conditions, levelUnknown, type Snapshot, toWorldPx } from "#contract/live";
import type { Demand } from "#contract/messages";
import type { WhatIfAsked } from "#contract/what-if";
import type { Desk, Figure, LiveSince } from "#controller/api/desk";
import type { WhatIfAnswer } from "#controller/desk/what-if";
import { fakeEnergy } from "./fake-energy.ts";
import { noAlarms } from "./no-alarms.ts";
import { noDesigns } from "./no-designs.ts";
import { noReports, noSettlement } from "./no-settlement.ts";
import { noNotifications, noWork } from "./no-work.ts";

export const fakeNow = "2026-11-21T17:30:00.000Z";
const later = "2026-11-22T07:55:00.000Z";

export interface FakeDeskOptions {
  readonly lights?: number;
  readonly demo?: boolean;
}

/** A Desk that answers plainly, remembers what it was told (`told`), and sends what it is made to send (`emit`). */
export class FakeDesk implements Desk {
  readonly rows: api.LightSummary[];
  /** Every call that changes something, in order. */
  readonly told: { readonly what: string; readonly with: unknown; readonly by?: string }[] = [];
  readonly listeners = new Set<(frame: api.LiveText | Uint8Array<ArrayBuffer>) => void>();
  readonly demo: Desk["demo"];
  readonly alarms = noAlarms;
  readonly designs = noDesigns;
  readonly energy = fakeEnergy(this.told);
  readonly settlement = noSettlement;
  readonly reports = noReports;
  readonly work = noWork;
  readonly notifications = noNotifications;
  geometryVersion = 7;
  seq = 42;
  parts: api.PartHealth[] = [part("broker"), part("controller"), part("telemetry"), part("registry"), part("nodes"), part("demand")];
  /** Deltas kept for pages that come back, the last one numbered `seq`. */
  kept: Uint8Array<ArrayBuffer>[] = [];
  storeOffline = false;
  #overrides: api.Override[] = [];
  #setting: ClockSetting = { systemMs: 1_700_000_000_000, shownMs: Date.parse(fakeNow), speed: 60 };

  constructor({ lights = 5, demo = true }: FakeDeskOptions = {}) {
    this.rows = Array.from({ length: lights }, (_, row) => lightAt(row));
    this.demo = demo
      ? {
          clock: (command) => {
            this.told.push({ what: "clock", with: command });
            if (command.do !== "jump") this.#setting = { ...this.#setting, speed: command.do === "speed" ? command.speed : 0 };
          },
          simulateFault: (command) => this.told.push({ what: "fault", with: command }),
        }
      : undefined;
  }

  emit(frame: api.LiveText | Uint8Array<ArrayBuffer>): void {
    for (const listener of this.listeners) listener(frame);
  }

  estate(): api.Estate {
    return {
      authority: { id: "strathburn", name: "Strathburn Council" },
      timeZone: "Europe/London",
      place: { lat: 55.95, lon: -3.19 },
      bounds: { south: 55.94, west: -3.2, north: 55.96, east: -3.18 },
      geometryVersion: this.geometryVersion,
      lights: this.rows.length,
      lightsWithWattage: this.rows.length,
      connectedLoadKw: (this.rows.length * 60) / 1_000,
      areas: [{ name: "Old Town", lights: this.rows.length }],
      groups: [{ id: "streets", name: "Streets", lights: this.rows.length, profile: "Dim at midnight" }],
      streets: [{ name: "Harbour Wynd", lights: this.rows.length }],
      feeders: [{ id: "P1", lat: 55.95, lon: -3.19, lights: this.rows.length }],
      demo: this.demo !== undefined,
    };
  }

  snapshot(): Snapshot {
    const pixels = this.rows.map((light) => toWorldPx(light.lat, light.lon));
    return {
      geometryVersion: this.geometryVersion,
      seq: this.seq,
      nowMs: Date.parse(fakeNow),
      x: Int32Array.from(pixels, ({ x }) => x),
      y: Int32Array.from(pixels, ({ y }) => y),
      condition: Uint8Array.from(this.rows, (light) => conditions.indexOf(light.condition)),
      levelPct: Uint8Array.from(this.rows, (light) => light.levelPct ?? levelUnknown),
    };
  }

  status(): api.Status {
    return {
      at: fakeNow,
      ...(this.demo && { clock: this.#setting }),
      sunset: "2026-11-21T15:52:00.000Z",
      sunrise: later,
      counts: conditions.map((name) => this.rows.filter((light) => light.condition === name).length),
      lightsOn: this.rows.length,
      loadKw: 0.3,
      nodesConnected: this.rows.length,
      reportsPerSecond: 1.5,
      overrides: this.#overrides.length,
      dataAgeS: 2,
    };
  }

  health = (): api.Health => ({ parts: this.parts });

  lights(query: api.LightQuery): api.LightPage {
    const found = this.rows.filter(
      (light) =>
        (query.q === undefined || `${light.column} ${light.street} ${light.area}`.toLowerCase().includes(query.q.toLowerCase())) &&
        (query.condition === undefined || query.condition.split(",").includes(light.condition)) &&
        (query.street === undefined || light.street === query.street),
    );
    return { total: found.length, offset: query.offset, lights: found.slice(query.offset, query.offset + query.limit) };
  }

  light(id: string): api.LightDetail | undefined {
    const light = this.rows.find((row) => row.id === id);
    return light && detailOf(light);
  }

  async why(id: string, at: string | undefined): Promise<Explanation> {
    const light = this.rows.find((row) => row.id === id);
    if (!light) throw new LightingError("NOT_FOUND", `There is no light ${id} in the inventory.`);
    const because = { rule: "profile", text: "Dimmed to 50 % from 00:00 until 05:30 by profile Dim at midnight" } as const;
    return {
      light: id,
      at: at ?? fakeNow,
      tense: at === undefined ? "now" : at < fakeNow ? "past" : "future",
      levelPct: 50,
      because,
      rules: [{ ...because, levelPct: 50, wins: true }],
      group: { id: "streets", name: "Streets", calendar: "Dim at midnight", calendarFrom: "All lights" },
      designs: [{ kind: "profile", id: "dim-at-midnight", version: 2, name: "Dim at midnight" }],
      readings: [],
    };
  }

  lightByRow(row: number, geometryVersion: number): api.LightDetail | undefined {
    if (geometryVersion !== this.geometryVersion) throw new LightingError("GEOMETRY_CHANGED", "The inventory changed: fetch the snapshot again.");
    const light = this.rows[row];
    return light && detailOf(light);
  }

  basemap = (): api.Basemap => ({ source: "columns", streets: [{ name: "Harbour Wynd", kind: "street", line: [-3.19, 55.95, -3.18, 55.95] }] });

  async history(id: string, fromMs: number, toMs: number, limit: number): Promise<api.History> {
    if (this.storeOffline) throw new LightingError("STORE_OFFLINE", "The telemetry store does not answer.");
    this.told.push({ what: "history", with: { id, fromMs, toMs, limit } });
    const reading = { levelPct: 60, powerW: 36, voltageV: 231, energyKwh: 12.5, temperatureC: -4.5, faultBits: 0, following: "programme" } as const;
    return { light: id, store: "memory", readings: [{ at: new Date(fromMs).toISOString(), ...reading }], truncated: false };
  }

  async nightEnergy(day: string): Promise<api.NightEnergy> {
    const figures = { meteredKwh: 1.2, calculatedKwh: 1.2, fullOutputKwh: 4.3, lights: this.rows.length, lightsWithoutReadings: 0 };
    return { day, from: `${day}T12:00:00Z`, to: later, ...figures };
  }

  /** Waits for whoever aborts it when the period begins in 1999; refuses the kind "moonlight". */
  async whatIf(request: WhatIfAsked, signal: AbortSignal): Promise<WhatIfAnswer> {
    this.told.push({ what: "what-if", with: request });
    if (request.from.startsWith("1999")) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      this.told.push({ what: "what-if aborted", with: undefined });
      signal.throwIfAborted();
    }
    const wrong = request.designs.findIndex(({ kind }) => kind === "moonlight");
    if (wrong >= 0) return { ok: false, problems: [{ field: `designs.${wrong}.kind`, found: '"moonlight"', expected: "one of profile, calendar" }] };
    const hoursByLevel = [{ levelPct: 60, hours: 14 }];
    const figures = { kwh: 2.5, costGbp: 0.7, co2Kg: 0.45, hoursByLevel, burningHours: 14, minutesUnderClass: 0, switches: 2 };
    const three = { proposed: figures, inForce: figures, fullOutput: figures };
    const lights = this.rows.length;
    const groups = [{ id: "streets", name: "Streets", lights, ...three }];
    return { ok: true, whatIf: { from: request.from, to: request.to, nights: 1, lights, method: "made up", ...three, groups, tookMs: 3 } };
  }

  overrides = (): api.Override[] => this.#overrides;

  async override(request: api.OverrideRequest, by: string): Promise<api.Override> {
    this.told.push({ what: "override", with: request, by });
    const progress = { queued: this.rows.length, sent: 0, confirmed: 0, failed: 0, held: 0 };
    const { levelPct, reason } = request;
    const override: api.Override = {
      id: `o${this.#overrides.length + 1}`,
      title: "Harbour Wynd",
      levelPct,
      startsAt: request.startsAt ?? fakeNow,
      endsAt: request.endsAt ?? later,
      reason,
      by,
      createdAt: fakeNow,
      state: "live",
      lights: this.rows.length,
      progress,
    };
    this.#overrides = [...this.#overrides, override];
    return override;
  }

  async release(id: string, by: string): Promise<api.Override> {
    const found = this.#overrides.find((override) => override.id === id);
    if (!found) throw new LightingError("NOT_FOUND", `There is no override ${id}.`);
    if (found.state === "released") throw new LightingError("CONFLICT", "It was released already.");
    this.told.push({ what: "release", with: id, by });
    const released: api.Override = { ...found, state: "released" };
    this.#overrides = this.#overrides.map((override) => (override.id === id ? released : override));
    return released;
  }

  demand = (): api.DemandSource[] => [
    {
      id: "bridge",
      name: "North Bridge",
      kind: "cycles",
      unit: "per hour",
      rules: [{ groups: ["streets"], from: 100, levelPct: 100, holdS: 900 }],
      reading: { at: fakeNow, value: 120 },
      state: "fresh",
      lifting: true,
    },
  ];

  reading(demand: Demand): void {
    if (demand.source !== "bridge") throw new LightingError("NOT_FOUND", `There is no demand source ${demand.source}.`);
    this.told.push({ what: "reading", with: demand });
  }

  inventory = (): api.Inventory => ({
    lights: this.rows.map(({ id, column, lat, lon, street, area, powerRatedW, powerAssumed }) => {
      const power = { powerW: powerRatedW, powerAssumed, minLevelPct: 10, minPowerW: 8.4, standbyW: 0.5 };
      return { id, node: id, column, lat, lon, street, area, regime: "35/18", ...power };
    }),
  });

  inventoryProblems = (): api.ImportResult => ({
    rows: this.rows.length,
    new: this.rows.length,
    changed: 0,
    unchanged: 0,
    refused: 1,
    problems: [{ severity: "refused", line: 3, column: "lat", value: "north", reason: "a latitude in degrees" }],
  });

  async importInventory(csv: string): Promise<api.ImportResult> {
    this.told.push({ what: "import", with: csv });
    return this.inventoryProblems();
  }

  async commission(request: api.CommissionRequest): Promise<api.CommissionResult> {
    this.told.push({ what: "commission", with: request });
    return { connections: request.connections.map(({ id }) => ({ id, secret: `secret-of-${id}` })) };
  }

  subscribe(listener: (frame: api.LiveText | Uint8Array<ArrayBuffer>) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  missed({ geometryVersion, seq }: LiveSince): readonly Uint8Array<ArrayBuffer>[] | undefined {
    const count = this.seq - seq;
    return geometryVersion !== this.geometryVersion || count < 0 || count > this.kept.length ? undefined : this.kept.slice(this.kept.length - count);
  }

  figures = (): Figure[] => [
    { name: "reports_total", help: "Reports taken.", kind: "counter", values: [{ labels: { authority: "strathburn" }, value: 1_234 }] },
    { name: "load_kilowatts", help: "Load.", kind: "gauge", values: [{ labels: {}, value: 0.3 }] },
  ];
}

const part = (name: api.PartHealth["part"]): api.PartHealth => ({ part: name, state: "up", since: fakeNow, detail: "", advice: "" });

function lightAt(row: number): api.LightSummary {
  return {
    id: `hw-${row + 1}`,
    row,
    column: `HW${String(row + 1).padStart(3, "0")}`,
    street: "Harbour Wynd",
    area: "Old Town",
    group: "streets",
    feeder: "P1",
    powerRatedW: 60,
    powerAssumed: false,
    lat: 55.95 + row / 10_000,
    lon: -3.19 + row / 10_000,
    condition: row === 1 ? "lamp-failure" : "normal",
    levelPct: 60,
    powerW: 36,
    seenAt: fakeNow,
  };
}

function detailOf(light: api.LightSummary): api.LightDetail {
  const because: api.Because = { rule: "profile", text: "Dim at midnight gives 60 % from dusk.", until: later };
  return {
    ...light,
    node: light.id,
    regime: "35/18",
    expected: { levelPct: 60, because },
    target: { levelPct: 60, because },
    delivery: { connected: true, programme: "in-force", command: "none" },
    coming: [{ at: later, levelPct: 0, text: "Off at dawn." }],
    faults: [],
  };
}
