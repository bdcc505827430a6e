/** The queue of notifications in SQLite. */
import type { Kysely } from "kysely";
import { Notice } from "#contract/notifications";
import type { NoticeLedger } from "./notice-ledger.ts";
import type { NoticeRow, Tables } from "./tables.ts";

type Guarded = <T>(work: () => Promise<T>) => Promise<T>;

export function sqliteNotices(db: Kysely<Tables>, guarded: Guarded): NoticeLedger {
  return {
    addNotices: (notices) =>
      guarded(async () => {
        if (notices.length === 0) return 0;
        const { numInsertedOrUpdatedRows = 0n } = await db
          .insertInto("notice")
          .values(notices.map(noticeRow))
          .onConflict((conflict) => conflict.column("id").doNothing())
          .executeTakeFirst();
        return Number(numInsertedOrUpdatedRows);
      }),
    dueNotices: (nowMs, limit) =>
      guarded(async () => {
        const query = db.selectFrom("notice").select("body").where("state", "=", "waiting").where("due_at_ms", "<=", nowMs);
        return (await query.orderBy("made_at_ms").orderBy("id").limit(limit).execute()).map(noticeOf);
      }),
    notices: (state, limit) =>
      guarded(async () => {
        const query = db.selectFrom("notice").select("body").where("state", "=", state);
        return (await query.orderBy("made_at_ms", "desc").orderBy("id").limit(limit).execute()).map(noticeOf);
      }),
    notice: (id) =>
      guarded(async () => {
        const row = await db.selectFrom("notice").select("body").where("id", "=", id).executeTakeFirst();
        return row && noticeOf(row);
      }),
    noticeCount: (state) =>
      guarded(async () => {
        const query = db.selectFrom("notice").select(({ fn }) => fn.countAll<number>().as("count"));
        return Number((await query.where("state", "=", state).executeTakeFirstOrThrow()).count);
      }),
    saveNotices: (notices) =>
      guarded(() =>
        db.transaction().execute(async (step) => {
          for (const { id, ...changed } of notices.map(noticeRow)) await step.updateTable("notice").set(changed).where("id", "=", id).execute();
        }),
      ),
    pruneNotices: (beforeMs) =>
      guarded(async () => {
        const query = db.deleteFrom("notice").where("state", "!=", "waiting").where("made_at_ms", "<", beforeMs);
        return Number((await query.executeTakeFirst()).numDeletedRows);
      }),
    handOvers: () =>
      guarded(async () => {
        const rows = await db.selectFrom("hand_over").selectAll().orderBy("rota").execute();
        return rows.map(({ rota, stand_in, from_ms, until_ms, made_by }) => ({ rota, to: stand_in, fromMs: from_ms, untilMs: until_ms, by: made_by }));
      }),
    saveHandOver: ({ rota, to, fromMs, untilMs, by }) =>
      guarded(async () => {
        const changed = { stand_in: to, from_ms: fromMs, until_ms: untilMs, made_by: by };
        await db
          .insertInto("hand_over")
          .values({ rota, ...changed })
          .onConflict((conflict) => conflict.column("rota").doUpdateSet(changed))
          .execute();
      }),
  };
}

const noticeOf = ({ body }: Pick<NoticeRow, "body">): Notice => Notice.parse(JSON.parse(body));

const noticeRow = (notice: Notice): NoticeRow => ({
  id: notice.id,
  state: notice.state,
  made_at_ms: Date.parse(notice.madeAt),
  due_at_ms: Date.parse(notice.dueAt),
  body: JSON.stringify(notice),
});
