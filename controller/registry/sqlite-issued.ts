/** Issued documents in SQLite: inserted and read, never changed (the table's triggers see to it). Their content is kept compressed. */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { ExpressionBuilder, Kysely } from "kysely";
import { recordOf, refuseDamaged, refuseVersion } from "./issued.ts";
import type { DocumentName, IssuedRecord, IssueLedger } from "./port.ts";
import { type IssuedRow, issuedOf, issuedRow, type Tables } from "./tables.ts";

type Guarded = <T>(work: () => Promise<T>) => Promise<T>;

/** A day of events of 100,000 lights is 11 MB: compressed off the controller's thread, to about a tenth. */
const [packed, unpacked] = [promisify(gzip), promisify(gunzip)];

export function sqliteIssued(db: Kysely<Tables>, guarded: Guarded): IssueLedger {
  return {
    issue: async (document) => {
      const record = recordOf(document);
      const content = await packed(document.content);
      const last = await guarded(() =>
        db.transaction().execute(async (step) => {
          const before = await newest(step, document);
          if (before?.sha256 !== record.sha256 && record.version === (before?.version ?? 0) + 1) {
            await step.insertInto("issued").values(issuedRow(record, content)).execute();
          }
          return before;
        }),
      );
      if (last?.sha256 === record.sha256) return { isNew: false, issued: last };
      refuseVersion(document, last?.version ?? 0);
      return { isNew: true, issued: record };
    },
    issued: ({ kind, subject, period, limit }) =>
      guarded(async () => {
        let query = db.selectFrom("issued").select(columns).select(isSuperseded);
        if (kind !== undefined) query = query.where("kind", "=", kind);
        if (subject !== undefined) query = query.where("subject", "=", subject);
        if (period !== undefined) query = query.where("period", "=", period);
        const rows = await query
          .orderBy("issued_at_ms", "desc")
          .orderBy("kind")
          .orderBy("subject")
          .orderBy("period", "desc")
          .orderBy("version", "desc")
          .limit(limit)
          .execute();
        return rows.map(issuedOf);
      }),
    issuedContent: async (name, version) => {
      const row = await guarded(() => {
        const query = named(db, name).select(columns).select("content").select(isSuperseded);
        return (version === undefined ? query : query.where("version", "=", version)).orderBy("version", "desc").limit(1).executeTakeFirst();
      });
      if (!row) return undefined;
      const content = await unpacked(row.content);
      refuseDamaged(name, row.version, content, row.sha256);
      return { issued: issuedOf(row), content };
    },
  };
}

const columns = [
  "kind",
  "subject",
  "period",
  "version",
  "name",
  "sha256",
  "bytes",
  "issued_at_ms",
  "issued_by",
  "reason",
  "draft",
] as const satisfies readonly (keyof IssuedRow)[];

/** A later version of the same document exists. */
const isSuperseded = ({ exists, selectFrom }: ExpressionBuilder<Tables, "issued">) =>
  exists(
    selectFrom("issued as later")
      .select("later.version")
      .whereRef("later.kind", "=", "issued.kind")
      .whereRef("later.subject", "=", "issued.subject")
      .whereRef("later.period", "=", "issued.period")
      .whereRef("later.version", ">", "issued.version"),
  ).as("superseded");

const named = (db: Kysely<Tables>, { kind, subject, period }: DocumentName) =>
  db.selectFrom("issued").where("kind", "=", kind).where("subject", "=", subject).where("period", "=", period);

async function newest(db: Kysely<Tables>, name: DocumentName): Promise<IssuedRecord | undefined> {
  const row = await named(db, name).select(columns).orderBy("version", "desc").limit(1).executeTakeFirst();
  return row && issuedOf({ ...row, superseded: 0 });
}
