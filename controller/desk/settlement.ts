/** Settlement as people ask for it: what is ready, what stands in the way, what changed since it was sent; and issuing it. */
import { LightingError } from "#contract/failures";
import type { Issued, IssuedParams, IssuedQuery, IssueRequest, IssueResult, SettlementKind, SettlementState } from "#contract/settlement";
import { iso } from "#contract/units";
import type { IssuedDocument, SettlementDesk, SettlementOutcome } from "../api/settlement-desk.ts";
import type { Controller } from "../controller.ts";
import { buildGroupTree } from "../decide/group-tree.ts";
import { fittedLights } from "../decide/lamp.ts";
import type { DesignsInForce } from "../design/in-force.ts";
import type { IssuedRecord } from "../registry/port.ts";
import { ChangedDays } from "../settlement/changed-days.ts";
import { documentOf, isOfReadings, type Make, readingKinds } from "../settlement/documents.ts";
import { type IssueOutcome, isChanged, issueDocument } from "../settlement/issue.ts";
import type { SettlementProblem } from "../settlement/problem.ts";
import { divide, type SubMeter, type SubMeters } from "../settlement/sub-meters.ts";
import { dayBounds, settledAtMs } from "../settlement/unit-days.ts";
import { lookBackMs } from "../telemetry/reading.ts";
import { issuedDocument, issuedView, listIssued } from "./issued.ts";

/** Problems listed in an answer: nobody reads more, and an estate without charge codes has one for each light. */
const problemsMax = 200;
/** Issued days of a sub-meter and kind that are compared with what they would be now, newest first: each is a day of readings to read. */
const daysLookedAtMax = 31;
const issuedReadMax = 1_000;

export class ControllerSettlement implements SettlementDesk {
  readonly #controller: Controller;
  readonly #changed: ChangedDays;
  #working: SettlementState["working"];
  /** Dividing 100,000 lights takes a moment: kept for one set of designs and lights. */
  #divided: (SubMeters & { readonly basis: string }) | undefined;

