/** The reports a node keeps in its flash, through reboots: a ring, packed in 64 bytes each, growing as it fills. */
import { Following, type Hello, type Replay, type Report } from "#contract/messages";
import { rounded } from "./rounding.ts";

/** Reports in one Replay: the contract's most, under the packet limit. */
const batchMax = 25;
/** Ranges a Hello may list; older boots are still kept, and found when asked for. */
const rangesToldMax = 64;
/** Programme versions remembered for old reports. */
const versionsMax = 256;
const recordBytes = 64;
const recordsAtFirst = 8;

interface Run {
  readonly boot: number;
  from: number;
  to: number;
}

export class ReportLog {
  readonly #node: string;
  readonly #capacity: number;
  #records: DataView<ArrayBuffer>;
  #first = 0;
  #count = 0;
  /** What is held, oldest first: one unbroken run of sequence numbers for each boot. */
  readonly #runs: Run[] = [];
  /** Programme versions by serial number; a report stores the serial. 0 is none. */
  readonly #versions = new Map<number, string>();
  #serial = 0;

  constructor(node: string, capacity: number) {
    this.#node = node;
    this.#capacity = capacity;
    this.#records = new DataView(new ArrayBuffer(Math.min(recordsAtFirst, capacity) * recordBytes));
  }

  get count(): number {
    return this.#count;
  }

  /** Keeps a report; the oldest makes room when the log is full. Sequence numbers must rise by one within a boot. */
  append(report: Report): void {
    if (this.#count === this.#slots && this.#count < this.#capacity) this.#grow();
    if (this.#count === this.#slots) this.#dropOldest();
    this.#write(this.#offset(this.#count++), report);
    const run = this.#runs.at(-1);
    if (run && run.boot === report.boot && run.to + 1 === report.seq) run.to = report.seq;
    else this.#runs.push({ boot: report.boot, from: report.seq, to: report.seq });
  }

  /** What can be replayed, for a hello: the newest ranges, oldest first. */
  ranges(): Hello["log"] {
    return this.#runs.slice(-rangesToldMax).map(({ boot, from, to }) => ({ boot, from, to }));
  }

  /** Every report held of a range, exactly as it was made, in batches of at most 25; nothing when none is held. */
  *replay(boot: number, from: number, to: number): Generator<Replay> {
    let reports: Report[] = [];
    for (let seq = from; ; seq++) {
      // Looked up anew for each: the ring may have moved on since the last batch was taken.
      const run = this.#runs.find((held) => held.boot === boot && held.to >= seq);
      if (!run) break;
      seq = Math.max(seq, run.from);
      if (seq > to) break;
      reports.push(this.#read(this.#offset(this.#position(run, seq)), boot, seq));
      if (reports.length < batchMax) continue;
      yield { reports };
      reports = [];
    }
    if (reports.length > 0) yield { reports };
  }

  get #slots(): number {
    return this.#records.byteLength / recordBytes;
  }

  #offset(position: number): number {
    return ((this.#first + position) % this.#slots) * recordBytes;
  }

  #position(run: Run, seq: number): number {
    let before = 0;
    for (const earlier of this.#runs) {
      if (earlier === run) break;
      before += earlier.to - earlier.from + 1;
    }
    return before + seq - run.from;
  }

  #grow(): void {
    // Only a ring that never dropped anything grows, so its records lie in order from the start.
    const larger = new ArrayBuffer(Math.min(this.#capacity, this.#slots * 2) * recordBytes);
    new Uint8Array(larger).set(new Uint8Array(this.#records.buffer));
    this.#records = new DataView(larger);
  }

  #dropOldest(): void {
    this.#first = (this.#first + 1) % this.#slots;
    this.#count--;
    const run = this.#runs[0];
    if (run && run.from === run.to) this.#runs.shift();
    else if (run) run.from++;
  }

  #write(at: number, report: Report): void {
    const view = this.#records;
    view.setFloat64(at, Date.parse(report.at));
    view.setFloat64(at + 8, report.energyKwh);
    view.setFloat64(at + 16, report.command);
    view.setFloat64(at + 24, report.burningHours);
    // 24 bits hold these to the three decimals they are rounded to.
    view.setFloat32(at + 32, report.levelPct);
    view.setFloat32(at + 36, report.powerW);
    view.setFloat32(at + 40, report.voltageV);
    view.setFloat32(at + 44, report.currentA);
    view.setFloat32(at + 48, report.powerFactor);
    view.setFloat32(at + 52, report.temperatureC);
    view.setUint16(at + 56, report.faultBits);
    view.setUint8(at + 58, Following.options.indexOf(report.following));
    view.setUint32(at + 60, report.programme === undefined ? 0 : this.#serialOf(report.programme));
  }

  #read(at: number, boot: number, seq: number): Report {
    const view = this.#records;
    const programme = this.#versions.get(view.getUint32(at + 60));
    return {
      node: this.#node,
      boot,
      seq,
      at: new Date(view.getFloat64(at)).toISOString(),
      levelPct: rounded(view.getFloat32(at + 32)),
      powerW: rounded(view.getFloat32(at + 36)),
      voltageV: rounded(view.getFloat32(at + 40)),
      currentA: rounded(view.getFloat32(at + 44)),
      powerFactor: rounded(view.getFloat32(at + 48)),
      energyKwh: view.getFloat64(at + 8),
      temperatureC: rounded(view.getFloat32(at + 52)),
      burningHours: view.getFloat64(at + 24),
      faultBits: view.getUint16(at + 56),
      following: Following.options[view.getUint8(at + 58)] ?? "local",
      ...(programme === undefined ? {} : { programme }),
      command: view.getFloat64(at + 16),
    };
  }

  #serialOf(version: string): number {
    if (this.#versions.get(this.#serial) === version) return this.#serial;
    this.#versions.set(++this.#serial, version);
    this.#versions.delete(this.#serial - versionsMax);
    return this.#serial;
  }
}
