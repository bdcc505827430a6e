/** The controller as the API sees it: answers from its state, and the few things people may ask of it. */
import { randomUUID } from "node:crypto";
import type * as api from "#contract/api";
import type { Explanation } from "#contract/explanation";
import { LightingError } from "#contract/failures";
import type { Snapshot } from "#contract/live";
import type { Demand } from "#contract/messages";
import type { WhatIfAsked } from "#contract/what-if";
import type { Desk, Figure, LiveSince } from "../api/desk.ts";
import type { NotificationsDesk, WorkDesk } from "../api/work-desk.ts";
import type { Controller } from "../controller.ts";
import { checkSpan } from "../decide/override.ts";
import type { Schedules } from "../design/schedules.ts";
import type { Accounts } from "../energy/accounts.ts";
import { stateOf } from "../overrides.ts";
import type { OverrideRecord } from "../registry/port.ts";
import { ControllerAlarms } from "./alarms.ts";
import { commission } from "./commission.ts";
import type { DemoDesk } from "./demo.ts";
import { ControllerDesigns } from "./designs.ts";
import { ControllerEnergy } from "./energy/energy.ts";
import { nightEnergyOf } from "./energy.ts";
import { estateOf, placeOf } from "./estate.ts";
import { figuresOf } from "./figures.ts";
import { HealthBook } from "./health.ts";
import type { InventoryDesk } from "./inventory.ts";
import { lightDetail } from "./light-detail.ts";
import { listLights } from "./light-list.ts";
import { type Frame, Live } from "./live.ts";
import { overrideView } from "./override-view.ts";
import { ControllerPeople } from "./people.ts";
import { ControllerReports } from "./reports.ts";
import { rowsInScope } from "./scope.ts";
import { ControllerSettlement } from "./settlement.ts";
import { statusOf } from "./status.ts";
import { type WhatIfAnswer, WhatIfDesk } from "./what-if.ts";
import { whyOf } from "./why.ts";

export interface DeskParts {
  readonly controller: Controller;
  readonly inventory: InventoryDesk;
  readonly basemap: () => api.Basemap;
  readonly demo: DemoDesk | undefined;
  /** Half hours and days of energy, of every light. */
  readonly accounts: Accounts;
}

/** Overrides that ended are listed this long, so that a person sees what became of theirs. */
const endedShownMs = 12 * 3_600_000;

export class ControllerDesk implements Desk {
  readonly designs: ControllerDesigns;
  readonly settlement: ControllerSettlement;
  readonly reports: ControllerReports;
  readonly energy: ControllerEnergy;
  /** Work orders and notifications. */
  readonly people: ControllerPeople;
  readonly alarms: ControllerAlarms;
  readonly #parts: DeskParts;
  readonly #live: Live;
  readonly #health: HealthBook;
  readonly #whatIf: WhatIfDesk;
  /** A person's command may not have reached every light yet. */
  #isUnderWay = false;
  /** Totals over 100,000 lights take a tenth of a second: once an inventory and its designs. */
  #estate: { readonly schedules: Schedules; readonly estate: api.Estate } | undefined;

  constructor(parts: DeskParts) {
    const { controller } = parts;
    this.#parts = parts;
    this.designs = new ControllerDesigns(controller);
    this.settlement = new ControllerSettlement(controller);
    this.energy = new ControllerEnergy(parts);
    this.alarms = new ControllerAlarms(controller);
    this.reports = new ControllerReports(controller, this.energy);
    this.people = new ControllerPeople(controller, this.alarms, (request, by) => this.override(request, by));
    this.#health = new HealthBook(controller);
    this.#whatIf = new WhatIfDesk(controller);
    this.#live = new Live(
      {
        fleet: () => controller.situation.fleet,
        nowMs: () => controller.parts.clock.now(),
        texts: () => [
          { type: "status", status: this.status() },
          { type: "health", health: this.health() },
          { type: "overrides", overrides: this.overrides() },
          { type: "alarms", alarms: this.alarms.news() },
        ],
        progress: () => this.#progress(),
      },
      controller.parts.pace,
    );
    controller.onGeometry(() => this.#live.geometryChanged());
  }

  get work(): WorkDesk {
    return this.people.work;
  }

  get notifications(): NotificationsDesk {
    return this.people.notifications;
  }

  get demo(): DemoDesk | undefined {
    return this.#parts.demo;
  }

