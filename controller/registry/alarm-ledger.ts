/** What the registry keeps of incidents and alarms (part of the Registry port). Bodies are the callers' own JSON: they check what they read. */

/** An incident or an alarm, by its id. */
export interface KeptRecord {
  readonly id: string;
  /** When it was over, ms since 1970 UTC; undefined while it is not. */
  readonly endedAtMs: number | undefined;
  readonly body: unknown;
}

/** What was done to an alarm, by whom and why; or what became of it by itself. Kept as it was written. */
export interface AlarmEventRecord {
  readonly alarm: string;
  /** With `alarm` and `nr` it names the event for ever. */
  readonly atMs: number;
  readonly nr: number;
  readonly body: unknown;
}

export interface AlarmLedger {
  /** Those that are not over, and those that ended at or after an instant; by id. */
  incidents(endedSinceMs: number): Promise<KeptRecord[]>;
  incident(id: string): Promise<KeptRecord | undefined>;
  /** The same of alarms. An alarm has the id of its incident. */
  alarms(endedSinceMs: number): Promise<KeptRecord[]>;
  alarm(id: string): Promise<KeptRecord | undefined>;
  /** Inserts or replaces by id; adds the events that are not there yet. All or nothing, durable before it answers. */
  saveAlarms(changes: AlarmChanges): Promise<void>;
  /** Events in [fromMs, toMs], oldest first; the newest `limit` when there are more. */
  alarmEvents(fromMs: number, toMs: number, limit: number): Promise<AlarmEventRecord[]>;
  /** What happened to one alarm, oldest first; the newest `limit` when there are more. */
  alarmHistory(alarm: string, limit: number): Promise<AlarmEventRecord[]>;
  /** Removes what ended, and events that happened, before an instant. */
  pruneAlarms(beforeMs: number): Promise<void>;
}

export interface AlarmChanges {
  readonly incidents: readonly KeptRecord[];
  readonly alarms: readonly KeptRecord[];
  readonly events: readonly AlarmEventRecord[];
}
