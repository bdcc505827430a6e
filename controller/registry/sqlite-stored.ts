/** How far readings are stored, in SQLite. */
import type { Kysely } from "kysely";
import type { StoredLedger } from "./port.ts";
import { storedOf, storedRow, type Tables } from "./tables.ts";

type Guarded = <T>(work: () => Promise<T>) => Promise<T>;

/** SQLite takes 32,766 parameters a statement: 5,000 rows of 6 columns stay under it. */
const rowsPerStatement = 5_000;

export function sqliteStored(db: Kysely<Tables>, guarded: Guarded): StoredLedger {
  return {
    storedUpTo: () => guarded(async () => (await db.selectFrom("stored_reading").selectAll().orderBy("light").execute()).map(storedOf)),
    saveStored: (records) =>
      guarded(() =>
        db.transaction().execute(async (step) => {
          for (let at = 0; at < records.length; at += rowsPerStatement) {
            await step
              .insertInto("stored_reading")
              .values(records.slice(at, at + rowsPerStatement).map(storedRow))
              .onConflict((conflict) =>
                conflict.column("light").doUpdateSet(({ ref }) => ({
                  node: ref("excluded.node"),
                  boot: ref("excluded.boot"),
                  up_to: ref("excluded.up_to"),
                  above: ref("excluded.above"),
                  newest_at_ms: ref("excluded.newest_at_ms"),
                })),
              )
              .execute();
          }
        }),
      ),
  };
}
