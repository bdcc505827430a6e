/** What the routes of work orders and notifications need of the controller (desk.ts holds them). */
import type * as notices from "#contract/notifications";
import type * as api from "#contract/work";

export interface WorkDesk {
  list(query: api.WorkQuery): Promise<api.WorkList>;
  /** Every order, for an export. */
  all(): Promise<api.WorkOrder[]>;
  /** Rejects with NOT_FOUND. */
  order(id: string): Promise<api.WorkOrder>;
  make(request: api.WorkRequest, by: string): Promise<api.WorkOrder>;
  /** Rejects with CONFLICT when somebody changed the order meanwhile. */
  act(id: string, action: api.WorkAction, by: string): Promise<api.WorkOrder>;
  take(rows: readonly api.WorkImportRow[], by: string): Promise<api.WorkImported>;
  /** Keeps the bytes of a photo and adds it. Rejects with BAD_INPUT when it is none. */
  photograph(id: string, content: Uint8Array, by: string): Promise<api.WorkOrder>;
  photo(id: string): Promise<{ readonly type: api.WorkPhoto["type"]; readonly content: Uint8Array } | undefined>;
}

export interface NotificationsDesk {
  state(): Promise<notices.NotificationState>;
  notices(query: notices.NoticeQuery): Promise<notices.Notice[]>;
  retry(id: string): Promise<notices.Notice>;
  handOver(rota: string, request: notices.HandOverRequest, by: string): Promise<notices.NotificationState>;
}
