/**
 * What a light should take at a level: its type's curve, corrected by what lights of its type and wattage are seen to take where the list
 * is plainly wrong, and by what the light itself took where the list has no wattage at all. Robust: medians, moved little by little.
 */
import type { FittedLight } from "../decide/lamp.ts";

/** Levels whose drivers behave alike: low, middle, full. */
const bands = 3;
const bandOf = (levelPct: number): number => (levelPct < 40 ? 0 : levelPct < 80 ? 1 : 2);
/** Cells of a group's spread of ratios, each 2 % wide from 0.1 on: up to 5 times. */
const cells = 198;
const ratioMin = 0.1;
const cellGrowth = Math.log(1.02);
/** Fewer lights than this of one type cannot outvote the list. */
const groupLightsMin = 5;
/** At least this share of what was seen lies near the median, or the lights do not agree and the list stands. */
const agreeShare = 0.6;
const agreeCells = 4;
/** Within this the list is right. */
const listRightShare = 0.06;
/** Old nights count half as much after this many reports of a group. */
const halveAfter = 200_000;
/** A light without a wattage is judged by itself after so many reports of a level band: about two nights. */
const ownReportsMin = 40;
/** How far one report moves a light's own median. Two nights of a creeping fault move it by a few per cent only. */
const ownStep = 0.002;

export interface WrongWattage {
  readonly luminaire: string | undefined;
  readonly listedW: number;
  readonly seenW: number;
  readonly lights: number;
}

interface Group {
  readonly luminaire: string | undefined;
  readonly ratedW: number;
  lights: number;
  readonly counts: Float32Array;
  readonly totals: Float64Array;
  /** Median ratio by band, NaN while the lights do not agree; found again after some reports. */
  readonly medians: Float64Array;
  sinceFound: number;
}

export class PowerFigures {
  readonly #groups = new Map<string, Group>();
  readonly #groupOf: (Group | undefined)[];
  readonly #ownRatio: Float32Array;
  readonly #ownReports: Uint16Array;
  readonly #isCounted: Uint8Array;

  constructor(rows: number) {
    this.#groupOf = new Array<Group | undefined>(rows).fill(undefined);
    this.#ownRatio = new Float32Array(rows * bands).fill(Number.NaN);
    this.#ownReports = new Uint16Array(rows * bands);
    this.#isCounted = new Uint8Array(rows);
  }

  /** Takes a settled report of a lit light. `isSound`: nothing is wrong with it, so it may teach what is right for itself. */
  learn(row: number, light: FittedLight, levelPct: number, ratio: number, isSound: boolean): void {
    if (!Number.isFinite(ratio) || ratio < ratioMin) return;
    if (light.powerAssumed) {
      if (isSound) this.#learnOwn(row * bands + bandOf(levelPct), ratio);
      return;
    }
    const group = this.#group(row, light);
    const band = bandOf(levelPct);
    const cell = Math.min(cells - 1, Math.round(Math.log(ratio / ratioMin) / cellGrowth));
    group.counts[band * cells + cell] = (group.counts[band * cells + cell] ?? 0) + 1;
    group.totals[band] = (group.totals[band] ?? 0) + 1;
    if (this.#isCounted[row] === 0) {
      this.#isCounted[row] = 1;
      group.lights += 1;
    }
    group.sinceFound += 1;
    if (group.sinceFound >= Math.max(1, group.lights / 4)) this.#find(group);
  }

  /** What to multiply the listed figure by, at a level; NaN while nothing is known of a light without a wattage. */
  ratio(row: number, light: FittedLight, levelPct: number): number {
    const band = bandOf(levelPct);
    if (light.powerAssumed)
      return (this.#ownReports[row * bands + band] ?? 0) < ownReportsMin ? Number.NaN : (this.#ownRatio[row * bands + band] ?? Number.NaN);
    const median = this.#groupOf[row]?.medians[band] ?? Number.NaN;
    return Number.isNaN(median) || Math.abs(median - 1) <= listRightShare ? 1 : median;
  }

  /** In words, what the ratio rests on when it is not the list. */
  basis(row: number, light: FittedLight, levelPct: number): string | undefined {
    if (light.powerAssumed) return "learned from this light: the list has no wattage";
    const group = this.#groupOf[row];
    return group && this.ratio(row, light, levelPct) !== 1 ? `learned from ${group.lights} lights of this type: the list says ${group.ratedW} W` : undefined;
  }

  /** Wattages of the list that the lights do not bear out, each told once for all its lights. */
  wrongWattages(): readonly WrongWattage[] {
    return [...this.#groups.values()].flatMap((group) => {
      const median = group.medians[bands - 1] ?? Number.NaN;
      if (Number.isNaN(median) || Math.abs(median - 1) <= listRightShare) return [];
      return [{ luminaire: group.luminaire, listedW: group.ratedW, seenW: Math.round(group.ratedW * median), lights: group.lights }];
    });
  }

  #learnOwn(place: number, ratio: number): void {
    const seen = this.#ownReports[place] ?? 0;
    const own = this.#ownRatio[place] ?? Number.NaN;
    this.#ownReports[place] = Math.min(65_535, seen + 1);
    if (Number.isNaN(own)) this.#ownRatio[place] = ratio;
    // Quick at first, slow once it is used.
    else this.#ownRatio[place] = own * (1 + Math.sign(ratio - own) * (seen < ownReportsMin ? 5 * ownStep : ownStep));
  }

  #group(row: number, light: FittedLight): Group {
    const known = this.#groupOf[row];
    if (known && known.ratedW === light.powerW) return known;
    const key = `${light.luminaire ?? ""}|${light.powerW}`;
    const group = this.#groups.get(key) ?? {
      luminaire: light.luminaire,
      ratedW: light.powerW,
      lights: 0,
      counts: new Float32Array(bands * cells),
      totals: new Float64Array(bands),
      medians: new Float64Array(bands).fill(Number.NaN),
      sinceFound: 0,
    };
    this.#groups.set(key, group);
    this.#groupOf[row] = group;
    return group;
  }

  #find(group: Group): void {
    group.sinceFound = 0;
    for (let band = 0; band < bands; band++) {
      const total = group.totals[band] ?? 0;
      const median = total === 0 ? -1 : medianCell(group.counts, band * cells, total);
      const isAgreed = median >= 0 && group.lights >= groupLightsMin && near(group.counts, band * cells, median) >= agreeShare * total;
      group.medians[band] = isAgreed ? ratioMin * Math.exp(median * cellGrowth) : Number.NaN;
      if (total > halveAfter) this.#halve(group, band);
    }
  }

  #halve(group: Group, band: number): void {
    for (let i = band * cells; i < (band + 1) * cells; i++) group.counts[i] = (group.counts[i] ?? 0) / 2;
    group.totals[band] = (group.totals[band] ?? 0) / 2;
  }
}

function medianCell(counts: Float32Array, from: number, total: number): number {
  let seen = 0;
  for (let i = 0; i < cells; i++) {
    seen += counts[from + i] ?? 0;
    if (seen >= total / 2) return i;
  }
  return cells - 1;
}

function near(counts: Float32Array, from: number, cell: number): number {
  let seen = 0;
  for (let i = Math.max(0, cell - agreeCells); i <= Math.min(cells - 1, cell + agreeCells); i++) seen += counts[from + i] ?? 0;
  return seen;
}