  estate(): api.Estate {
    const { controller, demo } = this.#parts;
    const { geometry, plans } = controller.situation;
    const { schedules } = plans;
    if (this.#estate?.schedules !== schedules) this.#estate = { schedules, estate: estateOf(controller.parts.config, geometry, schedules, demo !== undefined) };
    return this.#estate.estate;
  }

  snapshot(): Snapshot {
    const { fleet, geometry } = this.#parts.controller.situation;
    return {
      geometryVersion: geometry.version,
      seq: this.#live.seq,
      nowMs: this.#nowMs(),
      x: geometry.x,
      y: geometry.y,
      condition: fleet.condition,
      levelPct: Uint8Array.from(geometry.lights, (_, row) => fleet.shownLevel(row)),
    };
  }

  status(): api.Status {
    return statusOf(this.#parts.controller, this.#parts.demo?.setting);
  }

  health(): api.Health {
    return this.#health.now();
  }

  lights(query: api.LightQuery): api.LightPage {
    return listLights(this.#parts.controller.situation.fleet, query);
  }

  light(id: string): api.LightDetail | undefined {
    const row = this.#parts.controller.situation.geometry.rowOfLight.get(id);
    return row === undefined ? undefined : lightDetail(this.#parts.controller, row, this.#parts.demo?.faultsOf(id));
  }

  lightByRow(row: number, geometryVersion: number): api.LightDetail | undefined {
    const { geometry } = this.#parts.controller.situation;
    if (geometryVersion !== geometry.version) throw new LightingError("GEOMETRY_CHANGED", "the inventory changed: load the map again");
    const light = geometry.lights[row];
    return light && this.light(light.id);
  }

  why(id: string, at: string | undefined): Promise<Explanation> {
    return whyOf(this.#parts.controller, id, at);
  }

  basemap(): api.Basemap {
    return this.#parts.basemap();
  }

  async history(id: string, fromMs: number, toMs: number, limit: number): Promise<api.History> {
    const { store } = this.#parts.controller.parts;
    if (!this.#parts.controller.situation.geometry.rowOfLight.has(id))
      throw new LightingError("NOT_FOUND", `light: found "${id}", expected the id of a light in the inventory`);
    // One more than asked for tells whether there are more; the oldest is then left out.
    const readings = await store.history(id, fromMs, toMs, limit + 1);
    const kept = readings.slice(-limit);
    return {
      light: id,
      store: store.title,
      readings: kept.map((reading) => ({
        at: new Date(reading.atMs).toISOString(),
        levelPct: reading.levelPct,
        powerW: reading.powerW,
        voltageV: reading.voltageV,
        energyKwh: reading.energyKwh,
        temperatureC: reading.temperatureC,
        faultBits: reading.faultBits,
        following: reading.following,
      })),
      truncated: readings.length > limit,
    };
  }

  nightEnergy(day: string): Promise<api.NightEnergy> {
    return nightEnergyOf(this.#parts.controller, day);
  }

  whatIf(request: WhatIfAsked, signal: AbortSignal): Promise<WhatIfAnswer> {
    return this.#whatIf.ask(request, signal);
  }

  overrides(): api.Override[] {
    const { situation } = this.#parts.controller;
    const nowMs = this.#nowMs();
    return situation.overrides
      .list()
      .filter((override) => (override.releasedAtMs ?? override.endsAtMs) > nowMs - endedShownMs)
      .map((override) => overrideView(situation, override, nowMs))
      .reverse();
  }

  async override(request: api.OverrideRequest, by: string): Promise<api.Override> {
    const { controller } = this.#parts;
    const { geometry } = controller.situation;
    const nowMs = this.#nowMs();
    const { rows, title } = rowsInScope(controller.situation, request.scope);
    const span = checkSpan(request, placeOf(geometry), nowMs);
    if (!span.ok)
      throw new LightingError("BAD_INPUT", span.problems.map(({ field, found, expected }) => `${field}: found ${found}, expected ${expected}`).join("; "));
    const override: OverrideRecord = {
      id: `o-${randomUUID().slice(0, 13)}`,
      title,
      levelPct: request.levelPct,
      fadeMs: request.fadeMs ?? 2_000,
      startsAtMs: span.startsAtMs,
      endsAtMs: span.endsAtMs,
      reason: request.reason,
      by,
      createdAtMs: nowMs,
      releasedAtMs: undefined,
      lights: rows.map((row) => geometry.lights[row]?.id ?? ""),
    };
    await controller.putOverride(override);
    this.#isUnderWay = true;
    return overrideView(controller.situation, override, nowMs);
  }

  async release(id: string, _by: string): Promise<api.Override> {
    const { controller } = this.#parts;
    const nowMs = this.#nowMs();
    const known = controller.situation.overrides.find(id);
    if (!known) throw new LightingError("NOT_FOUND", `override: found "${id}", expected one that is listed`);
    const state = stateOf(known, nowMs);
    if (state === "ended" || state === "released")
      throw new LightingError("CONFLICT", `this override has already ${state === "ended" ? "ended" : "been released"}`);
    const released = { ...known, releasedAtMs: nowMs };
    await controller.putOverride(released);
    this.#isUnderWay = true;
    return overrideView(controller.situation, released, nowMs);
  }

  demand(): api.DemandSource[] {
    return this.#parts.controller.demand.states(this.#nowMs());
  }

  reading(demand: Demand): void {
    const refused = this.#parts.controller.applyDemand(demand);
    if (refused) throw new LightingError("BAD_INPUT", refused.detail);
  }

  inventory(): api.Inventory {
    return this.#parts.inventory.list();
  }

  inventoryProblems(): api.ImportResult {
    return this.#parts.inventory.lastImport();
  }

  importInventory(csv: string): Promise<api.ImportResult> {
    return this.#parts.inventory.take(csv);
  }

  commission(request: api.CommissionRequest): Promise<api.CommissionResult> {
    const { config, registry } = this.#parts.controller.parts;
    return commission(registry, config.authority.id, config.dataFolder, request);
  }

  subscribe(listener: (frame: Frame) => void): () => void {
    return this.#live.subscribe(listener);
  }

  missed(since: LiveSince): readonly Uint8Array<ArrayBuffer>[] | undefined {
    return this.#live.missed(since);
  }

  figures(): Figure[] {
    return [...figuresOf(this.#parts.controller), ...this.alarms.figures()];
  }

  close(): void {
    this.#live.close();
    this.#health.close();
  }

  /** The overrides, as long as commands of one are on their way, and once more when all have arrived. */
  #progress(): api.LiveText | undefined {
    if (!this.#isUnderWay) return undefined;
    const overrides = this.overrides();
    this.#isUnderWay = overrides.some(({ state, progress }) => state === "live" && progress.queued + progress.sent > 0);
    return { type: "overrides", overrides };
  }

  #nowMs(): number {
    return this.#parts.controller.parts.clock.now();
  }
}
