/**
 * Readings that wait on disk because the store is away longer than memory lasts: one file a batch, oldest first, bounded in bytes. A file
 * has its name only once it is whole and on the disk. What does not fit is left to the nodes' logs, which hold the newest reports: so the
 * spool keeps what it has, and takes nothing more until there is room.
 */
import { join } from "node:path";
import type { Clock } from "#contract/clock";
import { messageOf } from "#contract/failures";
import type { Reading } from "./port.ts";
import { realDisk, type SpoolDisk } from "./spool-disk.ts";
import { decodeBatch, encodeBatch } from "./spool-file.ts";

export interface SpoolOptions {
  /** Of its own; made when missing. */
  readonly folder: string;
  readonly bytesMax: number;
  /** Real time: when a disk that failed is tried again. */
  readonly pace: Clock;
  readonly log: (line: string) => void;
  /** The real one unless a test plays a bad one. */
  readonly disk?: SpoolDisk;
}

export interface SpoolState {
  /** Readings in whole files, those being written to the store included. */
  readonly readings: number;
  /** Of all files of the spool, damaged ones included: they take room until somebody removes them. */
  readonly bytes: number;
  readonly bytesMax: number;
  /** Files set aside, those of earlier runs included. */
  readonly damaged: number;
  /** Why it takes nothing now, and what to do; undefined when it does. */
  readonly problem: string | undefined;
}

interface SpoolFile {
  readonly name: string;
  readonly number: number;
  readonly readings: number;
  readonly bytes: number;
}

/** A batch out of the spool: its file stays until `remove`. */
export interface SpooledBatch {
  readonly file: SpoolFile;
  readonly readings: readonly Reading[];
}

/** Opens the spool of a folder with what an earlier run left in it. A folder that cannot be used is told, and tried again. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const spool = new Spool(options);
  await spool.open();
  return spool;
}

/** After a disk that failed, real time, ms: long enough that a full disk is not written to all the time. */
const retryMs = 10_000;

