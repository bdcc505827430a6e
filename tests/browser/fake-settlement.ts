/** Issued documents of the made-up town: monthly reports made of its energy, and settlement files of two sub-meters. */
import { createHash } from "node:crypto";
import { EnergyDaysQuery, EnergySummaryQuery } from "#contract/energy";
import { type MonthAnswer, MonthReport } from "#contract/report";
import { type Issued, type IssueRequest, type IssueResult, layoutNotes, type SettlementState } from "#contract/settlement";
import { monthReport } from "#controller/reports/month";
import type { FakeEnergy, Query } from "./fake-energy.ts";
import type { FakeTown } from "./fake-town.ts";

export interface FakeDocument {
  readonly issued: Issued;
  readonly content: string;
}

const asQuery = (asked: object): Query => Object.fromEntries(Object.entries(asked).map(([key, value]) => [key, String(value)]));

export class FakeSettlement {
  /** What is listed as standing in the way. */
  problems: SettlementState["problems"] = [];
  subMeters: { readonly id: string; readonly name: string; readonly areas: readonly string[] }[];
  /** Issued days whose figures changed since. */
  changedDays: readonly string[] = [];
  /** Days whose readings came late: their documents say something else from then on. */
  readonly #lateDays = new Set<string>();
  readonly documents: FakeDocument[] = [];
  readonly #energy: FakeEnergy;
  readonly #town: FakeTown;
  readonly #now: () => number;

  constructor(town: FakeTown, energy: FakeEnergy, now: () => number) {
    this.#town = town;
    this.#energy = energy;
    this.#now = now;
    const areas = [...new Set(town.lights.map(({ area }) => area))].sort();
    this.subMeters = [
      { id: "kx01abc", name: "Town", areas: areas.slice(0, 2) },
      { id: "kx02abc", name: "Everything else", areas: areas.slice(2) },
    ];
  }

  async month(month: string, version: number | undefined): Promise<MonthAnswer> {
    const kept = this.documents
      .filter(({ issued }) => issued.kind === "month-report" && issued.period === month && (version === undefined || issued.version === version))
      .at(-1);
    if (kept) return { issued: this.view(kept), report: MonthReport.parse(JSON.parse(kept.content)) };
    return { report: await this.makeMonth(month) };
  }

  makeMonth(month: string): Promise<MonthReport> {
    const energy = {
      summary: async (query: EnergySummaryQuery) => this.#energy.summary(asQuery(EnergySummaryQuery.parse(query))),
      days: async (query: EnergyDaysQuery) => this.#energy.days(asQuery(EnergyDaysQuery.parse(query))),
      indicators: async (query: object) => this.#energy.indicators(asQuery(query)),
    };
    const rates = {
      tariffs: {
        tariffs: [
          {
            name: "Unmetered 2025",
            from: "2025-04-01",
            standingPencePerDay: 412,
            pencePerKwh: 29.1,
            bands: [{ name: "Night", pencePerKwh: 24.6, from: "23:30", to: "06:30" }],
          },
        ],
      },
      carbon: { factors: [{ from: "2025-01-01", source: "Grid average, UK government conversion factors 2025", gramsPerKwh: 148 }] },
    };
    return monthReport({ energy, authority: { id: "alloa", name: "Burgh of Alloa" }, timeZone: "Europe/London", ...rates }, month, {
      signal: new AbortController().signal,
    });
  }

  /** Keeps a document as the next version of its name. */
  keep(of: Pick<Issued, "kind" | "subject" | "period" | "name" | "reason" | "draft">, content: string): Issued {
    const version = 1 + this.documents.filter(({ issued }) => sameName(issued, of)).length;
    const sha256 = createHash("sha256").update(content).digest("hex");
    const issuedAt = new Date(this.#now()).toISOString();
    const by = of.kind === "month-report" ? "housekeeping" : "operator";
    const issued: Issued = { ...of, version, issuedAt, by, sha256, bytes: content.length, superseded: false, note: layoutNotes[of.kind] };
    this.documents.push({ issued, content });
    return issued;
  }

  issue({ kind, day, subMeter, reason }: IssueRequest): IssueResult {
    if (this.changedDays.includes(day)) this.#lateDays.add(day);
    const result: IssueResult = { issued: [], unchanged: [] };
    for (const { id } of this.subMeters.filter((each) => subMeter === undefined || each.id === subMeter)) {
      const content = `${kind} of ${id}, ${day}${this.#lateDays.has(day) ? ", with late readings" : ""}\r\n`;
      const of = {
        kind,
        subject: id,
        period: day,
        reason,
        draft: kind === "events" || kind === "inventory",
        name: `${kind}${id}${day.replaceAll("-", "")}.log`,
      };
      const newest = this.documents.filter(({ issued }) => sameName(issued, of)).at(-1);
      if (newest?.content === content) result.unchanged.push(newest.issued);
      else result.issued.push(this.keep(of, content));
    }
    this.changedDays = this.changedDays.filter((changed) => changed !== day);
    return result;
  }

  state(changes: boolean): SettlementState {
    const rows = this.subMeters.map(({ id, name, areas }) => {
      const own = this.#town.lights.filter(({ area }) => areas.includes(area));
      const last = this.documents.findLast(({ issued }) => issued.subject === id);
      return {
        id,
        name,
        lights: own.length,
        connectedLoadKw: own.reduce((sum, { powerRatedW }) => sum + powerRatedW, 0) / 1_000,
        ...(last && { lastIssued: this.view(last) }),
        changedDays: changes && id === this.subMeters[0]?.id ? [...this.changedDays] : [],
      };
    });
    return { subMeters: rows, problemsTotal: this.problems.length, problems: this.problems };
  }

  list(kind: string | undefined): Issued[] {
    return this.documents
      .filter(({ issued }) => kind === undefined || issued.kind === kind)
      .map((each) => this.view(each))
      .reverse();
  }

  view({ issued }: FakeDocument): Issued {
    const superseded = this.documents.some((other) => sameName(other.issued, issued) && other.issued.version > issued.version);
    return { ...issued, superseded };
  }
}

const sameName = (a: Pick<Issued, "kind" | "subject" | "period">, b: Pick<Issued, "kind" | "subject" | "period">): boolean =>
  a.kind === b.kind && a.subject === b.subject && a.period === b.period;
