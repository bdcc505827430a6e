/** Energy of the made-up town: nights as long as the season has them, dimmed by kind of road, some streets that use more than they should. */
import type { EnergyAccounts, EnergyAmount, EnergyDays, EnergyFigures, EnergyHeat, EnergyIndicators, EnergyPower, EnergySummary } from "#contract/energy";
import type { FakeLight, FakeTown } from "./fake-town.ts";

export type Query = Readonly<Record<string, string>>;

const dayMs = 86_400_000;
const pencePerKwh = 27.4;
const gramsPerKwh = 148;
/** What each light takes while it is dark in the lantern, W. */
const standbyW = 0.4;

const dayAt = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const daysFrom = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(0, Math.round((dayAt(to) - dayAt(from)) / dayMs) + 1) }, (_, index) => dayOf(dayAt(from) + index * dayMs));

/** Hours of darkness at 56° north: 17.0 at midwinter, 6.6 at midsummer. */
const darkHours = (day: string): number => 11.8 + 5.2 * Math.cos((2 * Math.PI * ((dayAt(day) - dayAt("2025-12-21")) / dayMs)) / 365.25);

/** A level for each hour of the local day, %; an hour in which dusk or dawn falls is lit for its part. */
function levelsOf(day: string, group: string, full: boolean): number[] {
  const half = darkHours(day) / 2;
  return Array.from({ length: 24 }, (_, hour) => {
    const fromMidnight = hour < 12 ? hour + 0.5 : 23.5 - hour;
    const litPart = Math.min(1, Math.max(0, half - fromMidnight + 0.5));
    return litPart * (full ? 100 : plannedPct(group, hour));
  });
}

function plannedPct(group: string, hour: number): number {
  const small = hour >= 22 || hour < 5;
  if (group === "main-roads") return small ? 75 : 100;
  if (group === "paths") return small ? 20 : 60;
  return small ? 40 : 70;
}

/** Some streets take more than planned: wattages that are not what the list says. */
function excessOf(street: string): number {
  let hash = 7;
  for (const letter of street) hash = (hash * 31 + letter.charCodeAt(0)) % 997;
  return hash % 11 === 0 ? 1.18 : 0.985 + (hash % 30) / 1_000;
}

interface KindHours {
  readonly planned: number;
  readonly full: number;
  readonly burning: number;
}

const kinds = ["main-roads", "paths", "residential"] as const;

export class FakeEnergy {
  readonly #lights: readonly FakeLight[];
  readonly #now: () => number;
  readonly #days = new Map<string, KindHours>();

  constructor(town: FakeTown, now: () => number) {
    this.#lights = town.lights;
    this.#now = now;
  }

