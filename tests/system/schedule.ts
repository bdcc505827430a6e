/** The stock profiles written out anew over an independent sun (astronomy-engine): what tests hold the product's own sums against. */
import { Body, Equator, Horizon, Observer } from "astronomy-engine";

/** Sun altitudes at which calculated daylight passes a lux value (lighting-domain.md §8.4), and sunset. */
const regimes: Readonly<Record<string, { onDeg: number; offDeg: number; dims: boolean }>> = {
  "35/18": { onDeg: -3.84, offDeg: -4.49, dims: true },
  "70/35": { onDeg: -3.13, offDeg: -3.84, dims: true },
  "Dusk-Dawn": { onDeg: -0.833, offDeg: -0.833, dims: false },
};

/** Level of a regime at an instant in Europe/London: on, 75 % at 22:00, 50 % at 00:00, 75 % at 05:30, off; or on all night. */
export function scheduledPct(regime: string, atMs: number, place: { lat: number; lon: number }): number {
  const rule = regimes[regime];
  if (!rule) throw new RangeError(`no schedule known for regime ${regime}`);
  const local = hhmm.format(atMs);
  const isEvening = local >= "12:00";
  if (altitudeDeg(atMs, place) > (isEvening ? rule.onDeg : rule.offDeg)) return 0;
  if (!rule.dims) return 100;
  if (isEvening) return local < "22:00" ? 100 : 75;
  return local < "05:30" ? 50 : 75;
}

const hhmm = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Geometric altitude of the sun's middle, degrees, without refraction. */
function altitudeDeg(atMs: number, { lat, lon }: { lat: number; lon: number }): number {
  const at = new Date(atMs);
  const observer = new Observer(lat, lon, 0);
  const { ra, dec } = Equator(Body.Sun, at, observer, true, true);
  return Horizon(at, observer, ra, dec).altitude;
}
