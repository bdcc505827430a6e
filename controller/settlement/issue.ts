/** Issues documents: a new version only when the content is another one. */
import { sha256Of } from "../registry/issued.ts";
import type { DocumentName, IssuedRecord, IssueLedger } from "../registry/port.ts";
import type { Make } from "./documents.ts";
import type { SettlementProblem } from "./problem.ts";

export interface Issuing {
  readonly by: string;
  readonly reason: string;
  readonly nowMs: number;
}

export type IssueOutcome =
  | { readonly ok: true; readonly isNew: boolean; readonly issued: IssuedRecord }
  | { readonly ok: false; readonly problems: readonly SettlementProblem[] };

/** Issues a document under its name; the answer is the newest version when nothing changed. Rejects with CONFLICT when somebody was first. */
export async function issueDocument(ledger: IssueLedger, name: DocumentName, make: Make, { by, reason, nowMs }: Issuing): Promise<IssueOutcome> {
  const last = await newestOf(ledger, name);
  if (last && !(await isChanged(last, make))) return { ok: true, isNew: false, issued: last };
  const version = (last?.version ?? 0) + 1;
  const made = await make(version);
  if (!("content" in made)) return { ok: false, problems: made };
  return { ok: true, ...(await ledger.issue({ ...name, version, ...made, issuedAtMs: nowMs, by, reason })) };
}

/** Whether a document that was issued would be another one now. One that cannot be made any more is changed too. */
export async function isChanged({ version, sha256 }: Pick<IssuedRecord, "version" | "sha256">, make: Make): Promise<boolean> {
  const made = await make(version);
  return !("content" in made) || sha256Of(made.content) !== sha256;
}

/** Versions of one document: a thousand re-issues of a day are a fault somewhere else. */
const versionsMax = 1_000;

/** By number and not by instant: the machine's clock may have been put back. */
export async function newestOf(ledger: Pick<IssueLedger, "issued">, name: DocumentName): Promise<IssuedRecord | undefined> {
  const { kind, subject, period } = name;
  const versions = await ledger.issued({ kind, subject, period, limit: versionsMax });
  return versions.reduce<IssuedRecord | undefined>((newest, each) => (newest && newest.version > each.version ? newest : each), undefined);
}
