/** Readings of demand, as they were heard, in SQLite. */
import type { Kysely } from "kysely";
import type { DemandLedger } from "./port.ts";
import { demandOf, demandRow, type Tables } from "./tables.ts";

type Guarded = <T>(work: () => Promise<T>) => Promise<T>;

/** SQLite takes 32,766 parameters a statement: 5,000 rows of 6 columns stay under it. */
const rowsPerStatement = 5_000;

export function sqliteDemand(db: Kysely<Tables>, guarded: Guarded): DemandLedger {
  return {
    saveDemand: (records) =>
      guarded(() =>
        db.transaction().execute(async (step) => {
          for (let at = 0; at < records.length; at += rowsPerStatement) {
            await step
              .insertInto("demand_reading")
              .values(records.slice(at, at + rowsPerStatement).map(demandRow))
              .onConflict((conflict) => conflict.columns(["source", "heard_at_ms", "nr"]).doNothing())
              .execute();
          }
        }),
      ),
    demandHeard: (source, fromMs, toMs, limit) =>
      guarded(async () => {
        const newestFirst = await db
          .selectFrom("demand_reading")
          .selectAll()
          .where("source", "=", source)
          .where("heard_at_ms", ">=", fromMs)
          .where("heard_at_ms", "<=", toMs)
          .orderBy("heard_at_ms", "desc")
          .orderBy("nr", "desc")
          .limit(limit)
          .execute();
        return newestFirst.reverse().map(demandOf);
      }),
    pruneDemand: (beforeMs, recordsMax) =>
      guarded(async () => {
        const table = "demand_reading";
        const beyond = await db.selectFrom(table).select("heard_at_ms").orderBy("heard_at_ms", "desc").limit(1).offset(recordsMax).executeTakeFirst();
        const oldestKeptMs = Math.max(beforeMs, beyond === undefined ? beforeMs : beyond.heard_at_ms + 1);
        const { numDeletedRows } = await db.deleteFrom(table).where("heard_at_ms", "<", oldestKeptMs).executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}
