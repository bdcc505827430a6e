/**
 * Every version of every design, and what holds when. Version 0 is the configuration's; the highest version is in force
 * from the moment it was published.
 */
import type { Config } from "#config/schema";
import { type DesignKind, Settlement } from "#contract/design";
import type { DesignLedger, DesignName, DesignVersionRecord } from "../registry/port.ts";
import { assemble } from "./assemble.ts";
import { type Design, onlyId, readDesign } from "./design.ts";
import type { DesignsInForce } from "./in-force.ts";

/** A body to try, as if it were published. */
export interface TriedDesign extends DesignName {
  readonly body: unknown;
}

/** A version and what was read from it. */
export interface BookEntry {
  readonly design: Design;
  /** Undefined for the configuration's. */
  readonly record: DesignVersionRecord | undefined;
}

/** Explanations of the past ask for the same few instants again and again. */
const pastKeptMax = 32;

/** What the configuration has of designs. */
export type Configured = Pick<Config, "profiles" | "regimes"> & Partial<Pick<Config, "tariffs" | "carbon">>;

export class DesignBook {
  readonly #regimes: Readonly<Record<string, string>>;
  /** Versions ascending, by "kind/id". */
  readonly #entries = new Map<string, BookEntry[]>();
  /** When anything was published, ascending: between two of them nothing changes. */
  #changedAtMs: number[] = [];
  #inForce: DesignsInForce;
  readonly #past = new Map<number, DesignsInForce>();

  constructor(config: Configured) {
    this.#regimes = config.regimes;
    const configured: Design[] = Object.entries(config.profiles).map(([id, body]) => ({ kind: "profile", id, version: 0, body }));
    for (const design of [...configured, ...money(config), ...unpublished]) this.#put({ design, record: undefined });
    this.#inForce = this.#assembled(Number.POSITIVE_INFINITY);
  }

  /**
   * Reads what was published. A version that cannot be read, because a newer Leerie wrote it, is told to `log` and left out: the version
   * before it stays in force, and the lights stay lit.
   */
  static async load(ledger: DesignLedger, config: Configured, log: (line: string) => void): Promise<DesignBook> {
    const book = new DesignBook(config);
    for (const record of await ledger.designVersions()) {
      const read = readDesign(record, record.version, record.body);
      if (read.ok) book.#put({ design: read.design, record });
      else log(`version ${record.version} of the ${record.kind} ${record.id} cannot be read and is left out: ${read.error.issues[0]?.message ?? ""}`);
    }
    book.#inForce = book.#assembled(Number.POSITIVE_INFINITY);
    return book;
  }

  /** What holds now. The same object until something is published. */
  inForce(): DesignsInForce {
    return this.#inForce;
  }

  /** What held at an instant. */
  at(instantMs: number): DesignsInForce {
    const later = this.#changedAtMs.findIndex((atMs) => atMs > instantMs);
    if (later === -1) return this.#inForce;
    const known = this.#past.get(later);
    if (known) return known;
    const held = this.#assembled(instantMs);
    if (this.#past.size >= pastKeptMax) this.#past.clear();
    this.#past.set(later, held);
    return held;
  }

  /** What would hold if these were published now, each as its next version. Throws RangeError for a body that its schema refuses. */
  withDrafts(tried: readonly TriedDesign[]): DesignsInForce {
    const designs = tried.map(({ body, ...name }) => {
      const read = readDesign(name, this.nextVersion(name), body);
      if (!read.ok) throw new RangeError(`the ${name.kind} ${name.id} cannot be read: check it before it is tried`);
      return read.design;
    });
    return assemble([...this.#held(Number.POSITIVE_INFINITY), ...designs], this.#regimes);
  }

  /** Takes what the registry has published. */
  add(record: DesignVersionRecord): void {
    const read = readDesign(record, record.version, record.body);
    if (!read.ok) throw new RangeError(`version ${record.version} of the ${record.kind} ${record.id} cannot be read: check it before it is published`);
    this.#put({ design: read.design, record });
    this.#past.clear();
    this.#inForce = this.#assembled(Number.POSITIVE_INFINITY);
  }

  /** Every design's highest version, of one kind when asked for; by kind and id. */
  current(kind?: DesignKind): BookEntry[] {
    return [...this.#entries]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, versions]) => versions.slice(-1))
      .filter(({ design }) => kind === undefined || design.kind === kind);
  }

  /** Versions of one design, ascending; empty when it has none. */
  versions(name: DesignName): readonly BookEntry[] {
    return this.#entries.get(keyOf(name)) ?? [];
  }

  /** The version a publication would get. */
  nextVersion(name: DesignName): number {
    return (this.versions(name).at(-1)?.design.version ?? 0) + 1;
  }

  #put(entry: BookEntry): void {
    const key = keyOf(entry.design);
    this.#entries.set(
      key,
      [...(this.#entries.get(key) ?? []), entry].sort((a, b) => a.design.version - b.design.version),
    );
    if (entry.record) this.#changedAtMs = [...this.#changedAtMs, entry.record.atMs].sort((a, b) => a - b);
  }

  #assembled(instantMs: number): DesignsInForce {
    return assemble(this.#held(instantMs), this.#regimes);
  }

  #held(instantMs: number): Design[] {
    return [...this.#entries.values()].flatMap((versions) => {
      const held = versions.findLast(({ record }) => record === undefined || record.atMs <= instantMs);
      return held ? [held.design] : [];
    });
  }
}

const money = ({ tariffs = [], carbon = [] }: Configured): Design[] => [
  { kind: "tariffs", id: onlyId, version: 0, body: { tariffs } },
  { kind: "carbon", id: onlyId, version: 0, body: { factors: carbon } },
];

/** What one goes back to: no group made, no calendar given, no road with a class, no type of luminaire, no sub-meter. */
const unpublished: readonly Design[] = [
  { kind: "groups", id: onlyId, version: 0, body: { made: [], calendars: [] } },
  { kind: "sections", id: onlyId, version: 0, body: { sections: [] } },
  { kind: "luminaires", id: onlyId, version: 0, body: { types: [] } },
  { kind: "settlement", id: onlyId, version: 0, body: Settlement.parse({}) },
];

const keyOf = ({ kind, id }: DesignName): string => `${kind}/${id}`;
