/**
 * The Registry port: what must survive: the inventory, overrides, demand as heard, identities of connections, designs, what was issued, how far readings are stored, which housekeeping has run. SQLite through Kysely
 * (sqlite.ts; the same code is meant for PostgreSQL) and an in-memory twin (memory.ts); one suite for both.
 */
import type { DesignKind } from "#contract/design";
import type { FaultKind } from "#contract/faults";
import type { IssuedKind } from "#contract/settlement";
import type { AlarmLedger } from "./alarm-ledger.ts";
import type { LightRecord } from "./inventory.ts";
import type { NoticeLedger } from "./notice-ledger.ts";
import type { WorkLedger } from "./work-ledger.ts";

export interface OverrideRecord {
  readonly id: string;
  readonly title: string;
  readonly levelPct: number;
  readonly fadeMs: number;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly reason: string;
  readonly by: string;
  readonly createdAtMs: number;
  readonly releasedAtMs: number | undefined;
  /** Ids of the lights at the time of making. */
  readonly lights: readonly string[];
}

/** A reading of demand as it was heard, kept so that a past decision can be explained and tried again. */
export interface DemandRecord {
  readonly source: string;
  /** The reading's own instant, ms since 1970 UTC. */
  readonly atMs: number;
  /** When it was heard. With `nr`, which tells apart what was heard at one instant, it names the record for ever. */
  readonly heardAtMs: number;
  readonly nr: number;
  readonly value: number;
  /** Why it was not believed; undefined when it was. */
  readonly refused: string | undefined;
}

export interface ConnectionRecord {
  readonly id: string;
  readonly authority: string;
  readonly kind: "node" | "gateway" | "source" | "service";
  /** SHA-256 of the secret, hex. Secrets are random 128-bit tokens, so a plain digest is enough (operations.md A10). */
  readonly secretHash: string;
  /** Nodes a gateway may carry; empty for the others. */
  readonly nodes: readonly string[];
}

/** How a run of a housekeeping job ended. */
export interface RunOutcome {
  readonly ok: boolean;
  /** What it did, or what was wrong and what to do. */
  readonly text: string;
  readonly tookMs: number;
}

/** A line of the run ledger, named for ever by (job, scheduledAtMs). */
export interface RunRecord {
  readonly job: string;
  /** The instant it was due, which is not when it ran. */
  readonly scheduledAtMs: number;
  /** Undefined while it runs, and for ever when the process ended meanwhile. */
  readonly outcome: RunOutcome | undefined;
}

/** A design by name; "groups", "sections" and "luminaires" have one object each. */
export interface DesignName {
  readonly kind: DesignKind;
  readonly id: string;
}

/** What a person publishes. The body is JSON; the registry does not look into it. */
export interface DesignPublication extends DesignName {
  readonly body: unknown;
  readonly author: string;
  readonly atMs: number;
  readonly reason: string;
  /** The version whose body it is again, when it is a roll back. */
  readonly rolledBackTo: number | undefined;
}

/** A published version: never changes. Versions count from 1 for each design. */
export interface DesignVersionRecord extends DesignPublication {
  readonly version: number;
}

export interface DraftSave extends DesignName {
  readonly body: unknown;
  readonly author: string;
  readonly atMs: number;
}

/** What someone works on; `revision` rises with every save and is never used again, also not after the draft was published or given up. */
export interface DraftRecord extends DraftSave {
  readonly revision: number;
}

/** Refused because somebody else was first: their draft, or undefined when it was published or given up meanwhile. */
export interface DraftHeld {
  readonly ok: false;
  readonly held: DraftRecord | undefined;
}

export interface DesignLedger {
  /** Every published version, of one kind or one design when asked for; by kind, id and version. */
  designVersions(kind?: DesignKind, id?: string): Promise<DesignVersionRecord[]>;
  /**
   * Gives the body the next version of its design, durable before it answers. With `revision` it publishes the draft, which goes, and
   * only if the draft is still at that revision; without, a draft is left alone.
   */
  publishDesign(publication: DesignPublication, revision?: number): Promise<{ readonly ok: true; readonly version: DesignVersionRecord } | DraftHeld>;
  /** Every draft, by kind and id. */
  drafts(): Promise<DraftRecord[]>;
  /** Saves against the revision the author started from; 0 is "there was none". */
  saveDraft(draft: DraftSave, baseRevision: number): Promise<{ readonly ok: true; readonly draft: DraftRecord } | DraftHeld>;
  /** Gives a draft up, if it is still at this revision. */
  deleteDraft(name: DesignName, revision: number): Promise<{ readonly ok: true } | DraftHeld>;
}

export interface DemandLedger {
  /** Adds what is not there yet, all or nothing: saving a record again changes nothing. */
  saveDemand(records: readonly DemandRecord[]): Promise<void>;
  /** Readings of a source heard in [fromMs, toMs], in the order they were heard; the newest `limit` when there are more. */
  demandHeard(source: string, fromMs: number, toMs: number, limit: number): Promise<DemandRecord[]>;
  /** Removes readings heard before an instant, and the oldest beyond `recordsMax`; answers how many. */
  pruneDemand(beforeMs: number, recordsMax: number): Promise<number>;
}

