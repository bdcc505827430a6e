/** Which months have a report, which must be made, and which must be made again because late logs or new rates changed their figures. */
import { LightingError } from "#contract/failures";
import { MonthReport } from "#contract/report";
import type { Asker } from "../api/energy-desk.ts";
import { localDate } from "../decide/local-time.ts";
import type { DocumentName, IssuedRecord, IssueLedger } from "../registry/port.ts";
import { issueDocument, newestOf } from "../settlement/issue.ts";
import { addMonths, monthBounds } from "./month.ts";

export interface MonthsParts {
  readonly ledger: IssueLedger;
  /** Makes the report of a month as of now. */
  readonly make: (month: string, asker: Asker) => Promise<MonthReport>;
  /** What is accounted: the first local day, and the instant before which everything is. */
  readonly accounted: () => Promise<{ readonly firstDay: string | undefined; readonly to: string | undefined }>;
  readonly authority: string;
  readonly timeZone: string;
}

/** A month is looked at again for this long; what changes later stands as it was sent. */
const monthsBack = 24;
/** Day of the following month from which a month is reported: the first belongs to nodes that were silent at midnight. */
const reportDay = 2;

export class Months {
  readonly #parts: MonthsParts;

  constructor(parts: MonthsParts) {
    this.#parts = parts;
  }

  /**
   * Issues what is due at an instant: reports that are missing, of whatever earlier run was missed, and those whose figures changed. Answers
   * what it did, for people. Throws when a month that is due cannot be made yet, after the others were.
   */
  async issueDue(nowMs: number): Promise<string> {
    const { firstDay, to } = await this.#parts.accounted();
    const due = this.dueMonths(nowMs).filter((month) => firstDay !== undefined && monthBounds(month).to >= firstDay);
    const issued: string[] = [];
    const waiting: string[] = [];
    for (const month of due) {
      // Late readings of a month that is accounted are not waited for: they give it a version.
      if (to === undefined || localDate(Date.parse(to), this.#parts.timeZone) <= monthBounds(month).to) waiting.push(month);
      else if (await this.#issue(month, nowMs)) issued.push(month);
    }
    const done = issued.length === 0 ? "no report was due" : `issued the reports of ${issued.join(", ")}`;
    if (waiting.length > 0)
      throw new LightingError("CONFLICT", `${done}; ${waiting.join(", ")} wait until their energy is accounted: see the energy accounts for why`);
    return done;
  }

  /** The months that should have a report at an instant, oldest first. */
  dueMonths(nowMs: number): string[] {
    const today = localDate(nowMs, this.#parts.timeZone);
    const newest = Number(today.slice(8)) >= reportDay ? -1 : -2;
    return Array.from({ length: monthsBack }, (_, back) => addMonths(today.slice(0, 7), newest - back)).reverse();
  }

  /** Those issued, newest first. */
  async list(): Promise<IssuedRecord[]> {
    return this.#parts.ledger.issued({ kind: "month-report", limit: 1_000 });
  }

  /** A version as it was sent, or the newest; a month that was never issued as of now. Throws NOT_FOUND for a version that is not there. */
  async read(month: string, version: number | undefined, asker: Asker): Promise<{ readonly issued: IssuedRecord | undefined; readonly report: MonthReport }> {
    const kept = await this.#parts.ledger.issuedContent(this.#name(month), version);
    if (kept) return { issued: kept.issued, report: reportOf(kept.content) };
    if (version !== undefined) throw new LightingError("NOT_FOUND", `There is no version ${version} of the report of ${month}: see /reports/months.`);
    return { issued: undefined, report: await this.#parts.make(month, asker) };
  }

  async #issue(month: string, nowMs: number): Promise<boolean> {
    const { ledger, make } = this.#parts;
    const name = this.#name(month);
    const report = await make(month, { signal: new AbortController().signal });
    const last = await newestOf(ledger, name);
    const sent = last && (await ledger.issuedContent(name, last.version));
    // A ward that was renamed since, or a light that was added, is no reason to send a past month again.
    if (sent && figuresOf(reportOf(sent.content)) === figuresOf(report)) return false;
    const content = Buffer.from(`${JSON.stringify(report, undefined, 1)}\n`, "utf8");
    const reason = last ? "late logs or new rates changed its figures" : "the month is over";
    const made = { name: `leerie-${this.#parts.authority}-${month}.json`, content, draft: false };
    const outcome = await issueDocument(ledger, name, async () => made, { by: "housekeeping", reason, nowMs });
    return outcome.ok && outcome.isNew;
  }

  #name(month: string): DocumentName {
    return { kind: "month-report", subject: this.#parts.authority, period: month };
  }
}

const reportOf = (content: Uint8Array): MonthReport => MonthReport.parse(JSON.parse(Buffer.from(content).toString("utf8")));

/** What was used, and what it cost and emitted, day by day. */
const figuresOf = ({ days: { days, meteredKwh, calculatedKwh, costGbp, co2Kg, estimatedPct } }: MonthReport): string =>
  JSON.stringify([days, meteredKwh, calculatedKwh, costGbp, co2Kg, estimatedPct]);
