/** Issued documents as the API tells of them. */
import { type Issued, type IssuedParams, type IssuedQuery, layoutNotes } from "#contract/settlement";
import { iso } from "#contract/units";
import type { IssuedDocument } from "../api/settlement-desk.ts";
import type { IssuedRecord, IssueLedger } from "../registry/port.ts";

export const issuedView = ({ issuedAtMs, ...record }: IssuedRecord): Issued => ({ ...record, issuedAt: iso(issuedAtMs), note: layoutNotes[record.kind] });

export async function listIssued(ledger: IssueLedger, { kind, subject, period, limit }: IssuedQuery): Promise<Issued[]> {
  const filter = { ...(kind && { kind }), ...(subject !== undefined && { subject }), ...(period !== undefined && { period }), limit };
  return (await ledger.issued(filter)).map(issuedView);
}

export async function issuedDocument(ledger: IssueLedger, { version, ...name }: IssuedParams): Promise<IssuedDocument | undefined> {
  const found = await ledger.issuedContent(name, version);
  return found && { issued: issuedView(found.issued), content: found.content };
}