/** A document by name; its versions count from 1. */
export interface DocumentName {
  readonly kind: IssuedKind;
  /** Id of the sub-meter, or of the authority. */
  readonly subject: string;
  /** yyyy-mm-dd, or yyyy-mm for a month. */
  readonly period: string;
}

/** What is sent to others. `version` is the one that its content was made for. */
export interface DocumentIssue extends DocumentName {
  readonly version: number;
  /** File name as sent. */
  readonly name: string;
  readonly content: Uint8Array;
  readonly draft: boolean;
  readonly issuedAtMs: number;
  readonly by: string;
  readonly reason: string;
}

export interface IssuedRecord extends Omit<DocumentIssue, "content"> {
  /** Of the content as sent, hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** A later version was issued. */
  readonly superseded: boolean;
}

/** What was sent stays as it was sent: nothing in this ledger is ever changed or removed. */
export interface IssueLedger {
  /**
   * Issues a document, durable before it answers. Content that is that of the newest version already is not issued again: the answer is
   * that version. Rejects with CONFLICT when `version` is not the next.
   */
  issue(document: DocumentIssue): Promise<{ readonly isNew: boolean; readonly issued: IssuedRecord }>;
  /** Documents that fit every part given, newest first, at most `limit`. */
  issued(filter: Partial<DocumentName> & { readonly limit: number }): Promise<IssuedRecord[]>;
  /** A version as it was sent, the newest without one; undefined when there is none. Rejects when its bytes no longer have their hash. */
  issuedContent(name: DocumentName, version?: number): Promise<{ readonly issued: IssuedRecord; readonly content: Uint8Array } | undefined>;
}

/** Up to where a light's readings are stored, by the numbers its node gives them: (boot, seq). */
export interface StoredRecord {
  readonly light: string;
  /** The node that counted: another one in its place counts anew. */
  readonly node: string;
  /** Everything of earlier boots, and of this boot up to and with `upTo`, is stored or was given up. */
  readonly boot: number;
  readonly upTo: number;
  /** Stored above that, ascending; gaps lie between. */
  readonly above: readonly { readonly boot: number; readonly from: number; readonly to: number }[];
  /** The latest instant among the readings stored, ms since 1970 UTC; 0 before the first. */
  readonly newestAtMs: number;
}

export interface StoredLedger {
  /** How far each light's readings are stored, by light; lights of which nothing is known are left out. */
  storedUpTo(): Promise<StoredRecord[]>;
  /** Inserts or replaces by light, all or nothing; durable before it answers. */
  saveStored(records: readonly StoredRecord[]): Promise<void>;
}

/** A fault that stands: pending, or active since `activeAtMs`. Instants are ms since 1970 UTC, whole. */
export interface FaultRecord {
  readonly kind: FaultKind;
  readonly pendingAtMs: number;
  readonly activeAtMs: number | undefined;
}

/** All that stands of one light; nothing, when all of it has cleared. */
export interface LightFaults {
  readonly light: string;
  readonly faults: readonly FaultRecord[];
}

export interface FaultLedger {
  /** Lights of which something stands, by id; each one's faults by kind. */
  faults(): Promise<LightFaults[]>;
  /** Replaces what stands of these lights, all or nothing; durable before it answers. */
  saveFaults(lights: readonly LightFaults[]): Promise<void>;
}

export interface Registry extends AlarmLedger, FaultLedger, StoredLedger, DesignLedger, DemandLedger, IssueLedger, WorkLedger, NoticeLedger {
  /** Every light, by id. */
  lights(): Promise<LightRecord[]>;
  /** Inserts or replaces by id, all or nothing. */
  saveLights(lights: readonly LightRecord[]): Promise<void>;
  /** Overrides whose end, as made, is at or after `sinceMs`, released ones too; oldest first. */
  overrides(sinceMs: number): Promise<OverrideRecord[]>;
  /** Overrides of one light that had begun by `toMs`, made by then, and end as made at or after `fromMs`; oldest first. */
  overridesOf(light: string, fromMs: number, toMs: number): Promise<Omit<OverrideRecord, "lights">[]>;
  /** Inserts or replaces by id; resolves when it is durable. */
  saveOverride(override: OverrideRecord): Promise<void>;
  /** Every connection, by id. */
  connections(): Promise<ConnectionRecord[]>;
  /** Inserts or replaces by id, all or nothing. */
  saveConnections(connections: readonly ConnectionRecord[]): Promise<void>;
  /** True for exactly one caller per (job, scheduled instant), however often it fires and whoever else asks; durable before it answers. */
  startRun(job: string, scheduledAtMs: number): Promise<boolean>;
  /** Notes how a started run ended. */
  finishRun(job: string, scheduledAtMs: number, outcome: RunOutcome): Promise<void>;
  /** The last runs by the instant they were due, at most `limit`; newest first. */
  runs(limit: number): Promise<RunRecord[]>;
  close(): Promise<void>;
}
