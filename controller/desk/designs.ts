/** Designs as people change them: drafts that nobody overwrites unseen, previews, publishing, roll back, and how far it got. */
import type { DesignKind, Finding, Rollout } from "#contract/design";
import type * as api from "#contract/design-api";
import { LightingError } from "#contract/failures";
import type { DesignOutcome, DesignsDesk } from "../api/designs-desk.ts";
import type { Controller } from "../controller.ts";
import { checkDesign, hasError } from "../design/check.ts";
import { nameOf, readDesign } from "../design/design.ts";
import type { BookEntry } from "../design/design-book.ts";
import { changesBetween } from "../design/diff.ts";
import { countServed, rowsServed } from "../design/served.ts";
import type { DesignName, DesignPublication, DraftHeld, DraftRecord } from "../registry/port.ts";
import { checkContext, estateWith, previewOf } from "./design-preview.ts";
import { draftSummary, draftView, versionSummary, versionView } from "./design-view.ts";
import { groupTreeView } from "./groups.ts";
import { rolloutOf } from "./rollout.ts";

/** Drafts at one time: more are forgotten ones, and each may hold megabytes. */
const draftsMax = 500;
/** More is no longer read, and a list of lights could hold a hundred thousand. */
const changesShownMax = 1_000;

export class ControllerDesigns implements DesignsDesk {
  readonly #controller: Controller;

  constructor(controller: Controller) {
    this.#controller = controller;
  }

