/** The queue of notifications of the in-memory registry. */
import type { Notice } from "#contract/notifications";
import type { HandOverRecord, NoticeLedger } from "./notice-ledger.ts";

type Open = <T>(work: () => T) => Promise<T>;

export function memoryNotices(open: Open): NoticeLedger {
  const notices = new Map<string, Notice>();
  const handOvers = new Map<string, HandOverRecord>();
  const inState = (state: Notice["state"]): Notice[] => [...notices.values()].filter((notice) => notice.state === state);
  return {
    addNotices: (added) =>
      open(() => {
        const fresh = added.filter(({ id }) => !notices.has(id));
        for (const notice of fresh) notices.set(notice.id, structuredClone(notice));
        return fresh.length;
      }),
    dueNotices: (nowMs, limit) =>
      open(() =>
        inState("waiting")
          .filter(({ dueAt }) => Date.parse(dueAt) <= nowMs)
          .sort(byMaking)
          .slice(0, limit),
      ),
    notices: (state, limit) =>
      open(() =>
        inState(state)
          .sort((a, b) => Date.parse(b.madeAt) - Date.parse(a.madeAt) || (a.id < b.id ? -1 : 1))
          .slice(0, limit),
      ),
    notice: (id) => open(() => notices.get(id)),
    noticeCount: (state) => open(() => inState(state).length),
    saveNotices: (changed) => open(() => changed.forEach((notice) => void (notices.has(notice.id) && notices.set(notice.id, structuredClone(notice))))),
    pruneNotices: (beforeMs) =>
      open(() => {
        const old = [...notices.values()].filter(({ state, madeAt }) => state !== "waiting" && Date.parse(madeAt) < beforeMs);
        for (const { id } of old) notices.delete(id);
        return old.length;
      }),
    handOvers: () => open(() => [...handOvers.values()].sort((a, b) => (a.rota < b.rota ? -1 : 1))),
    saveHandOver: (record) => open(() => void handOvers.set(record.rota, { ...record })),
  };
}

const byMaking = (a: Notice, b: Notice): number => Date.parse(a.madeAt) - Date.parse(b.madeAt) || (a.id < b.id ? -1 : 1);
