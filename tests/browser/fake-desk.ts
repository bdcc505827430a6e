import type * as api from "#contract/api";
import type { DemoClock } from "#contract/clock";
import { type Condition, conditions, type Delta, levelUnknown, type Snapshot } from "#contract/live";
import type { FakeTown } from "./fake-town.ts";

const geometryVersion = 1;
const hourMs = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const normal = conditions.indexOf("normal");
const overridden = conditions.indexOf("override");

/** Answers of the made-up controller. It decides nothing: levels are what the town was made with, or what an override asks for. */
export class FakeDesk {
  readonly town: FakeTown;
  overrides: api.Override[] = [];
  health: api.Health;
  readonly #clock: DemoClock;
  readonly #changed = new Set<number>();
  readonly #rowsOf = new Map<string, number[]>();
  readonly #simulated = new Map<string, Set<string>>();
  #seq = 0;

  constructor(town: FakeTown, clock: DemoClock) {
    this.town = town;
    this.#clock = clock;
    const since = iso(clock.now() - hourMs);
    const parts = ["broker", "controller", "telemetry", "registry", "nodes", "demand"] as const;
    this.health = { parts: parts.map((part) => ({ part, state: "up", since, detail: "Works.", advice: "" })) };
  }

  estate(): api.Estate {
    const { lights } = this.town;
    const tally = (key: "area" | "street" | "group"): { name: string; lights: number }[] =>
      [...Map.groupBy(lights, (light) => light[key])].map(([name, own]) => ({ name, lights: own.length })).sort((a, b) => a.name.localeCompare(b.name));
    const lats = lights.map((light) => light.lat);
    const lons = lights.map((light) => light.lon);
    const least = (values: number[]): number => values.reduce((a, b) => Math.min(a, b), 90);
    const most = (values: number[]): number => values.reduce((a, b) => Math.max(a, b), -180);
    return {
      authority: { id: "alloa", name: "Burgh of Alloa" },
      timeZone: "Europe/London",
      place: { lat: 56.1165, lon: -3.7936 },
      bounds: { south: least(lats), west: least(lons), north: most(lats), east: most(lons) },
      geometryVersion,
      lights: lights.length,
      lightsWithWattage: lights.length,
      connectedLoadKw: lights.reduce((sum, light) => sum + light.powerRatedW, 0) / 1_000,
      areas: tally("area"),
      groups: tally("group").map((group) => ({ id: group.name, name: group.name.replace("-", " "), lights: group.lights, profile: "part-night" })),
      streets: tally("street"),
      feeders: this.town.feeders,
      demo: true,
    };
  }

  basemap(): api.Basemap {
    return { source: "generated", streets: this.town.streets };
  }

  snapshot(): Snapshot {
    return {
      geometryVersion,
      seq: this.#seq,
      nowMs: this.#clock.now(),
      x: this.town.x,
      y: this.town.y,
      condition: this.town.condition,
      levelPct: this.town.levelPct,
    };
  }

  statusFrame(): api.LiveText {
    const counts = conditions.map(() => 0);
    let lightsOn = 0;
    let loadW = 0;
    this.town.lights.forEach((light, row) => {
      const at = this.town.condition[row] ?? 0;
      counts[at] = (counts[at] ?? 0) + 1;
      const level = this.town.levelPct[row] ?? levelUnknown;
      if (level !== levelUnknown && level > 0) lightsOn++;
      loadW += level === levelUnknown ? 0 : (light.powerRatedW * level) / 100;
    });
    const now = this.#clock.now();
    const day = iso(now).slice(0, 10);
    return {
      type: "status",
      status: {
        at: iso(now),
        clock: this.#clock.setting,
        sunset: `${day}T15:53:00.000Z`,
        sunrise: iso(Date.parse(`${day}T08:06:00.000Z`) + 24 * hourMs),
        counts,
        lightsOn,
        loadKw: loadW / 1_000,
        nodesConnected: this.town.lights.length,
        reportsPerSecond: 12.4,
        overrides: this.overrides.length,
        dataAgeS: 0.4,
      },
    };
  }

