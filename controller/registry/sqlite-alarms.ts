/** Incidents, alarms and what was done to them, in SQLite. */
import type { Kysely } from "kysely";
import type { AlarmEventRecord, AlarmLedger, KeptRecord } from "./alarm-ledger.ts";
import type { AlarmEventRow, KeptRow, Tables } from "./tables.ts";

type Guarded = <T>(work: () => Promise<T>) => Promise<T>;

/** SQLite takes 32,766 parameters a statement: 5,000 rows of 4 columns stay under it. */
const rowsPerStatement = 5_000;

export function sqliteAlarms(db: Kysely<Tables>, guarded: Guarded): AlarmLedger {
  const since = (table: "incident" | "alarm", endedSinceMs: number): Promise<KeptRecord[]> =>
    guarded(async () => {
      const rows = await db
        .selectFrom(table)
        .selectAll()
        .where((where) => where.or([where("ended_at_ms", "is", null), where("ended_at_ms", ">=", endedSinceMs)]))
        .orderBy("id")
        .execute();
      return rows.map(keptOf);
    });
  const one = (table: "incident" | "alarm", id: string): Promise<KeptRecord | undefined> =>
    guarded(async () => {
      const row = await db.selectFrom(table).selectAll().where("id", "=", id).executeTakeFirst();
      return row && keptOf(row);
    });
  return {
    incidents: (endedSinceMs) => since("incident", endedSinceMs),
    incident: (id) => one("incident", id),
    alarms: (endedSinceMs) => since("alarm", endedSinceMs),
    alarm: (id) => one("alarm", id),
    saveAlarms: ({ incidents, alarms, events }) =>
      guarded(() =>
        db.transaction().execute(async (step) => {
          await saveKept(step, "incident", incidents);
          await saveKept(step, "alarm", alarms);
          for (let at = 0; at < events.length; at += rowsPerStatement)
            await step
              .insertInto("alarm_event")
              .values(events.slice(at, at + rowsPerStatement).map(eventRow))
              .onConflict((conflict) => conflict.columns(["alarm", "at_ms", "nr"]).doNothing())
              .execute();
        }),
      ),
    alarmEvents: (fromMs, toMs, limit) =>
      guarded(async () => {
        const found = db.selectFrom("alarm_event").selectAll().where("at_ms", ">=", fromMs).where("at_ms", "<=", toMs);
        const rows = await found.orderBy("at_ms", "desc").orderBy("alarm", "desc").orderBy("nr", "desc").limit(limit).execute();
        return rows.reverse().map(eventOf);
      }),
    alarmHistory: (alarm, limit) =>
      guarded(async () => {
        const rows = await db
          .selectFrom("alarm_event")
          .selectAll()
          .where("alarm", "=", alarm)
          .orderBy("at_ms", "desc")
          .orderBy("nr", "desc")
          .limit(limit)
          .execute();
        return rows.reverse().map(eventOf);
      }),
    pruneAlarms: (beforeMs) =>
      guarded(() =>
        db.transaction().execute(async (step) => {
          await step.deleteFrom("incident").where("ended_at_ms", "<", beforeMs).execute();
          await step.deleteFrom("alarm").where("ended_at_ms", "<", beforeMs).execute();
          await step.deleteFrom("alarm_event").where("at_ms", "<", beforeMs).execute();
        }),
      ),
  };
}

async function saveKept(step: Kysely<Tables>, table: "incident" | "alarm", records: readonly KeptRecord[]): Promise<void> {
  for (let at = 0; at < records.length; at += rowsPerStatement)
    await step
      .insertInto(table)
      .values(records.slice(at, at + rowsPerStatement).map(keptRow))
      .onConflict((conflict) => conflict.column("id").doUpdateSet(({ ref }) => ({ ended_at_ms: ref("excluded.ended_at_ms"), body: ref("excluded.body") })))
      .execute();
}

const keptRow = ({ id, endedAtMs, body }: KeptRecord): KeptRow => ({
  id,
  ended_at_ms: endedAtMs === undefined ? null : Math.round(endedAtMs),
  body: JSON.stringify(body),
});
const keptOf = ({ id, ended_at_ms, body }: KeptRow): KeptRecord => ({ id, endedAtMs: ended_at_ms ?? undefined, body: JSON.parse(body) });
const eventRow = ({ alarm, atMs, nr, body }: AlarmEventRecord): AlarmEventRow => ({ alarm, at_ms: Math.round(atMs), nr, body: JSON.stringify(body) });
const eventOf = ({ alarm, at_ms, nr, body }: AlarmEventRow): AlarmEventRecord => ({ alarm, atMs: at_ms, nr, body: JSON.parse(body) });