  constructor(controller: Controller) {
    this.#controller = controller;
    this.#changed = new ChangedDays(this.#zone);
    controller.parts.recorder.onStored((readings) => this.#changed.stored(readings));
  }

  async state(changes: "look" | "skip", signal: AbortSignal): Promise<SettlementState> {
    const { subMeters, problems } = this.#divide(this.#controller.designs.inForce());
    const rows: SettlementState["subMeters"] = [];
    for (const subMeter of subMeters) {
      const [last] = await this.#registry.issued({ subject: subMeter.id, limit: 1 });
      rows.push({
        id: subMeter.id,
        name: subMeter.name,
        lights: subMeter.lights.length,
        connectedLoadKw: connectedKw(subMeter),
        ...(last && { lastIssued: issuedView(last) }),
        changedDays: changes === "look" ? await this.#changedDays(subMeter.id, signal) : [],
      });
    }
    const working = this.#working;
    return { subMeters: rows, ...(working && { working }), problemsTotal: problems.length, problems: shown(problems) };
  }

  async issue(request: IssueRequest, by: string, signal: AbortSignal): Promise<SettlementOutcome> {
    if (this.#working) throw new LightingError("BUSY", `The ${this.#working.kind} document of ${this.#working.day} is being made: try again when it is done.`);
    const { kind, day } = request;
    if (isOfReadings(kind)) this.#refuseDay(day);
    const divided = this.#divide(this.#designsOf(day));
    const asked = divided.subMeters.filter(({ id }) => request.subMeter === undefined || id === request.subMeter);
    if (asked.length === 0) throw noSubMeter(request.subMeter);
    const problems = problemsFor(divided, asked);
    if (problems.length > 0) return { ok: false, problems: shown(problems) };
    try {
      this.#working = { kind, day, subMeter: asked[0]?.id ?? "", share: 0 };
      const made = await this.#makeAll(kind, day, asked, signal);
      return await this.#issueAll(made, request, by);
    } finally {
      this.#working = undefined;
    }
  }

  issued(query: IssuedQuery): Promise<Issued[]> {
    return listIssued(this.#registry, query);
  }

  document(params: IssuedParams): Promise<IssuedDocument | undefined> {
    return issuedDocument(this.#registry, params);
  }

  /** Everything is made before anything is issued: a problem in the last leaves the first unsent. */
  async #makeAll(kind: SettlementKind, day: string, subMeters: readonly SubMeter[], signal: AbortSignal) {
    const made: { readonly id: string; readonly make: Make }[] = [];
    for (const [index, subMeter] of subMeters.entries()) {
      const progress = (share: number): void => {
        this.#working = { kind, day, subMeter: subMeter.id, share: (index + share) / subMeters.length };
      };
      made.push({ id: subMeter.id, make: await this.#documentOf(kind, subMeter, day, signal, progress) });
    }
    return made;
  }

  async #issueAll(made: readonly { readonly id: string; readonly make: Make }[], { kind, day, reason }: IssueRequest, by: string): Promise<SettlementOutcome> {
    const problems = (await Promise.all(made.map(({ make }) => problemsOf(make)))).flat();
    if (problems.length > 0) return { ok: false, problems: shown(problems) };
    const answer: IssueResult = { issued: [], unchanged: [] };
    const nowMs = this.#controller.parts.clock.now();
    for (const { id, make } of made) {
      const outcome: IssueOutcome = await issueDocument(this.#registry, { kind, subject: id, period: day }, make, { by, reason, nowMs });
      if (!outcome.ok) return outcome;
      (outcome.isNew ? answer.issued : answer.unchanged).push(issuedView(outcome.issued));
    }
    return { ok: true, answer };
  }

  /** Days whose newest version would be another one now, oldest first. */
  async #changedDays(subject: string, signal: AbortSignal): Promise<string[]> {
    const changed = new Set<string>();
    for (const kind of readingKinds) {
      const newest = (await this.#registry.issued({ kind, subject, limit: issuedReadMax })).filter(({ superseded }) => !superseded);
      const days = newest.filter(({ period }) => this.#isKept(period)).sort((a, b) => (a.period < b.period ? 1 : -1));
      for (const record of days.slice(0, daysLookedAtMax)) {
        if (!changed.has(record.period) && (await this.#hasChanged(kind, record, signal))) changed.add(record.period);
      }
    }
    return [...changed].sort();
  }

  #hasChanged(kind: SettlementKind, record: IssuedRecord, signal: AbortSignal): Promise<boolean> {
    const { subject, period, version } = record;
    const designs = this.#designsOf(period);
    const document = `${kind}/${subject}/${period}/${version}`;
    return this.#changed.isChanged({ document, day: period, basis: this.#basis(designs) }, async () => {
      const subMeter = this.#divide(designs).subMeters.find(({ id }) => id === subject);
      return subMeter === undefined || (await isChanged(record, await this.#documentOf(kind, subMeter, period, signal)));
    });
  }

  #documentOf(kind: SettlementKind, subMeter: SubMeter, day: string, signal: AbortSignal, progress?: (share: number) => void): Promise<Make> {
    const { store } = this.#controller.parts;
    return documentOf(kind, { store, zone: this.#zone, day, subMeter, settlement: this.#designsOf(day).settlement.body, signal, progress });
  }

  /** Those of the day's end; of days before settlement data was first published, those in force now. */
  #designsOf(day: string): DesignsInForce {
    const then = this.#controller.designs.at(dayBounds(day, this.#zone).toMs - 1);
    return then.settlement.body.subMeters.length > 0 ? then : this.#controller.designs.inForce();
  }

  #divide(designs: DesignsInForce): SubMeters {
    const basis = this.#basis(designs);
    if (this.#divided?.basis === basis) return this.#divided;
    const { stored } = this.#controller.situation.geometry;
    const lights = fittedLights(stored, designs.luminaires.body);
    this.#divided = { ...divide(lights, buildGroupTree(stored, designs.groups.body), designs.settlement.body), basis };
    return this.#divided;
  }

  #basis(designs: DesignsInForce): string {
    return `${this.#controller.situation.geometry.version}/${designs.stamp}`;
  }

  #refuseDay(day: string): void {
    const readyMs = settledAtMs(day, this.#zone);
    if (this.#controller.parts.clock.now() < readyMs)
      throw new LightingError(
        "CONFLICT",
        `${day} is not over yet: its documents can be issued from ${iso(readyMs)}, when it is known who was silent at midnight.`,
      );
    if (!this.#isKept(day))
      throw new LightingError("CONFLICT", `The readings of ${day} are no longer kept (${this.#rawDays} days): what was issued for it stands.`);
  }

  /** All readings that the day rests on are there still. */
  #isKept(day: string): boolean {
    return dayBounds(day, this.#zone).fromMs - lookBackMs >= this.#controller.parts.clock.now() - this.#rawDays * 24 * 3_600_000;
  }

  get #rawDays(): number {
    return this.#controller.parts.config.housekeeping.rawDays;
  }

  get #zone(): string {
    return this.#controller.parts.config.timeZone;
  }

  get #registry() {
    return this.#controller.parts.registry;
  }
}

const noSubMeter = (id: string | undefined): LightingError =>
  id === undefined
    ? new LightingError("CONFLICT", "There is no sub-meter: publish settlement data first, under Design.")
    : new LightingError("NOT_FOUND", `subMeter: found "${id}", expected the id of a sub-meter in the settlement data`);

/** Those of the sub-meters themselves, and of lights that one of them claims together with another, or that are in none at all. */
function problemsFor({ subMeters, problems }: SubMeters, asked: readonly SubMeter[]): SettlementProblem[] {
  if (asked.length === subMeters.length) return [...problems];
  const membership = problems.filter(({ field, found }) => field === "subMeters" && asked.some(({ id }) => found.includes(id)));
  return [...membership, ...asked.flatMap((subMeter) => subMeter.problems)];
}

/** By light, so that the list is the same whatever the order of the map. */
function shown(problems: readonly SettlementProblem[]): SettlementProblem[] {
  return [...problems].sort((a, b) => ((a.light ?? "") < (b.light ?? "") ? -1 : (a.light ?? "") > (b.light ?? "") ? 1 : 0)).slice(0, problemsMax);
}

/** A document that can be made as its first version can be made as any. */
async function problemsOf(make: Make): Promise<readonly SettlementProblem[]> {
  const made = await make(1);
  return "content" in made ? [] : made;
}

/** By charge codes where lights have one, else by rated power. */
function connectedKw({ lights, units }: SubMeter): number {
  const circuitW = new Map(units.map(({ light, circuitW: watts }) => [light.id, watts]));
  return Math.round(lights.reduce((sum, light) => sum + (circuitW.get(light.id) ?? light.powerW), 0)) / 1_000;
}
