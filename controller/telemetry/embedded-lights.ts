/** The lights of a telemetry file: their numbers, and where each one's newest reading is. */
import type { ReadingDatabase } from "./embedded-database.ts";

export interface KnownLight {
  readonly name: string;
  /** Its number in the file. */
  readonly id: number;
  /** Hour of the newest reading it has had; retention may have removed that one. */
  newestHour: number;
}

export class KnownLights {
  readonly #db: ReadingDatabase;
  readonly #byName = new Map<string, KnownLight>();
  #version = Number.NaN;

  constructor(db: ReadingDatabase) {
    this.#db = db;
    this.refresh();
  }

  /** Learns what another connection has written since: the energy accounts read a file that the recorder writes. To be called before reading. */
  refresh(): void {
    const version = this.#db.othersVersion();
    if (version === this.#version) return;
    this.#version = version;
    for (const [name, id, newestHour] of this.#db.lights()) this.#byName.set(name, { name, id, newestHour });
  }

  get(name: string): KnownLight | undefined {
    return this.#byName.get(name);
  }

  all(): Iterable<KnownLight> {
    return this.#byName.values();
  }

  /** The number of a light with a reading in an hour; makes one, and keeps the hour of its newest reading. */
  idOf(name: string, hour: number): number {
    const known = this.#byName.get(name);
    if (known && known.newestHour >= hour) return known.id;
    if (known) {
      this.#db.run("UPDATE light SET newestHour = ? WHERE id = ?", hour, known.id);
      known.newestHour = hour;
      return known.id;
    }
    const id = this.#db.run("INSERT INTO light (name, newestHour) VALUES (?, ?)", name, hour).rowId;
    this.#byName.set(name, { name, id, newestHour: hour });
    return id;
  }
}
