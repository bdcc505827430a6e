/** The telemetry store's in-memory twin: for tests of everything that reads or writes telemetry. */
import { LightingError } from "#contract/failures";
import type { Newest, Reading, TelemetryStore, Trace } from "./port.ts";
import { assertStorable, byInstant, lookBackMs } from "./reading.ts";

export class MemoryTelemetry implements TelemetryStore {
  readonly title = "memory";
  /** Set it to play an unreachable store: every call rejects with STORE_OFFLINE and this text. */
  offline: string | undefined;
  readonly #lights = new Map<string, Map<string, Reading>>();

  async write(readings: readonly Reading[]): Promise<void> {
    this.#assertOnline();
    assertStorable(readings);
    for (const reading of readings) {
      const of = this.#lights.get(reading.light) ?? new Map<string, Reading>();
      const key = `${reading.atMs} ${reading.boot} ${reading.seq}`;
      if (!of.has(key)) of.set(key, { ...reading });
      this.#lights.set(reading.light, of);
    }
  }

  async history(light: string, fromMs: number, toMs: number, limit: number): Promise<Reading[]> {
    this.#assertOnline();
    return this.#sorted(light)
      .filter((reading) => reading.atMs >= fromMs && reading.atMs < toMs)
      .slice(-limit);
  }

  async traces(fromMs: number, toMs: number, each: (trace: Trace) => void, lights?: readonly string[]): Promise<void> {
    this.#assertOnline();
    for (const light of lights === undefined ? this.#lights.keys() : new Set(lights)) {
      const all = this.#sorted(light).filter((reading) => reading.atMs >= fromMs - lookBackMs && reading.atMs < toMs);
      const first = all.findIndex((reading) => reading.atMs >= fromMs);
      const taken = all.slice(Math.max(0, (first < 0 ? all.length : first) - 1));
      const column = (value: (reading: Reading) => number): Float64Array => Float64Array.from(taken, value);
      if (taken.length > 0) each({ light, atMs: column((r) => r.atMs), levelPct: column((r) => r.levelPct), energyKwh: column((r) => r.energyKwh) });
    }
  }

  async counts(fromMs: number, toMs: number): Promise<Map<string, number>> {
    this.#assertOnline();
    const counts = new Map<string, number>();
    for (const [light, of] of this.#lights) {
      for (const { atMs } of of.values()) if (atMs >= fromMs && atMs < toMs) counts.set(light, (counts.get(light) ?? 0) + 1);
    }
    return counts;
  }

  async newest(): Promise<Map<string, Newest>> {
    this.#assertOnline();
    const newest = new Map<string, Newest>();
    for (const light of this.#lights.keys()) {
      const last = this.#sorted(light).at(-1);
      if (last) newest.set(light, { boot: last.boot, seq: last.seq, atMs: last.atMs });
    }
    return newest;
  }

  async oldest(): Promise<number | undefined> {
    this.#assertOnline();
    let oldestMs: number | undefined;
    for (const of of this.#lights.values()) for (const { atMs } of of.values()) oldestMs = Math.min(oldestMs ?? atMs, atMs);
    return oldestMs;
  }

  async count(): Promise<number> {
    this.#assertOnline();
    return [...this.#lights.values()].reduce((sum, of) => sum + of.size, 0);
  }

  async prune(beforeMs: number): Promise<number> {
    this.#assertOnline();
    let removed = 0;
    for (const of of this.#lights.values()) {
      for (const [key, { atMs }] of of) if (atMs < beforeMs && of.delete(key)) removed++;
    }
    return removed;
  }

  async close(): Promise<void> {}

  #sorted(light: string): Reading[] {
    return [...(this.#lights.get(light)?.values() ?? [])].sort(byInstant);
  }

  #assertOnline(): void {
    if (this.offline !== undefined) throw new LightingError("STORE_OFFLINE", this.offline);
  }
}
