/**
 * Energy of a sub-meter by half hour of the local day, 48 of them, 46 or 50 when the clocks change: level changes × circuit watts of the
 * charge codes, summed over its units. Standby, what node and gear take without light, is told apart.
 */
import { csvLine } from "../api/csv.ts";
import { offsetMs } from "../decide/local-time.ts";
import { halfHourMs, halfHoursOf } from "../energy/half-hours.ts";
import type { Segment } from "./segments.ts";
import { type Unit, unitPowerW } from "./unit.ts";

/** Sums of whole µWh: the order in which a store gives the lights must not change a digit of a file that has a hash. */
interface HalfHour {
  readonly startMs: number;
  litMicroWh: number;
  standbyMicroWh: number;
  estimatedMicroWh: number;
  /** Time of which no reading says anything, summed over units: it has no energy here. */
  unknownMs: number;
}

/** W × ms is mJ, of which 3.6 are a µWh. */
const mjPerMicroWh = 3.6;
const microWhPerKwh = 1e9;

export class HalfHours {
  readonly #periods: HalfHour[];
  readonly #subMeter: string;
  readonly #day: string;
  readonly #zone: string;
  #units = 0;

  constructor(subMeter: string, day: string, zone: string) {
    this.#subMeter = subMeter;
    this.#day = day;
    this.#zone = zone;
    this.#periods = halfHoursOf(day, zone).map((startMs) => ({ startMs, litMicroWh: 0, standbyMicroWh: 0, estimatedMicroWh: 0, unknownMs: 0 }));
  }

  /** Adds the day of a unit. */
  add(unit: Unit, segments: readonly Segment[]): void {
    this.#units++;
    for (const segment of segments) {
      const powerW = segment.levelPct === undefined ? 0 : unitPowerW(unit, segment.levelPct);
      const first = Math.max(0, Math.floor((segment.fromMs - (this.#periods[0]?.startMs ?? 0)) / halfHourMs));
      for (let index = first; index < this.#periods.length; index++) {
        const period = this.#periods[index];
        if (!period || period.startMs >= segment.toMs) break;
        const ms = Math.min(segment.toMs, period.startMs + halfHourMs) - Math.max(segment.fromMs, period.startMs);
        addTo(period, segment, Math.round((powerW * ms) / mjPerMicroWh), ms);
      }
    }
  }

  /** Energy of the day, kWh. */
  totalKwh(): number {
    return this.#periods.reduce((sum, { litMicroWh, standbyMicroWh }) => sum + litMicroWh + standbyMicroWh, 0) / microWhPerKwh;
  }

  /** CSV, UTF-8, lines ended by CR LF. Energies in kWh to six digits; the start of each half hour in local time with its offset. */
  content(): Uint8Array {
    const lines = this.#periods.map(({ startMs, litMicroWh, standbyMicroWh, estimatedMicroWh, unknownMs }, index) =>
      csvLine([
        this.#subMeter,
        this.#day,
        index + 1,
        localWithOffset(startMs, this.#zone),
        ...[litMicroWh, standbyMicroWh, litMicroWh + standbyMicroWh, estimatedMicroWh].map((microWh) => (microWh / microWhPerKwh).toFixed(6)),
        this.#units,
        Math.round(unknownMs / 60_000),
      ]),
    );
    return Buffer.from([csvLine(headings), ...lines].join(""), "utf8");
  }
}

const headings = [
  "sub_meter",
  "day",
  "period",
  "starts_at",
  "lit_kwh",
  "standby_kwh",
  "total_kwh",
  "of_it_estimated_kwh",
  "units",
  "unit_minutes_without_readings",
] as const;

function addTo(period: HalfHour, { levelPct, isEstimated }: Segment, microWh: number, ms: number): void {
  if (levelPct === undefined) period.unknownMs += ms;
  else if (levelPct > 0) period.litMicroWh += microWh;
  else period.standbyMicroWh += microWh;
  if (isEstimated) period.estimatedMicroWh += microWh;
}

/** "2026-10-25T01:00+01:00": the hour that the clocks repeat comes once with each offset. */
function localWithOffset(utcMs: number, zone: string): string {
  return new Date(utcMs + offsetMs(utcMs, zone)).toISOString().slice(0, 16) + offsetText(utcMs, zone, ":");
}

/** "+0100". */
export function offsetText(utcMs: number, zone: string, between = ""): string {
  const minutes = Math.round(offsetMs(utcMs, zone) / 60_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}${between}${two(Math.abs(minutes) % 60)}`;
}
