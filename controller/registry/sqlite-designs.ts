/** Published designs and drafts in SQLite. What decides who is first is one statement's write, so it holds between two processes too. */
import type { Kysely, Transaction } from "kysely";
import type { DesignLedger, DesignName, DesignPublication, DraftHeld, DraftRecord, DraftSave } from "./port.ts";
import { designVersionOf, draftOf, type Tables } from "./tables.ts";

type Guarded = <T>(work: () => Promise<T>) => Promise<T>;
type Step = Transaction<Tables>;

export function sqliteDesigns(db: Kysely<Tables>, guarded: Guarded): DesignLedger {
  const inOneStep = <T>(work: (step: Step) => Promise<T>): Promise<T> => guarded(() => db.transaction().execute(work));
  return {
    designVersions: (kind, id) =>
      guarded(async () => {
        let query = db.selectFrom("design_version").selectAll().orderBy("kind").orderBy("id").orderBy("version");
        if (kind !== undefined) query = query.where("kind", "=", kind);
        if (id !== undefined) query = query.where("id", "=", id);
        return (await query.execute()).map(designVersionOf);
      }),
    publishDesign: (publication, revision) =>
      inOneStep(async (step) => {
        if (revision !== undefined && !(await closeDraft(step, publication, revision))) return heldBy(step, publication);
        return { ok: true, version: designVersionOf(await insertNext(step, publication)) };
      }),
    drafts: () =>
      guarded(async () => {
        const rows = await db.selectFrom("draft").selectAll().orderBy("kind").orderBy("id").execute();
        return rows.map(draftOf).filter((draft) => draft !== undefined);
      }),
    saveDraft: (draft, baseRevision) =>
      inOneStep(async (step) => {
        const saved = baseRevision === 0 ? await openDraft(step, draft) : await changeDraft(step, draft, baseRevision);
        return saved ? { ok: true, draft: saved } : heldBy(step, draft);
      }),
    deleteDraft: (name, revision) => inOneStep(async (step) => ((await closeDraft(step, name, revision)) ? { ok: true } : heldBy(step, name))),
  };
}

/** Numbered by the statement that inserts it, so that no two can get the same version. */
function insertNext(step: Step, { kind, id, body, author, atMs, reason, rolledBackTo }: DesignPublication) {
  return step
    .insertInto("design_version")
    .values(({ selectFrom, fn, val, eb }) => ({
      kind,
      id,
      version: selectFrom("design_version")
        .select(eb(fn.coalesce(fn.max("version"), val(0)), "+", 1).as("next"))
        .where("kind", "=", kind)
        .where("id", "=", id),
      body: JSON.stringify(body),
      author,
      at_ms: atMs,
      reason,
      rolled_back_to: rolledBackTo ?? null,
    }))
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Takes the body of a draft away; false when it is not at this revision. */
async function closeDraft(step: Step, { kind, id }: DesignName, revision: number): Promise<boolean> {
  const { numUpdatedRows } = await step
    .updateTable("draft")
    .set({ body: null })
    .where("kind", "=", kind)
    .where("id", "=", id)
    .where("revision", "=", revision)
    .where("body", "is not", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** A first draft, or the next after one that was closed; undefined when there is one already. */
async function openDraft(step: Step, { kind, id, body, author, atMs }: DraftSave): Promise<DraftRecord | undefined> {
  const row = { body: JSON.stringify(body), author, at_ms: atMs };
  const saved = await step
    .insertInto("draft")
    .values({ kind, id, revision: 1, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(["kind", "id"])
        .doUpdateSet(({ eb, ref }) => ({ ...row, revision: eb(ref("draft.revision"), "+", 1) }))
        .where("draft.body", "is", null),
    )
    .returningAll()
    .executeTakeFirst();
  return saved && draftOf(saved);
}

async function changeDraft(step: Step, { kind, id, body, author, atMs }: DraftSave, baseRevision: number): Promise<DraftRecord | undefined> {
  const saved = await step
    .updateTable("draft")
    .set({ body: JSON.stringify(body), author, at_ms: atMs, revision: baseRevision + 1 })
    .where("kind", "=", kind)
    .where("id", "=", id)
    .where("revision", "=", baseRevision)
    .where("body", "is not", null)
    .returningAll()
    .executeTakeFirst();
  return saved && draftOf(saved);
}

async function heldBy(step: Step, { kind, id }: DesignName): Promise<DraftHeld> {
  const row = await step.selectFrom("draft").selectAll().where("kind", "=", kind).where("id", "=", id).executeTakeFirst();
  return { ok: false, held: row && draftOf(row) };
}
