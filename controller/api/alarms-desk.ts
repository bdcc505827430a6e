/** What the routes of alarms and incidents need of the controller (desk.ts holds it). */
import type * as api from "#contract/alarms";

export interface AlarmsDesk {
  /** One list, unacknowledged first, then by priority, then the newest; with the counts of all. */
  list(query: api.AlarmQuery): Promise<api.AlarmList>;
  /** Rejects with STORE_OFFLINE when what was done could not be saved yet. */
  act(action: api.AlarmAction, by: string): Promise<api.AlarmActed>;
  /** Rejects with BAD_INPUT for a period that is not one. */
  health(query: api.AlarmHealthQuery): Promise<api.AlarmHealth>;
  incidents(query: api.IncidentQuery): Promise<api.IncidentList>;
  /** Undefined when it is not known, or no longer kept. */
  incident(id: string): Promise<api.IncidentDetail | undefined>;
  /** For the live stream: small, and the same until something changes. */
  news(): api.AlarmNews;
}