  summary(query: Query): EnergySummary {
    const { from = "", to = "", by = "area", baseline = "full-output", sort = "use" } = query;
    const own = this.#inScope(query);
    const members = [...Map.groupBy(own, (light) => keyOf(light, by))].map(([id, lights]) => ({ id, name: nameOf(lights[0], by), lights }));
    const rows = members.map(({ id, name, lights }) => ({ id, name, figures: this.#figures(lights, from, to) }));
    const keyOfRow = (figures: EnergyFigures): number =>
      (sort === "saved" ? figures.saved?.kwh : sort === "deviation" ? figures.deviationPct : figures.metered.kwh) ?? 0;
    rows.sort((a, b) => (sort === "name" ? a.name.localeCompare(b.name) : keyOfRow(b.figures) - keyOfRow(a.figures)));
    const offset = Number(query.offset ?? 0);
    const length = daysFrom(from, to).length;
    return {
      from,
      to,
      by: by === "authority" || by === "street" || by === "feeder" || by === "group" || by === "light" ? by : "area",
      baseline: baseline === "schedule" || baseline === "period-before" || baseline === "designs-before" ? baseline : "full-output",
      method:
        "Saving is baseline less metered energy. The baseline is 100 % from dusk (35 lx) to dawn (18 lx), and standby by day, of the lights that reported.",
      accountedTo: new Date(this.#endMs()).toISOString(),
      total: this.#figures(own, from, to),
      before: this.#figures(own, dayOf(dayAt(from) - length * dayMs), dayOf(dayAt(from) - dayMs)),
      standingGbp: length * 0.62,
      daysWithoutTariff: 0,
      daysWithoutCarbon: 0,
      members: rows.length,
      rows: rows.slice(offset, offset + Number(query.limit ?? 100)),
    };
  }

  days(query: Query): EnergyDays {
    const days = daysFrom(query.from ?? "", query.to ?? "");
    const own = this.#inScope(query);
    const known = (day: string): EnergyFigures | undefined => (dayAt(day) < this.#endMs() ? this.#figures(own, day, day) : undefined);
    const figures = days.map(known);
    const column = (pick: (each: EnergyFigures) => number | undefined): (number | null)[] => figures.map((each) => (each && pick(each)) ?? null);
    const { by } = query;
    const members =
      by &&
      [...Map.groupBy(own, (light) => keyOf(light, by))].map(([id, lights]) => ({
        id,
        name: nameOf(lights[0], by),
        meteredKwh: days.map((day) => (dayAt(day) < this.#endMs() ? this.#figures(lights, day, day).metered.kwh : null)),
      }));
    return {
      days,
      lights: column((each) => each.lights),
      meteredKwh: column((each) => each.metered.kwh),
      calculatedKwh: column((each) => each.calculatedKwh),
      scheduledKwh: column((each) => each.scheduledKwh),
      fullOutputKwh: column((each) => each.baseline?.kwh),
      costGbp: column((each) => each.metered.costGbp),
      co2Kg: column((each) => each.metered.co2Kg),
      burningHours: column((each) => each.burningHours),
      estimatedPct: column((each) => each.estimatedPct),
      ...(members && { members }),
    };
  }

  power(query: Query): EnergyPower {
    const own = this.#inScope(query);
    const stepMin = query.stepMin === "30" ? 30 : 60;
    const ratedKw = kinds.map((kind) =>
      own.filter(({ group }) => group === kind).reduce((sum, light) => sum + (light.powerRatedW * excessOf(light.street)) / 1_000, 0),
    );
    const at: string[] = [];
    const meteredKw: number[] = [];
    const levelPct: number[] = [];
    const burningPct: number[] = [];
    for (const day of daysFrom(query.from ?? "", query.to ?? "")) {
      const levels = kinds.map((kind) => levelsOf(day, kind, false));
      for (let minute = 0; minute < 1_440 && dayAt(day) + minute * 60_000 < this.#endMs(); minute += stepMin) {
        const level = (kind: number): number => levels[kind]?.[Math.floor(minute / 60)] ?? 0;
        const litKw = kinds.reduce((sum, _, kind) => sum + ((ratedKw[kind] ?? 0) * level(kind)) / 100, 0);
        const burning = own.filter(({ group }) => level(kinds.indexOf(kindOf(group))) > 0).length;
        at.push(new Date(dayAt(day) + minute * 60_000).toISOString());
        meteredKw.push(round(litKw + (own.length * standbyW) / 1_000));
        levelPct.push(round(own.reduce((sum, { group }) => sum + level(kinds.indexOf(kindOf(group))), 0) / Math.max(1, own.length)));
        burningPct.push(round((100 * burning) / Math.max(1, own.length)));
      }
    }
    return { stepMin, at, meteredKw, levelPct, burningPct, calculatedKw: meteredKw.map((kw) => round(kw * 0.993)), estimatedPct: at.map(() => 0.4) };
  }

  heat(query: Query): EnergyHeat {
    const own = this.#inScope(query);
    const to = query.to ?? "";
    const days = daysFrom(dayOf(dayAt(to) - 364 * dayMs), to);
    const shares = kinds.map((kind) => own.filter(({ group }) => kindOf(group) === kind).length / Math.max(1, own.length));
    const hours = (day: string, each: (levelPct: number) => number): (number | null)[] => {
      if (dayAt(day) >= this.#endMs()) return Array.from({ length: 24 }, () => null);
      const levels = kinds.map((kind) => levelsOf(day, kind, false));
      return Array.from({ length: 24 }, (_, hour) =>
        round(kinds.reduce((sum, _kind, index) => sum + (shares[index] ?? 0) * each(levels[index]?.[hour] ?? 0), 0)),
      );
    };
    return { days, levelPct: days.map((day) => hours(day, (level) => level)), burningPct: days.map((day) => hours(day, (level) => (level > 0 ? 100 : 0))) };
  }

  indicators(query: Query): EnergyIndicators {
    const streets = [...Map.groupBy(this.#lights, ({ street }) => street)].slice(0, 4);
    const sections = streets.slice(0, 3).map(([street, lights]) => {
      const systemPowerW = lights.reduce((sum, light) => sum + light.powerRatedW + standbyW, 0);
      const areaM2 = lights.length * 31 * 7;
      const kwh = this.#figures(lights, query.from ?? "", query.to ?? "").metered.kwh;
      const nights = Math.max(1, daysFrom(query.from ?? "", query.to ?? "").length);
      return {
        name: street,
        designClass: "P3",
        lights: lights.length,
        areaM2,
        luxMaintained: 7.6,
        systemPowerW: round(systemPowerW),
        pdiMwPerLxM2: round((1_000 * systemPowerW) / (7.6 * areaM2)),
        aeciKwhPerM2: round((kwh * 365) / nights / areaM2),
        annualised: nights !== 365,
        periods: [
          { levelPct: 70, hoursPerYear: 1_825, powerPct: 71 },
          { levelPct: 40, hoursPerYear: 2_300, powerPct: 43 },
        ],
        assumptions: ["Illuminance as designed, at full output; control gear and node are in the power."],
      };
    });
    return {
      from: query.from ?? "",
      to: query.to ?? "",
      sections,
      missing: streets.slice(3).map(([name]) => ({ name, needs: "its lit area, m², and maintained illuminance, lx" })),
    };
  }

  accounts(): EnergyAccounts {
    const areas = [...new Set(this.#lights.map(({ area }) => area))];
    return {
      accountedTo: new Date(this.#endMs()).toISOString(),
      firstDay: dayOf(this.#endMs() - 730 * dayMs),
      daysWaiting: 0,
      daysToCost: 0,
      detail: "Accounts every half hour.",
      areas: areas.map((area, index) => ({ area, open: index === 1 ? 14 : 0, healed: 120 * index, givenUp: index === 2 ? 3 : 0 })),
    };
  }

  /** The half hour that ended last. */
  #endMs(): number {
    return Math.floor(this.#now() / 1_800_000) * 1_800_000;
  }

  #inScope(query: Query): readonly FakeLight[] {
    const { area, street, feeder, group, light } = query;
    const fits = (wanted: string | undefined, found: string): boolean => wanted === undefined || wanted === found;
    return this.#lights.filter(
      (each) => fits(area, each.area) && fits(street, each.street) && fits(feeder, each.feeder) && fits(group, each.group) && fits(light, each.id),
    );
  }

  #figures(lights: readonly FakeLight[], from: string, to: string): EnergyFigures {
    const hours = new Map(kinds.map((kind) => [kind, this.#hours(from, to, kind)]));
    const days = daysFrom(from, to).filter((day) => dayAt(day) < this.#endMs()).length;
    const sum = { metered: 0, planned: 0, full: 0, burning: 0 };
    for (const { group, street, powerRatedW } of lights) {
      const own = hours.get(kindOf(group)) ?? { planned: 0, full: 0, burning: 0 };
      const standbyKwh = (standbyW * (24 * days - own.burning)) / 1_000;
      sum.metered += (powerRatedW * own.planned * excessOf(street)) / 1_000 + standbyKwh;
      sum.planned += (powerRatedW * own.planned) / 1_000 + standbyKwh;
      sum.full += (powerRatedW * own.full) / 1_000 + standbyKwh;
      sum.burning += own.burning;
    }
    const silent = Math.floor(lights.length / 160);
    const [metered, baseline] = [amount(sum.metered), amount(sum.full)];
    const calculatedKwh = round(sum.planned * 1.004);
    return {
      lights: lights.length - silent,
      lightsWithoutReadings: silent,
      metered,
      calculatedKwh,
      scheduledKwh: round(sum.planned),
      ...(sum.planned > 0 && { differencePct: round(100 * (sum.metered / calculatedKwh - 1)), deviationPct: round(100 * (sum.metered / sum.planned - 1)) }),
      burningHours: round(sum.burning / Math.max(1, lights.length)),
      estimatedPct: 0.4,
      baseline,
      saved: { ...amount(sum.full - sum.metered), ...(sum.full > 0 && { pct: round(100 * (1 - sum.metered / sum.full)) }) },
    };
  }

  #hours(from: string, to: string, kind: (typeof kinds)[number]): KindHours {
    const sum = { planned: 0, full: 0, burning: 0 };
    for (const day of daysFrom(from, to)) {
      if (dayAt(day) >= this.#endMs()) break;
      const own = this.#days.get(`${day} ${kind}`) ?? hoursOf(day, kind);
      this.#days.set(`${day} ${kind}`, own);
      sum.planned += own.planned;
      sum.full += own.full;
      sum.burning += own.burning;
    }
    return sum;
  }
}

/** Hours at full power that a day's levels are worth. */
function hoursOf(day: string, kind: string): KindHours {
  const worth = (full: boolean): number => levelsOf(day, kind, full).reduce((sum, level) => sum + level / 100, 0);
  return { planned: worth(false), full: worth(true), burning: darkHours(day) };
}

const kindOf = (group: string): (typeof kinds)[number] => kinds.find((kind) => kind === group) ?? "residential";
const round = (value: number): number => Math.round(value * 1_000) / 1_000;
const amount = (kwh: number): Required<EnergyAmount> => ({
  kwh: round(kwh),
  costGbp: round((kwh * pencePerKwh) / 100),
  co2Kg: round((kwh * gramsPerKwh) / 1_000),
});

function keyOf(light: FakeLight, by: string): string {
  if (by === "light") return light.id;
  if (by === "authority") return "alloa";
  return by === "street" || by === "feeder" || by === "group" ? light[by] : light.area;
}

function nameOf(light: FakeLight | undefined, by: string): string {
  if (by === "authority") return "Burgh of Alloa";
  if (light === undefined) return "";
  return by === "light" ? `${light.column}, ${light.street}` : keyOf(light, by).replace("-", " ");
}
