/**
 * A simulated node: capabilities, state and ordered behaviours. It does no I/O and is told the time; between two events it costs
 * nothing, however far apart they are. It runs what it was sent, by its own clock; it shares no decision code with the controller.
 */
import type { SimulatedFault } from "#contract/api";
import { type Following, faultBits, type Hello, type Programme, type Replay, type Report, type Target } from "#contract/messages";
import { type Random, randomBetween } from "#contract/random";
import type { Output } from "./behaviours/behaviour.ts";
import { Reactions } from "./behaviours/reactions.ts";
import type { Capabilities } from "./capabilities.ts";
import { Drive } from "./drive.ts";
import { LampWatch } from "./lamp-watch.ts";
import { ReportLog } from "./log.ts";
import { Meter } from "./meter.ts";
import { failLit, Orders } from "./orders.ts";
import { rounded, roundedKwh } from "./rounding.ts";
import { type Senses, Sensing } from "./sensing.ts";

/** Reports come at least this often, a little irregularly so that a fleet's do not fall together. */
const reportMs = 15 * 60_000;
const reportJitterMs = 60_000;
/** A power that differs this much from the last one reported is told at once, as a share of full power. */
const reportedChangeShare = 0.1;
const nothing: readonly Report[] = [];

/** What a node starts from. */
export interface FirstStart extends Senses {
  readonly atMs: number;
  /** Must be above that of every earlier life of this node: reports are named by it. */
  readonly boot: number;
  readonly energyKwh?: number;
  readonly burningHours?: number;
}

export class SimulatedNode {
  readonly capabilities: Capabilities;
  readonly #random: Random;
  readonly #reactions = new Reactions();

  // In flash: survives reboot and power cut.
  readonly #log: ReportLog;
  readonly #meter: Meter;
  #boot: number;
  #command = 0;
  readonly #orders = new Orders();

  // In RAM: lost at reboot.
  #seq = 0;
  #refusedBits = 0;
  #bitsReported = 0;
  #powerReportedW = 0;
  readonly #lampWatch = new LampWatch();

  readonly #sensing: Sensing;
  readonly #drive: Drive;
  #following: Following = "default";
  /** Until when what it does holds, by its own clock. */
  #heldUntilOwnMs = Number.POSITIVE_INFINITY;
  /** True instants of what comes next; the soonest is #dueMs. */
  #heldUntilMs = Number.POSITIVE_INFINITY;
  #reportDueMs = 0;
  #dueMs = 0;
  #clockKnown = true;
  /** The instant the state stands at: the last event. */
  #atMs: number;

  constructor(capabilities: Capabilities, start: FirstStart) {
    this.capabilities = capabilities;
    this.#random = start.random;
    this.#log = new ReportLog(capabilities.node, capabilities.logCapacity);
    this.#meter = new Meter(start.energyKwh, start.burningHours);
    this.#sensing = new Sensing({ capabilities, reactions: this.#reactions, meter: this.#meter }, start);
    this.#boot = start.boot;
    this.#atMs = start.atMs;
    this.#drive = new Drive(100);
    this.#powerReportedW = this.powerW(start.atMs);
    this.#reportDueMs = start.atMs + randomBetween(this.#random, 0, reportMs);
    this.#schedule();
  }

  /** The instant of the next event, ms; Infinity while there is no supply. */
  nextDueAt(): number {
    return this.#dueMs;
  }

