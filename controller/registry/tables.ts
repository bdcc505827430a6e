/** Rows of the registry's tables, and how they become records and back. Unknown is NULL; lists are JSON, read and written whole. */
import { z } from "zod";
import type { LightRecord } from "./inventory.ts";
import type { ConnectionRecord, DemandRecord, DesignVersionRecord, DraftRecord, IssuedRecord, OverrideRecord, RunRecord, StoredRecord } from "./port.ts";

export interface LightRow {
  id: string;
  node: string;
  /** The column number people quote; "column" is a word of SQL. */
  asset: string;
  lat: number;
  lon: number;
  street: string;
  area: string;
  postcode: string | null;
  feeder: string | null;
  regime: string;
  power_w: number;
  power_assumed: number;
  min_level_pct: number;
  min_power_w: number;
  standby_w: number;
  luminaire: string | null;
}

export interface OverrideRow {
  id: string;
  title: string;
  level_pct: number;
  fade_ms: number;
  starts_at_ms: number;
  ends_at_ms: number;
  reason: string;
  made_by: string;
  created_at_ms: number;
  released_at_ms: number | null;
  lights: string;
}

export interface DemandRow {
  source: string;
  at_ms: number;
  heard_at_ms: number;
  nr: number;
  value: number;
  refused: string | null;
}

export interface ConnectionRow {
  id: string;
  authority: string;
  kind: ConnectionRecord["kind"];
  secret_hash: string;
  nodes: string;
}

/** The last three are NULL until the run has ended. */
export interface RunRow {
  job: string;
  scheduled_at_ms: number;
  ok: number | null;
  outcome: string | null;
  took_ms: number | null;
}

export interface DesignVersionRow {
  kind: DesignVersionRecord["kind"];
  id: string;
  version: number;
  body: string;
  author: string;
  at_ms: number;
  reason: string;
  rolled_back_to: number | null;
}

/** Without a body it was published or given up; its revision is kept. */
export interface DraftRow {
  kind: DraftRecord["kind"];
  id: string;
  revision: number;
  body: string | null;
  author: string;
  at_ms: number;
}

/** `content` is gzip of what was sent; `sha256` and `bytes` are of what was sent. */
export interface IssuedRow {
  kind: IssuedRecord["kind"];
  subject: string;
  period: string;
  version: number;
  name: string;
  sha256: string;
  bytes: number;
  issued_at_ms: number;
  issued_by: string;
  reason: string;
  draft: number;
  content: Uint8Array;
}

export interface StoredRow {
  light: string;
  node: string;
  boot: number;
  up_to: number;
  /** JSON: [boot, from, to] of each range. */
  above: string;
  newest_at_ms: number;
}

export interface FaultRow {
  light: string;
  kind: string;
  pending_at_ms: number;
  /** NULL while it is pending. */
  active_at_ms: number | null;
}

/** An incident or an alarm; the body is JSON, read and written whole. */
export interface KeptRow {
  id: string;
  /** NULL while it is not over. */
  ended_at_ms: number | null;
  body: string;
}

export interface AlarmEventRow {
  alarm: string;
  at_ms: number;
  nr: number;
  body: string;
}

/** What an order is asked for by, beside the whole of it as JSON. */
export interface WorkRow {
  id: string;
  revision: number;
  state: string;
  due_at_ms: number;
  assignee: string | null;
  incident: string | null;
  reference: string | null;
  body: string;
}

export interface NoticeRow {
  id: string;
  state: string;
  made_at_ms: number;
  due_at_ms: number;
  body: string;
}

export interface HandOverRow {
  rota: string;
  stand_in: string;
  from_ms: number;
  until_ms: number;
  made_by: string;
}

export interface Tables {
  light: LightRow;
  override: OverrideRow;
  demand_reading: DemandRow;
  connection: ConnectionRow;
  run: RunRow;
  design_version: DesignVersionRow;
  draft: DraftRow;
  issued: IssuedRow;
  stored_reading: StoredRow;
  light_fault: FaultRow;
  incident: KeptRow;
  alarm: KeptRow;
  alarm_event: AlarmEventRow;
  work_order: WorkRow;
  notice: NoticeRow;
  hand_over: HandOverRow;
}

const Ids = z.array(z.string());
const Ranges = z.array(z.tuple([z.int(), z.int(), z.int()]));

export const lightRow = (light: LightRecord): LightRow => ({
  id: light.id,
  node: light.node,
  asset: light.column,
  lat: light.lat,
  lon: light.lon,
  street: light.street,
  area: light.area,
  postcode: light.postcode ?? null,
  feeder: light.feeder ?? null,
  regime: light.regime,
  power_w: light.powerW,
  power_assumed: light.powerAssumed ? 1 : 0,
  min_level_pct: light.minLevelPct,
  min_power_w: light.minPowerW,
  standby_w: light.standbyW,
  luminaire: light.luminaire ?? null,
});

