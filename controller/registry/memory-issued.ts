/** Issued documents of the in-memory registry. */
import { recordOf, refuseVersion } from "./issued.ts";
import type { DocumentName, IssuedRecord, IssueLedger } from "./port.ts";

interface Kept {
  readonly record: IssuedRecord;
  readonly content: Uint8Array;
}
type Open = <T>(work: () => T) => Promise<T>;

export function memoryIssued(open: Open): IssueLedger {
  /** By name, versions ascending. */
  const documents = new Map<string, readonly Kept[]>();
  const versionsOf = (name: DocumentName) => documents.get(keyOf(name)) ?? [];
  const shown = (record: IssuedRecord): IssuedRecord => ({ ...record, superseded: versionsOf(record).length > record.version });
  return {
    issue: async (document) =>
      open(() => {
        const versions = versionsOf(document);
        const last = versions.at(-1);
        const record = recordOf(document);
        if (last?.record.sha256 === record.sha256) return { isNew: false, issued: shown(last.record) };
        refuseVersion(document, versions.length);
        const issue = { record, content: Uint8Array.from(document.content) };
        documents.set(keyOf(document), [...versions, issue]);
        return { isNew: true, issued: shown(record) };
      }),
    issued: ({ kind, subject, period, limit }) =>
      open(() =>
        [...documents.values()]
          .flat()
          .map(({ record }) => record)
          .filter(
            (record) => (kind ?? record.kind) === record.kind && (subject ?? record.subject) === record.subject && (period ?? record.period) === record.period,
          )
          .sort(newestFirst)
          .slice(0, limit)
          .map(shown),
      ),
    issuedContent: (name, version) =>
      open(() => {
        const versions = versionsOf(name);
        const found = version === undefined ? versions.at(-1) : versions[version - 1];
        return found && { issued: shown(found.record), content: Uint8Array.from(found.content) };
      }),
  };
}

const keyOf = ({ kind, subject, period }: DocumentName): string => `${kind}/${subject}/${period}`;

const newestFirst = (a: IssuedRecord, b: IssuedRecord): number =>
  b.issuedAtMs - a.issuedAtMs || compare(a.kind, b.kind) || compare(a.subject, b.subject) || compare(b.period, a.period) || b.version - a.version;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