  async list(kind?: DesignKind): Promise<api.DesignSummary[]> {
    const estate = estateWith(this.#controller);
    const drafts = new Map((await this.#registry.drafts()).map((draft) => [keyOf(draft), draft]));
    const published = this.#controller.designs.current(kind).map((entry): api.DesignSummary => {
      const { kind: own, id } = entry.design;
      const draft = drafts.get(keyOf(entry.design));
      drafts.delete(keyOf(entry.design));
      const lights = countServed(entry.design, estate);
      return { kind: own, id, name: nameOf(entry.design), published: versionSummary(entry), ...(draft && { draft: draftSummary(draft) }), lights };
    });
    const others = [...drafts.values()].filter((draft) => kind === undefined || draft.kind === kind);
    return [...published, ...others.map((draft) => ({ kind: draft.kind, id: draft.id, name: nameOfDraft(draft), draft: draftSummary(draft), lights: 0 }))];
  }

  async read(name: DesignName): Promise<api.DesignView> {
    const published = this.#controller.designs.versions(name).at(-1);
    const draft = await this.#draft(name);
    if (!published && !draft) throw unknown(name);
    return {
      ...nameFields(name),
      ...(published && { published: versionView(published), rollout: this.rollout(name) }),
      ...(draft && { draft: draftView(draft) }),
    };
  }

  versions(name: DesignName): api.VersionSummary[] {
    return this.#entries(name).map(versionSummary);
  }

  version(name: DesignName, version: number): api.VersionView {
    return versionView(this.#entry(name, version));
  }

  async saveDraft(name: DesignName, request: api.DraftRequest, by: string): Promise<DesignOutcome<api.DraftSaved>> {
    const { findings } = checkDesign(name, request.body, checkContext(this.#controller));
    if (findings.some(({ field }) => field === "id")) throw new LightingError("BAD_INPUT", findings.map(({ text }) => text).join("; "));
    if (request.baseRevision === 0) await this.#refuseTooMany();
    const saved = await this.#registry.saveDraft({ ...nameFields(name), body: request.body, author: by, atMs: this.#nowMs() }, request.baseRevision);
    if (!saved.ok) return { ok: false, status: 409, error: conflict(saved, request.body) };
    return { ok: true, answer: { draft: draftView(saved.draft), findings: [...findings] } };
  }

  async deleteDraft(name: DesignName, revision: number): Promise<DesignOutcome<undefined>> {
    const deleted = await this.#registry.deleteDraft(name, revision);
    return deleted.ok ? { ok: true, answer: undefined } : { ok: false, status: 409, error: conflict(deleted) };
  }

  async diff(name: DesignName, from: string, to: string): Promise<api.Diff> {
    const [before, after] = await Promise.all([this.#side(name, from), this.#side(name, to)]);
    const changes = changesBetween(before, after);
    return { from, to, changes: changes.slice(0, changesShownMax), truncated: changes.length > changesShownMax };
  }

  async preview(name: DesignName, request: api.PreviewRequest): Promise<api.Preview> {
    const body = request.body ?? (await this.#draft(name))?.body ?? this.#controller.designs.versions(name).at(-1)?.design.body;
    if (body === undefined) throw unknown(name);
    return previewOf(this.#controller, name, body, request);
  }

  async publish(name: DesignName, { revision, reason }: api.PublishRequest, by: string): Promise<DesignOutcome<api.Published>> {
    const draft = await this.#draft(name);
    if (draft?.revision !== revision) return { ok: false, status: 409, error: conflict({ ok: false, held: draft }) };
    return this.#publish({ ...nameFields(name), body: draft.body, author: by, atMs: this.#nowMs(), reason, rolledBackTo: undefined }, revision);
  }

  rollBack(name: DesignName, { version, reason }: api.RollBackRequest, by: string): Promise<DesignOutcome<api.Published>> {
    const { body } = this.#entry(name, version).design;
    return this.#publish({ ...nameFields(name), body, author: by, atMs: this.#nowMs(), reason, rolledBackTo: version });
  }

  rollout(name: DesignName): Rollout {
    const { situation } = this.#controller;
    const rows = rowsServed(name, estateWith(this.#controller));
    // A demand rule acts in the controller: no node has to hold it.
    if (name.kind === "demand-rule") return { lights: rows.length, inForce: rows.length, pending: 0, failed: 0, examples: [] };
    return rolloutOf(situation, rows);
  }

  groups(): api.GroupTreeView {
    return groupTreeView(this.#controller.situation.plans.schedules);
  }

  async #publish(publication: DesignPublication, revision?: number): Promise<DesignOutcome<api.Published>> {
    const { findings, design } = checkDesign(publication, publication.body, checkContext(this.#controller));
    if (!design || hasError(findings)) return { ok: false, status: 400, error: forbidden(findings) };
    const published = await this.#controller.publishDesign({ ...publication, body: design.body }, revision);
    if (!published.ok) return { ok: false, status: 409, error: conflict(published, publication.body) };
    const { atMs, rolledBackTo, ...version } = published.version;
    const at = new Date(atMs).toISOString();
    return {
      ok: true,
      answer: {
        version: { ...version, at, ...(rolledBackTo === undefined ? {} : { rolledBackTo }) },
        findings: [...findings],
        rollout: this.rollout(publication),
      },
    };
  }

  /** What a side of a diff means; what is not there is nothing to compare with. */
  async #side(name: DesignName, side: string): Promise<unknown> {
    if (side === "draft") {
      const body = (await this.#draft(name))?.body ?? {};
      // As it would be published, so that what the schema fills in is no difference.
      const read = readDesign(name, 0, body);
      return read.ok ? read.design.body : body;
    }
    if (side === "published") return this.#controller.designs.versions(name).at(-1)?.design.body ?? {};
    return this.#entry(name, Number(side)).design.body;
  }

  async #draft({ kind, id }: DesignName): Promise<DraftRecord | undefined> {
    return (await this.#registry.drafts()).find((draft) => draft.kind === kind && draft.id === id);
  }

  async #refuseTooMany(): Promise<void> {
    const { length } = await this.#registry.drafts();
    if (length >= draftsMax) throw new LightingError("CONFLICT", `There are ${length} drafts already: publish some or give them up first.`);
  }

  #entries(name: DesignName): readonly BookEntry[] {
    const entries = this.#controller.designs.versions(name);
    if (entries.length === 0) throw unknown(name);
    return entries;
  }

  #entry(name: DesignName, version: number): BookEntry {
    const entry = this.#entries(name).find(({ design }) => design.version === version);
    if (!entry) throw new LightingError("NOT_FOUND", `The ${name.kind} ${name.id} has no version ${version}: its versions are listed under …/versions.`);
    return entry;
  }

  get #registry() {
    return this.#controller.parts.registry;
  }

  #nowMs(): number {
    return this.#controller.parts.clock.now();
  }
}

function conflict({ held }: DraftHeld, yours?: unknown): api.DesignRefused {
  const message = held
    ? `${held.author} saved this draft meanwhile (revision ${held.revision}). Nothing was changed: compare, then save on top of theirs.`
    : "There is no such draft any more: it was published or given up meanwhile. Nothing was changed.";
  const changes = held && yours !== undefined ? changesBetween(held.body, yours).slice(0, changesShownMax) : undefined;
  return {
    code: "CONFLICT",
    message,
    ...(held && { held: draftView(held) }),
    ...(yours === undefined ? {} : { yours }),
    ...(changes && { changes }),
  };
}

function forbidden(findings: readonly Finding[]): api.DesignRefused {
  const errors = findings.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const rest = errors.length > 1 ? ` and ${errors.length - 1} more` : "";
  return { code: "BAD_INPUT", message: `${first?.field ?? "body"}: ${first?.text ?? ""}${rest}. Nothing was published.`, findings: [...findings] };
}

const keyOf = ({ kind, id }: DesignName): string => `${kind}/${id}`;
const nameFields = ({ kind, id }: DesignName): DesignName => ({ kind, id });

function nameOfDraft(draft: DraftRecord): string {
  const read = readDesign(draft, 0, draft.body);
  return read.ok ? nameOf(read.design) : draft.id;
}

const unknown = ({ kind, id }: DesignName): LightingError => new LightingError("NOT_FOUND", `There is no ${kind} ${id}, published or as a draft.`);