  /** Runs every event up to `nowMs` at its own instant; the reports to send, in order. A clock stepped back is followed at once. */
  advanceTo(nowMs: number): readonly Report[] {
    if (nowMs < this.#atMs) return this.#stepBack(nowMs);
    if (nowMs < this.#dueMs) return nothing;
    const reports: Report[] = [];
    while (this.#dueMs <= nowMs) this.#event(this.#dueMs, reports);
    return reports;
  }

  /** Takes a command if it is newer than the last and has not expired; the reports to send, the last of which acknowledges it. */
  receive(command: Programme | Target, nowMs: number): readonly Report[] {
    if (!this.receives) return nothing;
    if ("steps" in command && !this.#reactions.programmeReadable) return this.advanceTo(nowMs);
    const reports = [...this.advanceTo(nowMs)];
    if (command.seq <= this.#command || (!this.#clockKnown && !("steps" in command))) return reports;
    if (!this.#orders.take(command, this.#sensing.ownMs(nowMs))) return reports;
    this.#command = command.seq;
    this.#refusedBits &= "steps" in command ? ~faultBits.programmeInvalid : ~faultBits.commandRefused;
    this.#pass(nowMs);
    this.#follow(nowMs, "steps" in command ? undefined : command.fadeMs);
    this.#report(nowMs, reports);
    return reports;
  }

  /** A command that does not follow the contract: nothing changes but the bit that says so, until a good one comes. */
  refuse(kind: "programme" | "target", nowMs: number): readonly Report[] {
    if (!this.receives) return nothing;
    const reports = [...this.advanceTo(nowMs)];
    this.#refusedBits |= kind === "programme" ? faultBits.programmeInvalid : faultBits.commandRefused;
    this.#pass(nowMs);
    if (this.#bits(nowMs) !== this.#bitsReported) this.#report(nowMs, reports);
    return reports;
  }

  /** What the node says on connecting and when asked. */
  hello(nowMs: number): Hello {
    return {
      node: this.capabilities.node,
      boot: this.#boot,
      at: new Date(this.#clockKnown ? this.#sensing.ownMs(nowMs) : 0).toISOString(),
      firmware,
      ...this.#version(),
      command: this.#command,
      seq: this.#seq,
      log: this.#log.ranges(),
    };
  }

  /** Reports of the log, as they were first made, in batches. */
  replay(boot: number, from: number, to: number): Generator<Replay> {
    return this.#log.replay(boot, from, to);
  }

  /** Starts again: the programme, the meter, the log and the last command's number are in flash; the target is not. */
  reboot(nowMs: number): readonly Report[] {
    const reports = this.supplied ? [...this.advanceTo(nowMs)] : [];
    this.#pass(nowMs);
    this.#boot++;
    this.#seq = 0;
    this.#refusedBits = 0;
    this.#orders.forgetRam();
    this.#lampWatch.reset();
    this.#restart(nowMs);
    this.#report(nowMs, reports);
    return reports;
  }

  /** Switches a fault on or off; the reports to send. The end of feeder-lost is a reboot. A change that nothing in it feels is not told. */
  setFault(fault: SimulatedFault, on: boolean, nowMs: number): readonly Report[] {
    const { supplied: wasSupplied, transmits: wasHeard } = this.#reactions;
    const reports = wasSupplied ? [...this.advanceTo(nowMs)] : [];
    this.#pass(nowMs);
    const changed = this.#reactions.set(fault, on, { sinceMs: nowMs, random: this.#random.fork(`${fault}/${nowMs}`) });
    if (changed?.burningHours !== undefined) this.#meter.burningHours = on ? Math.max(changed.burningHours, this.#meter.burningHours) : 0;
    if (changed && this.supplied && !wasSupplied) return this.reboot(nowMs);
    const follows = changed !== undefined && this.supplied && this.#follow(nowMs);
    if (this.supplied && (follows || wasHeard !== this.transmits || this.#differs(nowMs))) this.#report(nowMs, reports);
    else this.#schedule();
    return reports;
  }

  /**
   * Loses the time (a flat battery over a power cut) or learns it. Without it the node gives full light, takes no target, whose end it
   * could not tell, and makes no reports, which would have no instant; what it holds stays.
   */
  setClockKnown(known: boolean, nowMs: number): readonly Report[] {
    if (!this.supplied || known === this.#clockKnown) return nothing;
    const reports = this.#clockKnown ? [...this.advanceTo(nowMs)] : [];
    this.#pass(nowMs);
    this.#clockKnown = known;
    this.#follow(nowMs);
    this.#report(nowMs, reports);
    return reports;
  }

  /** The daylight about the node, lx; only one with a photocell takes note. The reports to send: one when it switches. */
  setDaylight(lux: number, nowMs: number): readonly Report[] {
    if (!this.capabilities.photocell) return nothing;
    const reports = [...this.advanceTo(nowMs)];
    this.#sensing.toldLux = lux;
    this.#pass(nowMs);
    if (this.supplied && this.#follow(nowMs)) this.#report(nowMs, reports);
    else this.#schedule();
    return reports;
  }

  /** Faults now switched on. */
  get faults(): SimulatedFault[] {
    return this.#reactions.faults;
  }

  get supplied(): boolean {
    return this.#reactions.supplied;
  }

  /** Whether anything it says leaves it. */
  get transmits(): boolean {
    return this.#reactions.transmits;
  }

  /** Whether anything said to it reaches it. */
  get receives(): boolean {
    return this.#reactions.receives;
  }

  /** Level it was told, or is fading to, %. */
  get commandedPct(): number {
    return this.#drive.aimPct;
  }

  /** Light it truly gives, %, at an instant no later than its next event. */
  lightPct(atMs: number): number {
    return this.supplied ? this.#output(this.#drive.levelAt(atMs), atMs).lightPct : 0;
  }

  /** Power it truly draws, W, at an instant no later than its next event. */
  powerW(atMs: number): number {
    return this.supplied ? this.#output(this.#drive.levelAt(atMs), atMs).powerW : 0;
  }

  /** What its meter truly holds, kWh, unrounded, at an instant no later than its next event. */
  energyKwh(atMs: number): number {
    const meter = new Meter(this.#meter.energyKwh);
    if (this.supplied) meter.run(this.#drive.stretch(this.#atMs, atMs), this.capabilities, (levelPct, at) => this.#output(levelPct, at));
    return meter.energyKwh;
  }

  #event(atMs: number, reports: Report[]): void {
    this.#pass(atMs);
    let changed = false;
    if (atMs >= this.#drive.fadeEndsMs) {
      this.#drive.arrive();
      changed = true;
    }
    if (atMs >= this.#heldUntilMs) changed = this.#follow(atMs) || changed;
    else this.#watchLamp(atMs);
    const periodic = atMs >= this.#reportDueMs;
    if (periodic) this.#reportDueMs = atMs + reportMs + randomBetween(this.#random, -reportJitterMs, reportJitterMs);
    if (changed || periodic || this.#differs(atMs)) this.#report(atMs, reports);
    else this.#schedule();
  }

  /** Brings the meter forward. Nothing changes between the last event and `toMs` but a fade's steady run. */
  #pass(toMs: number): void {
    if (this.supplied) {
      this.#meter.run(this.#drive.stretch(this.#atMs, toMs), this.capabilities, (levelPct, atMs) => this.#output(levelPct, atMs));
    } else this.#meter.rest(toMs - this.#atMs);
    this.#atMs = toMs;
  }

  /** Does what holds now: target, programme or default. Says whether anything changed. `fadeMs`: what a command asked for. */
  #follow(atMs: number, fadeMs?: number): boolean {
    const was = this.#following;
    const ownMs = this.#sensing.ownMs(atMs);
    const doing = this.#clockKnown ? this.#orders.at(ownMs, this.#sensing.daylightLux(atMs), this.#reactions.programmeReadable) : failLit;
    this.#following = doing.following;
    this.#heldUntilOwnMs = doing.untilMs;
    this.#heldUntilMs = doing.untilMs - (ownMs - atMs);
    const changes = doing.levelPct !== this.#drive.aimPct;
    // A step has its own fade, brought earlier or not; coming back from a target or from nothing takes the programme's.
    const ownFadeMs = was === doing.following || doing.following === "local" ? doing.fadeMs : this.#orders.returnFadeMs;
    if (changes) this.#drive.aim(doing.levelPct, atMs, fadeMs ?? ownFadeMs);
    this.#watchLamp(atMs);
    return changes || was !== doing.following;
  }

  /** Goes straight to what holds, without a fade: after a power cut, a reboot, or a clock put back. */
  #restart(atMs: number): void {
    this.#atMs = atMs;
    this.#reportDueMs = atMs + randomBetween(this.#random, 0, reportMs);
    this.#follow(atMs, 0);
    this.#drive.arrive();
    this.#watchLamp(atMs);
  }

  #stepBack(nowMs: number): readonly Report[] {
    if (!this.supplied) return nothing;
    const reports: Report[] = [];
    this.#lampWatch.reset();
    this.#restart(nowMs);
    this.#report(nowMs, reports);
    return reports;
  }

  #watchLamp(atMs: number): void {
    const levelPct = this.#drive.levelAt(atMs);
    this.#lampWatch.look(atMs, levelPct, this.#output(levelPct, atMs).powerW, this.capabilities);
  }

  #output(levelPct: number, atMs: number): Output {
    return this.#reactions.output(levelPct, this.capabilities, atMs);
  }

  #bits(atMs: number): number {
    const { programmeReadable } = this.#reactions;
    const exhausted = programmeReadable && this.#orders.exhaustedAt(this.#sensing.ownMs(atMs)) ? faultBits.programmeExhausted : 0;
    const invalid = programmeReadable ? 0 : faultBits.programmeInvalid;
    return this.#refusedBits | exhausted | invalid | this.#reactions.sensorBits(atMs) | (this.#lampWatch.failed ? faultBits.lampFailure : 0);
  }

  /** Whether what it finds differs from what it last told. */
  #differs(atMs: number): boolean {
    if (this.#bits(atMs) !== this.#bitsReported) return true;
    return Math.abs(this.powerW(atMs) - this.#powerReportedW) > reportedChangeShare * this.capabilities.powerW;
  }

  #version(): { programme?: string } {
    const { version } = this.#orders;
    return version === undefined || !this.#reactions.programmeReadable ? {} : { programme: version };
  }

  /** Makes the report of now, logs it, and hands it over if it can leave the node. */
  #report(atMs: number, reports: Report[]): void {
    this.#schedule();
    if (!this.#clockKnown) return;
    this.#bitsReported = this.#bits(atMs);
    const report = this.#measure(atMs, ++this.#seq);
    this.#log.append(report);
    if (this.transmits) reports.push(report);
  }

  #measure(atMs: number, seq: number): Report {
    this.#powerReportedW = this.powerW(atMs);
    const measured = this.#sensing.read(this.#powerReportedW, atMs);
    return {
      node: this.capabilities.node,
      boot: this.#boot,
      seq,
      at: new Date(this.#sensing.ownMs(atMs)).toISOString(),
      levelPct: rounded(this.#drive.aimPct),
      powerW: rounded(measured.powerW),
      voltageV: rounded(measured.voltageV),
      currentA: rounded(measured.currentA),
      powerFactor: rounded(measured.powerFactor),
      energyKwh: roundedKwh(this.#sensing.energyKwh),
      temperatureC: rounded(measured.temperatureC),
      burningHours: rounded(this.#meter.burningHours),
      faultBits: this.#bitsReported,
      following: this.#following,
      ...this.#version(),
      command: this.#command,
    };
  }

  #schedule(): void {
    // Its clock drifts, and is set right, between two events.
    this.#heldUntilMs = Math.max(this.#atMs, this.#heldUntilOwnMs - (this.#sensing.ownMs(this.#atMs) - this.#atMs));
    const changesMs = Math.min(this.#reactions.nextChangeAt(this.#atMs), this.#lampWatch.dueAt(this.capabilities));
    const dueMs = Math.min(this.#heldUntilMs, this.#drive.fadeEndsMs, this.#reportDueMs, changesMs);
    this.#dueMs = this.supplied ? dueMs : Number.POSITIVE_INFINITY;
  }
}

const firmware = "leerie-sim 1";