  healthFrame(): api.LiveText {
    return { type: "health", health: this.health };
  }

  overridesFrame(): api.LiveText {
    return { type: "overrides", overrides: this.overrides };
  }

  lights(query: Readonly<Record<string, string>>): api.LightPage {
    const wanted = query.condition?.split(",");
    const box = query.bbox?.split(",").map(Number);
    const text = query.q?.toLowerCase();
    const rows: number[] = [];
    this.town.lights.forEach((light, row) => {
      if (query.area && light.area !== query.area) return;
      if (query.street && light.street !== query.street) return;
      if (query.group && light.group !== query.group) return;
      if (wanted && !wanted.includes(this.#conditionAt(row))) return;
      if (box && !(light.lon >= (box[0] ?? 0) && light.lat >= (box[1] ?? 0) && light.lon <= (box[2] ?? 0) && light.lat <= (box[3] ?? 0))) return;
      if (text && ![light.column, light.street, light.area].some((value) => value.toLowerCase().includes(text))) return;
      rows.push(row);
    });
    const sign = query.order === "desc" ? -1 : 1;
    rows.sort((a, b) => sign * this.#sortKey(a, query.sort).localeCompare(this.#sortKey(b, query.sort)));
    const offset = Number(query.offset ?? 0);
    const shown = rows.slice(offset, offset + Number(query.limit ?? 100));
    return { total: rows.length, offset, lights: shown.map((row) => this.#summary(row)) };
  }

  light(id: string): api.LightDetail | undefined {
    const row = this.town.lights.findIndex((light) => light.id === id);
    return row < 0 ? undefined : this.lightAt(row);
  }

  lightAt(row: number): api.LightDetail | undefined {
    const light = this.town.lights[row];
    if (!light) return undefined;
    const summary = this.#summary(row);
    const now = this.#clock.now();
    const level = summary.levelPct ?? 70;
    const because = { rule: "profile", text: "By the profile part-night: 70 % from 18:30 until 22:00.", ref: "part-night" } as const;
    const fault = summary.condition !== "normal" && summary.condition !== "override" && summary.condition !== "unknown";
    return {
      ...summary,
      node: `node-${row}`,
      regime: "part-night",
      expected: { levelPct: level, because },
      target: { levelPct: level, because },
      delivery: { connected: summary.condition !== "comms-lost", programme: "in-force", command: "confirmed" },
      coming: [22, 24, 29.5, 32].map((hour, i) => ({
        at: iso(Math.floor(now / (24 * hourMs)) * 24 * hourMs + hour * hourMs),
        levelPct: [40, 20, 70, 0][i] ?? 0,
        text: i === 3 ? "sunrise" : "part-night",
      })),
      faults: fault ? [{ name: summary.condition, since: iso(now - 2 * hourMs), text: "Draws 1.2 W at 70 %: the lamp gives no light." }] : [],
      simulated: [...(this.#simulated.get(light.id) ?? [])],
    };
  }

  history(id: string, from: string, to: string): api.History {
    const readings = [];
    const light = this.town.lights.find((item) => item.id === id);
    for (let at = Date.parse(from); at < Date.parse(to); at += 15 * 60_000) {
      const hour = (at / hourMs) % 24;
      const levelPct = hour > 16 && hour < 22 ? 70 : hour >= 22 || hour < 5 ? 40 : hour < 8 ? 70 : 0;
      readings.push({
        at: iso(at),
        levelPct,
        powerW: ((light?.powerRatedW ?? 40) * levelPct) / 100 + 0.4,
        voltageV: 231 + 3 * Math.sin(hour),
        energyKwh: 1200 + (at % 1e6) / 1e6,
        temperatureC: 9,
        faultBits: 0,
        following: "programme" as const,
      });
    }
    return { light: id, store: "made up", readings, truncated: false };
  }

  override(request: api.OverrideRequest): api.Override {
    const rows = this.#rowsIn(request.scope);
    const now = this.#clock.now();
    const made: api.Override = {
      id: `override-${this.overrides.length + 1}`,
      title: "street" in request.scope ? request.scope.street : `${rows.length} lights`,
      levelPct: request.levelPct,
      startsAt: iso(now),
      endsAt: request.endsAt ?? iso(now + 8 * hourMs),
      reason: request.reason,
      by: "operator",
      createdAt: iso(now),
      state: "live",
      lights: rows.length,
      progress: { queued: rows.length, sent: 0, confirmed: 0, failed: 0, held: 0 },
    };
    this.#rowsOf.set(made.id, rows);
    this.overrides = [made, ...this.overrides];
    return made;
  }

  /** One step of delivery: queued → sent → confirmed, one in fifty failed; and the end. */
  advanceOverrides(): void {
    this.overrides = this.overrides.map((item) => {
      if (item.state !== "live") return item;
      const rows = this.#rowsOf.get(item.id) ?? [];
      if (Date.parse(item.endsAt) <= this.#clock.now()) return this.#end(item, "ended");
      const { queued, sent } = item.progress;
      if (queued > 0) return { ...item, progress: { ...item.progress, queued: 0, sent: queued } };
      if (sent === 0) return item;
      for (const row of rows) this.#set(row, overridden, item.levelPct);
      const failed = Math.floor(sent / 50);
      return { ...item, progress: { queued: 0, sent: 0, confirmed: sent - failed, failed, held: 0 } };
    });
  }

  release(id: string): api.Override | undefined {
    this.overrides = this.overrides.map((item) => (item.id === id ? this.#end(item, "released") : item));
    return this.overrides.find((item) => item.id === id);
  }

  demand(): api.DemandSource[] {
    const now = this.#clock.now();
    const rules = [{ groups: ["paths"], from: 30, levelPct: 90, holdS: 600 }];
    const source = { kind: "cycles", unit: "cycles/h", rules } as const;
    return [
      { ...source, id: "mill-path", name: "Mill path counter", reading: { at: iso(now - 90_000), value: 42 }, state: "fresh", lifting: true },
      { ...source, id: "harbour", name: "Harbour counter", reading: { at: iso(now - 3 * hourMs), value: 5 }, state: "stale", lifting: false },
      { ...source, id: "glebe", name: "Glebe Street counter", state: "silent", lifting: false },
    ];
  }

  problems(): api.ImportResult {
    const problems = [11, 205, 1_820].map((line) => ({ severity: "warning" as const, line, column: "Wattage", value: "", reason: "blank: 45 W is assumed" }));
    const refused = { severity: "refused" as const, line: 977, column: "Latitude", value: "5l.53", reason: "is not a number" };
    return { rows: this.town.lights.length + 1, new: this.town.lights.length, changed: 0, unchanged: 0, refused: 1, problems: [...problems, refused] };
  }

  energy(day: string): api.NightEnergy {
    const full = (this.estate().connectedLoadKw * 16.2) / 1;
    const lights = this.town.lights.length;
    return {
      day,
      from: `${day}T12:00:00.000Z`,
      to: iso(Date.parse(`${day}T12:00:00.000Z`) + 24 * hourMs),
      meteredKwh: full * 0.58,
      calculatedKwh: full * 0.581,
      fullOutputKwh: full,
      lights: lights - 12,
      lightsWithoutReadings: 12,
    };
  }

  setClock(command: api.ClockCommand): void {
    const { systemMs, speed } = this.#clock.setting;
    const shownMs = this.#clock.now();
    const day = iso(shownMs).slice(0, 10);
    const to = { dusk: `${day}T15:40:00Z`, midnight: `${day}T23:59:00Z`, dawn: `${day}T07:40:00Z`, "real-time": iso(systemMs) };
    // The real instant is the last setting's plus what has passed at its speed; a paused clock keeps its own.
    const realMs = speed > 0 ? systemMs + (shownMs - this.#clock.setting.shownMs) / speed : systemMs;
    if (command.do === "jump") this.#clock.set({ systemMs: realMs, shownMs: Date.parse(to[command.to]), speed });
    else this.#clock.set({ systemMs: realMs, shownMs, speed: command.do === "pause" ? 0 : command.speed });
  }

  simulate(command: api.FaultCommand): void {
    for (const id of command.lights) {
      const faults = this.#simulated.get(id) ?? new Set();
      if (command.on) faults.add(command.fault);
      else faults.delete(command.fault);
      this.#simulated.set(id, faults);
      const row = this.town.lights.findIndex((light) => light.id === id);
      if (row >= 0) this.#set(row, conditions.indexOf(faults.size > 0 ? "lamp-failure" : "normal"), faults.size > 0 ? 0 : 70);
    }
  }

  /** Gives a normal light another level; others keep what they have. */
  flicker(row: number, levelPct: number): void {
    if (this.town.condition[row] === normal) this.#set(row, normal, levelPct);
  }

  /** Sets a light's condition and level by its id, as a report would. */
  report(id: string, condition: Condition, levelPct: number): void {
    const row = this.town.lights.findIndex((light) => light.id === id);
    if (row >= 0) this.#set(row, conditions.indexOf(condition), levelPct);
  }

  /** What has changed since the last call; undefined when nothing has. */
  takeDelta(): Delta | undefined {
    if (this.#changed.size === 0) return undefined;
    const rows = Uint32Array.from(this.#changed).sort();
    this.#changed.clear();
    this.#seq++;
    const pick = (column: Uint8Array): Uint8Array => Uint8Array.from(rows, (row) => column[row] ?? 0);
    return { geometryVersion, seq: this.#seq, nowMs: this.#clock.now(), rows, condition: pick(this.town.condition), levelPct: pick(this.town.levelPct) };
  }

  #set(row: number, condition: number, levelPct: number): void {
    this.town.condition[row] = condition;
    this.town.levelPct[row] = levelPct;
    this.#changed.add(row);
  }

  #end(item: api.Override, state: "ended" | "released"): api.Override {
    for (const row of this.#rowsOf.get(item.id) ?? []) this.#set(row, normal, 70);
    return { ...item, state };
  }

  #rowsIn(scope: api.Scope): number[] {
    if ("rows" in scope) return scope.rows;
    const rows = [...this.town.lights.keys()];
    const light = (row: number) => this.town.lights[row];
    if ("lights" in scope) return rows.filter((row) => scope.lights.includes(light(row)?.id ?? ""));
    if ("street" in scope) return rows.filter((row) => light(row)?.street === scope.street);
    if ("group" in scope) return rows.filter((row) => light(row)?.group === scope.group);
    return rows.filter((row) => light(row)?.area === scope.area);
  }

  #conditionAt(row: number): Condition {
    return conditions[this.town.condition[row] ?? 0] ?? "unknown";
  }

  #sortKey(row: number, sort = "street"): string {
    const light = this.town.lights[row];
    const level = String(this.town.levelPct[row] ?? 0).padStart(3, "0");
    const keys: Readonly<Record<string, string | undefined>> = {
      column: light?.column,
      area: light?.area,
      condition: this.#conditionAt(row),
      level,
      power: level,
    };
    return keys[sort] ?? `${light?.street} ${light?.column}`;
  }

  #summary(row: number): api.LightSummary {
    const light = this.town.lights[row];
    if (!light) throw new RangeError(`no light in row ${row}`);
    const level = this.town.levelPct[row] ?? levelUnknown;
    const known =
      level === levelUnknown ? {} : { levelPct: level, powerW: (light.powerRatedW * level) / 100, seenAt: iso(this.#clock.now() - ((row * 37) % 900) * 1_000) };
    return { ...light, row, powerAssumed: false, condition: this.#conditionAt(row), ...known };
  }
}
