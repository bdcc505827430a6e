/** Published designs and drafts of the in-memory registry. Bodies are kept as JSON, so that nobody changes one from outside. */
import type { DesignLedger, DesignName, DesignVersionRecord, DraftHeld, DraftRecord, DraftSave } from "./port.ts";

type Kept<T> = Omit<T, "body"> & { readonly body: string };
type Open = <T>(work: () => T) => Promise<T>;

export function memoryDesigns(open: Open): DesignLedger {
  const versions: Kept<DesignVersionRecord>[] = [];
  /** Without a body it was published or given up; its revision is kept. */
  const drafts = new Map<string, Kept<DraftRecord> & { readonly isOpen: boolean }>();
  const held = (name: DesignName): DraftHeld => {
    const draft = drafts.get(keyOf(name));
    return { ok: false, held: draft?.isOpen ? recordOf(draft) : undefined };
  };
  const close = (name: DesignName, revision: number): boolean => {
    const draft = drafts.get(keyOf(name));
    if (!draft?.isOpen || draft.revision !== revision) return false;
    drafts.set(keyOf(name), { ...draft, isOpen: false });
    return true;
  };
  return {
    designVersions: (kind, id) =>
      open(() =>
        versions
          .filter((each) => (kind === undefined || each.kind === kind) && (id === undefined || each.id === id))
          .sort((a, b) => byName(a, b) || a.version - b.version)
          .map((each) => ({ ...each, body: JSON.parse(each.body) })),
      ),
    publishDesign: (publication, revision) =>
      open(() => {
        if (revision !== undefined && !close(publication, revision)) return held(publication);
        const version = 1 + versions.filter((each) => keyOf(each) === keyOf(publication)).length;
        const body = JSON.stringify(publication.body);
        versions.push({ ...publication, version, body });
        return { ok: true, version: { ...publication, version, body: JSON.parse(body) } };
      }),
    drafts: () =>
      open(() =>
        [...drafts.values()]
          .filter(({ isOpen }) => isOpen)
          .sort(byName)
          .map(recordOf),
      ),
    saveDraft: (draft, baseRevision) =>
      open(() => {
        const known = drafts.get(keyOf(draft));
        if ((known?.isOpen ? known.revision : 0) !== baseRevision) return held(draft);
        const kept = { ...draft, revision: (known?.revision ?? 0) + 1, body: JSON.stringify(draft.body), isOpen: true };
        drafts.set(keyOf(draft), kept);
        return { ok: true, draft: recordOf(kept) };
      }),
    deleteDraft: (name, revision) => open(() => (close(name, revision) ? { ok: true } : held(name))),
  };
}

const recordOf = ({ kind, id, revision, body, author, atMs }: Kept<DraftSave & { readonly revision: number }>): DraftRecord => ({
  kind,
  id,
  revision,
  body: JSON.parse(body),
  author,
  atMs,
});

const keyOf = ({ kind, id }: DesignName): string => `${kind}/${id}`;

const byName = (a: DesignName, b: DesignName): number => compare(a.kind, b.kind) || compare(a.id, b.id);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
