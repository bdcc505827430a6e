/** Faults that stand, in SQLite. */
import type { Kysely } from "kysely";
import { FaultKind } from "#contract/faults";
import type { FaultLedger, FaultRecord } from "./port.ts";
import type { Tables } from "./tables.ts";

type Guarded = <T>(work: () => Promise<T>) => Promise<T>;

/** SQLite takes 32,766 parameters a statement: a light may have a row of 4 columns for each of 20 kinds, and 400 such lights stay under it. */
const lightsPerStatement = 400;

export function sqliteFaults(db: Kysely<Tables>, guarded: Guarded): FaultLedger {
  return {
    faults: () =>
      guarded(async () => {
        const rows = await db.selectFrom("light_fault").selectAll().orderBy("light").orderBy("kind").execute();
        const byLight = new Map<string, FaultRecord[]>();
        for (const { light, kind, pending_at_ms, active_at_ms } of rows) {
          const faults = byLight.get(light) ?? [];
          faults.push({ kind: FaultKind.parse(kind), pendingAtMs: pending_at_ms, activeAtMs: active_at_ms ?? undefined });
          byLight.set(light, faults);
        }
        return [...byLight].map(([light, faults]) => ({ light, faults }));
      }),
    saveFaults: (lights) =>
      guarded(() =>
        db.transaction().execute(async (step) => {
          for (let at = 0; at < lights.length; at += lightsPerStatement) {
            const part = lights.slice(at, at + lightsPerStatement);
            await step
              .deleteFrom("light_fault")
              .where(
                "light",
                "in",
                part.map(({ light }) => light),
              )
              .execute();
            const rows = part.flatMap(({ light, faults }) =>
              faults.map(({ kind, pendingAtMs, activeAtMs }) => ({ light, kind, pending_at_ms: pendingAtMs, active_at_ms: activeAtMs ?? null })),
            );
            if (rows.length > 0) await step.insertInto("light_fault").values(rows).execute();
          }
        }),
      ),
  };
}
