/** Work orders in SQLite. Who is first with a change is decided by the statement that writes it, so it holds between two processes too. */
import type { Kysely, SelectQueryBuilder } from "kysely";
import { WorkOrder } from "#contract/work";
import type { Tables, WorkRow } from "./tables.ts";
import type { WorkFilter, WorkLedger } from "./work-ledger.ts";

type Guarded = <T>(work: () => Promise<T>) => Promise<T>;

/** SQLite takes 32,766 parameters a statement: 1,000 rows of 9 columns stay under it. */
const rowsPerStatement = 1_000;

export function sqliteWork(db: Kysely<Tables>, guarded: Guarded): WorkLedger {
  return {
    work: ({ limit, ...filter }) =>
      guarded(async () => {
        const query = fitting(db.selectFrom("work_order"), filter).select("body").orderBy("due_at_ms").orderBy("id").limit(limit);
        return (await query.execute()).map(orderOf);
      }),
    workCount: (filter) =>
      guarded(async () => {
        const counted = await fitting(db.selectFrom("work_order"), filter)
          .select(({ fn }) => fn.countAll<number>().as("count"))
          .executeTakeFirstOrThrow();
        return Number(counted.count);
      }),
    workOrder: (id) =>
      guarded(async () => {
        const row = await db.selectFrom("work_order").select("body").where("id", "=", id).executeTakeFirst();
        return row && orderOf(row);
      }),
    workReferences: (references) =>
      guarded(async () => {
        if (references.length === 0) return [];
        const rows = await db.selectFrom("work_order").select("reference").where("reference", "in", references).orderBy("reference").execute();
        return rows.flatMap(({ reference }) => (reference === null ? [] : [reference]));
      }),
    addWork: (orders) =>
      guarded(() =>
        db.transaction().execute(async (step) => {
          for (let at = 0; at < orders.length; at += rowsPerStatement) {
            await step
              .insertInto("work_order")
              .values(orders.slice(at, at + rowsPerStatement).map(workRow))
              .execute();
          }
        }),
      ),
    saveWork: (order) =>
      guarded(async () => {
        const { id, ...changed } = workRow(order);
        const { numUpdatedRows } = await db
          .updateTable("work_order")
          .set(changed)
          .where("id", "=", id)
          .where("revision", "=", order.revision - 1)
          .executeTakeFirst();
        return numUpdatedRows === 1n;
      }),
  };
}

function fitting<O>(query: SelectQueryBuilder<Tables, "work_order", O>, { states, assignee, incident, dueBeforeMs }: Omit<WorkFilter, "limit">) {
  let fit = query;
  if (states !== undefined) fit = fit.where("state", "in", states);
  if (assignee !== undefined) fit = fit.where("assignee", "=", assignee);
  if (incident !== undefined) fit = fit.where("incident", "=", incident);
  if (dueBeforeMs !== undefined) fit = fit.where("due_at_ms", "<", dueBeforeMs);
  return fit;
}

const orderOf = ({ body }: Pick<WorkRow, "body">): WorkOrder => WorkOrder.parse(JSON.parse(body));

const workRow = (order: WorkOrder): WorkRow => ({
  id: order.id,
  revision: order.revision,
  state: order.state,
  due_at_ms: Date.parse(order.dueAt),
  assignee: order.assignee ?? null,
  incident: order.incident ?? null,
  reference: order.reference ?? null,
  body: JSON.stringify(order),
});
