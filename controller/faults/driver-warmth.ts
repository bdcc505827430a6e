/**
 * How much warmer a lit light's housing is than others' at the same load, K. The weather is the same for all, so it is what remains when
 * each light's own rise is taken off; a median that follows, so that hot ones do not make it warmer.
 */
/** Rise over the air of a usual LED luminaire at its rated power, K; less in proportion when it takes less. */
const riseAtFullK = 24;
/** How far one report moves the air's median, K: with 1,000 lights and a report each quarter of an hour, up to 70 K an hour; with 20, 1.5. */
const stepK = 0.02;
/** Reports before the median is believed. */
const reportsMin = 500;

export class DriverWarmth {
  #airC = Number.NaN;
  #reports = 0;

  /** Takes a report of a light that has been lit for long at this power. */
  learn(temperatureC: number, loadShare: number): void {
    const airC = temperatureC - riseAtFullK * loadShare;
    if (Number.isNaN(airC)) return;
    // The first few are followed at once, so that the start is near the truth.
    if (this.#reports < 20) this.#airC = Number.isNaN(this.#airC) ? airC : this.#airC + (airC - this.#airC) / (this.#reports + 1);
    else this.#airC += Math.sign(airC - this.#airC) * (this.#reports < reportsMin ? 10 * stepK : stepK);
    this.#reports += 1;
  }

  /** Above others at the same load, K; NaN while too little is known. */
  aboveOthersK(temperatureC: number, loadShare: number): number {
    return this.#reports < reportsMin ? Number.NaN : temperatureC - riseAtFullK * loadShare - this.#airC;
  }
}