export class Spool {
  readonly #options: SpoolOptions;
  readonly #disk: SpoolDisk;
  /** Oldest first; without those that were taken. */
  readonly #waiting: SpoolFile[] = [];
  #opened = false;
  #opening: Promise<void> | undefined;
  #next = 1;
  #readings = 0;
  #bytes = 0;
  #damaged = 0;
  /** Size of the file made last: the next is taken to be as large. */
  #lastBytes = 0;
  #failure: { readonly text: string; readonly atMs: number } | undefined;

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.#disk = options.disk ?? realDisk;
  }

  /** Finds what is in the folder, once; a folder that cannot be read is tried again by `put` and `take`. */
  async open(): Promise<void> {
    if (this.#opened) return;
    this.#opening ??= this.#find().finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  /** Whether to try `put`: false while full, and for some seconds after the disk failed. */
  hasRoom(): boolean {
    return !this.#isFull() && !this.#isResting();
  }

  /** True once the readings are on the disk. One call at a time. */
  async put(readings: readonly Reading[]): Promise<boolean> {
    await this.open();
    if (!this.#opened) return false;
    const bytes = await encodeBatch(readings);
    this.#lastBytes = bytes.length;
    if (this.#bytes + bytes.length > this.#options.bytesMax) return false;
    const number = this.#next++;
    const file: SpoolFile = { name: `${String(number).padStart(12, "0")}-${readings.length}.batch`, number, readings: readings.length, bytes: bytes.length };
    try {
      await this.#disk.write(this.#path(`${file.name}${partEnd}`), bytes);
      await this.#disk.rename(this.#path(`${file.name}${partEnd}`), this.#path(file.name));
    } catch (error) {
      this.#failed(error);
      // The batch stays in memory, so nothing of it may stay here; a rest that cannot be removed is found at the next start, and harmless.
      await Promise.allSettled([this.#disk.remove(this.#path(`${file.name}${partEnd}`)), this.#disk.remove(this.#path(file.name))]);
      return false;
    }
    this.#failure = undefined;
    this.#count(file, 1);
    this.#waiting.push(file);
    return true;
  }

  /** Whether to try `take`: also while it is not known what the folder holds. */
  hasWaiting(): boolean {
    return (this.#waiting.length > 0 || !this.#opened) && !this.#isResting();
  }

  /** The oldest batch that can be read; files that cannot are set aside. `remove` it once it is durable, else `putBack`. */
  async take(): Promise<SpooledBatch | undefined> {
    await this.open();
    for (;;) {
      const file = this.#waiting.shift();
      if (file === undefined) return undefined;
      try {
        return { file, readings: await decodeBatch(await this.#disk.read(this.#path(file.name))) };
      } catch (error) {
        if (passing.has(codeOf(error) ?? "")) {
          this.#failed(error);
          this.#waiting.unshift(file);
          return undefined;
        }
        await this.#setAside(file, messageOf(error));
      }
    }
  }

  async remove({ file }: SpooledBatch): Promise<void> {
    this.#count(file, -1);
    await this.#disk.remove(this.#path(file.name)).catch((error: unknown) => {
      this.#options.log(
        `the spool's ${this.#path(file.name)} is stored and cannot be removed: ${messageOf(error)}. It is stored again at the next start, which is harmless.`,
      );
    });
  }

  putBack({ file }: SpooledBatch): void {
    const after = this.#waiting.findIndex(({ number }) => number > file.number);
    this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, file);
  }

  state(): SpoolState {
    return { readings: this.#readings, bytes: this.#bytes, bytesMax: this.#options.bytesMax, damaged: this.#damaged, problem: this.#problem() };
  }

  async #find(): Promise<void> {
    try {
      const found = await this.#disk.list(this.#options.folder);
      for (const { name, bytes } of found) await this.#found(name, bytes);
      this.#waiting.sort((a, b) => a.number - b.number);
      this.#opened = true;
    } catch (error) {
      this.#failed(error);
    }
  }

  async #found(name: string, bytes: number): Promise<void> {
    const [, number, readings, end] = namePattern.exec(name) ?? [];
    if (number === undefined || readings === undefined) return;
    this.#next = Math.max(this.#next, Number(number) + 1);
    if (end === damagedEnd) {
      this.#damaged++;
      this.#bytes += bytes;
      return;
    }
    const file: SpoolFile = { name: end === undefined ? name : name.slice(0, -end.length), number: Number(number), readings: Number(readings), bytes };
    // Its process ended before it could name it. It may be whole: reading it shows that.
    if (end === partEnd) await this.#disk.rename(this.#path(name), this.#path(file.name)).catch(() => {});
    this.#count(file, 1);
    this.#waiting.push(file);
  }

  async #setAside(file: SpoolFile, why: string): Promise<void> {
    this.#damaged++;
    this.#readings -= file.readings;
    const aside = this.#path(`${file.name}${damagedEnd}`);
    await this.#disk.rename(this.#path(file.name), aside).catch(() => {
      // Somebody removed it.
      this.#bytes -= file.bytes;
    });
    this.#options.log(
      `${file.readings} readings of the spool cannot be read and are set aside as ${aside}: ${why}. The nodes' logs may still hold them; the file is of no more use.`,
    );
  }

  #failed(error: unknown): void {
    const { folder, log, pace } = this.#options;
    const text = `readings cannot be kept in ${folder}: ${adviceOf(error)}`;
    if (this.#problem() !== text) log(text);
    this.#failure = { text, atMs: pace.elapsedMs() };
  }

  /** A disk that failed is tried again only while readings need it: when nobody has for a while, what it said last is no news. */
  #problem(): string | undefined {
    if (this.#failure && (!this.#opened || this.#options.pace.elapsedMs() < this.#failure.atMs + 2 * retryMs)) return this.#failure.text;
    return this.#isFull() ? `the spool ${this.#options.folder} is full: what comes now is left to the nodes' logs` : undefined;
  }

  #isResting(): boolean {
    return this.#failure !== undefined && this.#options.pace.elapsedMs() < this.#failure.atMs + retryMs;
  }

  #isFull(): boolean {
    // Empty it is not full, however large the last was: the next may be smaller.
    return this.#bytes > 0 && this.#bytes + this.#lastBytes > this.#options.bytesMax;
  }

  #count({ readings, bytes }: SpoolFile, sign: 1 | -1): void {
    this.#readings += sign * readings;
    this.#bytes += sign * bytes;
  }

  #path(name: string): string {
    return join(this.#options.folder, name);
  }
}

/** A file that is being written, and one that cannot be read. */
const partEnd = ".part";
const damagedEnd = ".damaged";
const namePattern = /^(\d{12})-(\d{1,9})\.batch(\.part|\.damaged)?$/;

/** What to do about what the system says. */
const advice: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: make room",
  EDQUOT: "this user's share of the disk is full: make room",
  EFBIG: "this user may not write files of that size: raise the limit",
  EROFS: "the disk is read-only: see the system's log",
  EACCES: "this user may not write there: give it the right",
  EIO: "the disk fails: see the system's log",
};

/** They say nothing about the file: too many are open. */
const passing: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "EAGAIN"]);

const codeOf = (error: unknown): string | undefined => (error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined);

function adviceOf(error: unknown): string {
  const known = advice[codeOf(error) ?? ""];
  return known === undefined ? messageOf(error) : `${known} (${messageOf(error)})`;
}
