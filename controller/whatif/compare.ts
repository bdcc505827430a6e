/**
 * Two sets of designs over the same nights, and full output beside them. It works for each distinct treatment and night, never for each
 * light and minute, so a year of a city takes seconds.
 */
import { addDays } from "../decide/local-time.ts";
import type { Place } from "../decide/sun.ts";
import { type Cell, cellsOf, type TwiceFitted } from "./cells.ts";
import { FigureSum, type Figures, type Rates } from "./figures.ts";
import { Night } from "./night.ts";
import type { Scheme, Treatment } from "./scheme.ts";
import type { Slices } from "./slices.ts";
import { liftsWithin, Tally } from "./tally.ts";

export interface Comparison {
  readonly proposed: Figures;
  readonly inForce: Figures;
  /** 100 % from when daylight falls to 35 lx until it rises to 18 lx. */
  readonly fullOutput: Figures;
}

export interface CompareRequest {
  readonly lights: TwiceFitted;
  readonly proposed: Scheme;
  readonly inForce: Scheme;
  /** First lighting day, yyyy-mm-dd. */
  readonly fromDay: string;
  readonly nights: number;
  readonly zone: string;
  readonly rates: Rates;
  readonly slices: Slices;
}

export interface Compared {
  readonly total: Comparison;
  /** The proposed scheme's groups that have lights, in its order. */
  readonly groups: readonly (Comparison & { readonly id: string; readonly name: string; readonly lights: number })[];
}

export async function compare(request: CompareRequest): Promise<Compared> {
  const { proposed, inForce, rates, slices } = request;
  const cells = await cellsOf(request.lights, proposed, inForce, slices);
  const tallies = await tallyNights(cells, request);
  const sumOf = async (some: readonly Cell[]): Promise<Comparison> => {
    const sums = { proposed: new FigureSum(), inForce: new FigureSum(), fullOutput: new FigureSum() };
    for (const cell of some) {
      sums.proposed.add(tallies.of(cell.proposed), cell.proposedLamps);
      sums.inForce.add(tallies.of(cell.inForce), cell.inForceLamps);
      sums.fullOutput.add(tallies.fullOutput(cell.place), cell.proposedLamps);
      if (slices.isOver) await slices.next();
    }
    return { proposed: sums.proposed.figures(rates), inForce: sums.inForce.figures(rates), fullOutput: sums.fullOutput.figures(rates) };
  };
  const groups: Compared["groups"][number][] = [];
  for (const [index, cellsOfGroup] of [...Map.groupBy(cells, (cell) => cell.group)].sort(([a], [b]) => a - b)) {
    const { id, name } = proposed.groups[index] ?? { id: "", name: "" };
    groups.push({ id, name, lights: lightsIn(cellsOfGroup), ...(await sumOf(cellsOfGroup)) });
  }
  return { total: await sumOf(cells), groups };
}

const lightsIn = (cells: readonly Cell[]): number =>
  cells.reduce((sum, { proposedLamps }) => sum + proposedLamps.reduce((lights, each) => lights + each.lights, 0), 0);

/** Night by night, so that plans are made once and none is kept. */
async function tallyNights(cells: readonly Cell[], { fromDay, nights, zone, slices }: CompareRequest): Promise<Tallies> {
  const tallies = new Tallies(cells);
  for (let index = 0; index < nights; index++) {
    const night = new Night(addDays(fromDay, index), zone);
    for (const treatment of tallies.treatments) {
      tallies.add(treatment, night);
      if (slices.isOver) await slices.next();
    }
  }
  return tallies;
}

/** A tally for each distinct treatment, and one of full output for each distinct place. */
class Tallies {
  readonly #byTreatment = new Map<Treatment, Tally>();
  readonly #fullOutput = new Map<Place, Treatment>();

  constructor(cells: readonly Cell[]) {
    for (const { proposed, inForce, place } of cells) {
      this.of(proposed);
      this.of(inForce);
      this.fullOutput(place);
    }
  }

  get treatments(): Iterable<Treatment> {
    return this.#byTreatment.keys();
  }

  add(treatment: Treatment, night: Night): void {
    const { place, profileOn, floorPct, needPct, lifts } = treatment;
    const chosen = profileOn(night.day);
    const { fromMs, toMs } = night;
    this.of(treatment).add({
      fromMs,
      toMs,
      plan: chosen && night.plan(chosen, place),
      dark: night.dark(place),
      floorPct,
      needPct,
      lifts: lifts.map((list) => liftsWithin(list, fromMs, toMs)),
    });
  }

  /** A treatment asked for the first time gets an empty one. */
  of(treatment: Treatment): Tally {
    const tally = this.#byTreatment.get(treatment) ?? new Tally();
    this.#byTreatment.set(treatment, tally);
    return tally;
  }

  fullOutput(place: Place): Tally {
    const treatment = this.#fullOutput.get(place) ?? { place, profileOn: () => undefined, floorPct: 0, needPct: 0, lifts: [] };
    this.#fullOutput.set(place, treatment);
    return this.of(treatment);
  }
}
