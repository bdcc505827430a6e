/** What every ledger of issued documents does alike: who supersedes whom, and what a document's hash is. */
import { createHash } from "node:crypto";
import { LightingError } from "#contract/failures";
import type { DocumentIssue, DocumentName, IssuedRecord } from "./port.ts";

export const sha256Of = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** The record of a document that is issued now: the newest of its name. */
export function recordOf({ content, ...document }: DocumentIssue): IssuedRecord {
  return { ...document, sha256: sha256Of(content), bytes: content.byteLength, superseded: false };
}

/** The document was made for a version that somebody else issued meanwhile, or that is not the next. */
export function refuseVersion({ kind, subject, period, version }: DocumentIssue, newest: number): void {
  if (version === newest + 1) return;
  throw new LightingError(
    "CONFLICT",
    `the ${kind} document of ${subject} for ${period} has ${newest} versions and this would be version ${version}: somebody issued it meanwhile; look, then try again`,
  );
}

/** What was issued cannot be given back as it was: never given back otherwise. */
export function refuseDamaged({ kind, subject, period }: DocumentName, version: number, content: Uint8Array, sha256: string): void {
  if (sha256Of(content) === sha256) return;
  throw new LightingError(
    "STORE_OFFLINE",
    `version ${version} of the ${kind} document of ${subject} for ${period} is damaged in the registry (its SHA-256 is no longer ${sha256}): take it from a backup of the registry`,
  );
}