export const lightOf = (row: LightRow): LightRecord => ({
  id: row.id,
  node: row.node,
  column: row.asset,
  lat: row.lat,
  lon: row.lon,
  street: row.street,
  area: row.area,
  postcode: row.postcode ?? undefined,
  feeder: row.feeder ?? undefined,
  regime: row.regime,
  powerW: row.power_w,
  powerAssumed: row.power_assumed === 1,
  minLevelPct: row.min_level_pct,
  minPowerW: row.min_power_w,
  standbyW: row.standby_w,
  luminaire: row.luminaire ?? undefined,
});

export const overrideRow = (override: OverrideRecord): OverrideRow => ({
  id: override.id,
  title: override.title,
  level_pct: override.levelPct,
  fade_ms: override.fadeMs,
  starts_at_ms: override.startsAtMs,
  ends_at_ms: override.endsAtMs,
  reason: override.reason,
  made_by: override.by,
  created_at_ms: override.createdAtMs,
  released_at_ms: override.releasedAtMs ?? null,
  lights: JSON.stringify(override.lights),
});

export const overrideOf = ({ lights, ...row }: OverrideRow): OverrideRecord => ({ ...bareOverrideOf(row), lights: Ids.parse(JSON.parse(lights)) });

/** Without its lights, which take longest to read. */
export const bareOverrideOf = (row: Omit<OverrideRow, "lights">): Omit<OverrideRecord, "lights"> => ({
  id: row.id,
  title: row.title,
  levelPct: row.level_pct,
  fadeMs: row.fade_ms,
  startsAtMs: row.starts_at_ms,
  endsAtMs: row.ends_at_ms,
  reason: row.reason,
  by: row.made_by,
  createdAtMs: row.created_at_ms,
  releasedAtMs: row.released_at_ms ?? undefined,
});

export const demandRow = ({ source, atMs, heardAtMs, nr, value, refused }: DemandRecord): DemandRow => ({
  source,
  at_ms: atMs,
  heard_at_ms: heardAtMs,
  nr,
  value,
  refused: refused ?? null,
});

export const demandOf = ({ source, at_ms, heard_at_ms, nr, value, refused }: DemandRow): DemandRecord => ({
  source,
  atMs: at_ms,
  heardAtMs: heard_at_ms,
  nr,
  value,
  refused: refused ?? undefined,
});

export const connectionRow = (connection: ConnectionRecord): ConnectionRow => ({
  id: connection.id,
  authority: connection.authority,
  kind: connection.kind,
  secret_hash: connection.secretHash,
  nodes: JSON.stringify(connection.nodes),
});

export const connectionOf = (row: ConnectionRow): ConnectionRecord => ({
  id: row.id,
  authority: row.authority,
  kind: row.kind,
  secretHash: row.secret_hash,
  nodes: Ids.parse(JSON.parse(row.nodes)),
});

export const runOf = ({ job, scheduled_at_ms, ok, outcome, took_ms }: RunRow): RunRecord => ({
  job,
  scheduledAtMs: scheduled_at_ms,
  outcome: ok === null || outcome === null || took_ms === null ? undefined : { ok: ok === 1, text: outcome, tookMs: took_ms },
});

export const designVersionOf = (row: DesignVersionRow): DesignVersionRecord => ({
  kind: row.kind,
  id: row.id,
  version: row.version,
  body: JSON.parse(row.body),
  author: row.author,
  atMs: row.at_ms,
  reason: row.reason,
  rolledBackTo: row.rolled_back_to ?? undefined,
});

/** Undefined for one that was published or given up. */
export const draftOf = (row: DraftRow): DraftRecord | undefined =>
  row.body === null ? undefined : { kind: row.kind, id: row.id, revision: row.revision, body: JSON.parse(row.body), author: row.author, atMs: row.at_ms };

export const issuedRow = (record: IssuedRecord, content: Uint8Array): IssuedRow => ({
  kind: record.kind,
  subject: record.subject,
  period: record.period,
  version: record.version,
  name: record.name,
  sha256: record.sha256,
  bytes: record.bytes,
  issued_at_ms: record.issuedAtMs,
  issued_by: record.by,
  reason: record.reason,
  draft: record.draft ? 1 : 0,
  content,
});

/** `superseded` is what a comparison gives: 0 or 1 in SQLite. */
export const issuedOf = (row: Omit<IssuedRow, "content"> & { readonly superseded: unknown }): IssuedRecord => ({
  kind: row.kind,
  subject: row.subject,
  period: row.period,
  version: row.version,
  name: row.name,
  sha256: row.sha256,
  bytes: row.bytes,
  issuedAtMs: row.issued_at_ms,
  by: row.issued_by,
  reason: row.reason,
  draft: row.draft === 1,
  superseded: Boolean(row.superseded),
});

export const storedRow = ({ light, node, boot, upTo, above, newestAtMs }: StoredRecord): StoredRow => ({
  light,
  node,
  boot,
  up_to: upTo,
  above: JSON.stringify(above.map((range) => [range.boot, range.from, range.to])),
  newest_at_ms: newestAtMs,
});

export const storedOf = ({ light, node, boot, up_to, above, newest_at_ms }: StoredRow): StoredRecord => ({
  light,
  node,
  boot,
  upTo: up_to,
  above: above === "[]" ? [] : Ranges.parse(JSON.parse(above)).map(([of, from, to]) => ({ boot: of, from, to })),
  newestAtMs: newest_at_ms,
});
