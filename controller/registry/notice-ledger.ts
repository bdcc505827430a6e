/** What the registry keeps of notifications: the queue itself, so that a restart loses none, and who stands in for whom. */
import type { Notice, NoticeState } from "#contract/notifications";

/** Somebody stands in for whoever the rota names; the last one made counts. */
export interface HandOverRecord {
  readonly rota: string;
  readonly to: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly by: string;
}

export interface NoticeLedger {
  /** Adds those whose id is not there yet, all or nothing; durable before it answers. Answers how many were new. */
  addNotices(notices: readonly Notice[]): Promise<number>;
  /** Waiting ones that are due, oldest first, at most `limit`. */
  dueNotices(nowMs: number, limit: number): Promise<Notice[]>;
  /** Of one state, newest first. */
  notices(state: NoticeState, limit: number): Promise<Notice[]>;
  notice(id: string): Promise<Notice | undefined>;
  noticeCount(state: NoticeState): Promise<number>;
  /** Replaces by id. */
  saveNotices(notices: readonly Notice[]): Promise<void>;
  /** Removes those that ended (sent or dead) and were made before an instant; answers how many. */
  pruneNotices(beforeMs: number): Promise<number>;
  /** The stand-in of each rota, the one made last. */
  handOvers(): Promise<HandOverRecord[]>;
  /** Replaces that of its rota. */
  saveHandOver(record: HandOverRecord): Promise<void>;
}
