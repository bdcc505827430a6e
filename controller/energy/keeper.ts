/**
 * Keeps the energy accounts going: once a minute it tells them what has changed of lights, rates and schedules, and lets them account what
 * is over. What they should know is a function of now, so that a round that failed or was missed loses nothing.
 */
import { type Cancel, type Clock, every } from "#contract/clock";
import { messageOf } from "#contract/failures";
import type { Controller } from "../controller.ts";
import { addDays, localDate } from "../decide/local-time.ts";
import { placeOf } from "../desk/estate.ts";
import { agedLights } from "../fleet/aged-lights.ts";
import type { Reading } from "../telemetry/port.ts";
import type { Accounts, AccountsState } from "./accounts.ts";
import { RatesTold } from "./rates-told.ts";
import { SchedulesTold } from "./schedules-told.ts";
import { Untold } from "./untold.ts";

export interface KeeperParts {
  readonly controller: Controller;
  readonly accounts: Accounts;
  /** Half hours are kept for this long, days. */
  readonly halfHourDays: number;
  readonly log: (line: string) => void;
  /** Between two rounds, ms of the pace; a minute without it. A half hour is accounted some minutes after it has ended anyway. */
  readonly roundMs?: number | undefined;
}

const minuteMs = 60_000;

export class EnergyKeeper {
  readonly #parts: KeeperParts;
  readonly #rates: RatesTold;
  readonly #schedules: SchedulesTold;
  readonly #untold = new Untold();
  /** Days that are still to be compared with the store after the start: what a crash may have left. */
  #toCheck: string[] | undefined;
  /** What the accounts were told of the lights, and on which day. */
  #estate: { readonly lights: unknown; readonly day: string; readonly done: Promise<void> } | undefined;
  #running: Promise<void> | undefined;
  #failure: string | undefined;
  #timer: Cancel | undefined;
  #isStopped = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#rates = new RatesTold(parts);
    this.#schedules = new SchedulesTold(parts);
  }

  /** Begins with a round at once; then one a minute of the pace. */
  start(): void {
    // Questions are of the new rows from now on. What fails is told with the next round or reading.
    this.#parts.controller.onGeometry(() => void this.#tellEstate(this.#today()).catch(() => {}));
    const pace: Clock = this.#parts.controller.parts.pace;
    this.#timer = every(pace, this.#parts.roundMs ?? minuteMs, "energy accounts", () => void this.round());
    void this.round();
  }

  /** One round; the one under way when there is one. Never rejects: what failed is told once, and tried again with the next round. */
  round(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /**
   * To be called before readings are stored (Accounts.touch). The accounts know every light they are of: a new inventory is told first.
   * Rejects when the accounts cannot be reached; these readings are then told with a later round, as they may be stored all the same.
   */
  async touch(readings: readonly Reading[]): Promise<void> {
    try {
      await this.#tellEstate(this.#estate?.day ?? this.#today());
      await this.#parts.accounts.touch(readings);
    } catch (error) {
      this.#untold.add(readings);
      throw error;
    }
  }

  /** No more rounds. Readings can still be told of, so that the last ones are stored. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.();
  }

  /** Closes the accounts too; a round under way ends with them. */
  async close(): Promise<void> {
    this.stop();
    await this.#parts.accounts.close();
    await this.#running;
  }

  async #round(): Promise<void> {
    const { accounts, controller } = this.#parts;
    const nowMs = controller.parts.clock.now();
    try {
      const today = this.#today();
      await this.#tellEstate(today);
      await this.#untold.tell((places) => accounts.touch(places));
      const state = await accounts.state();
      await this.#rates.tell(today, state);
      await this.#schedules.tell(today, state);
      await accounts.work(nowMs);
      await this.#checkNext(state, nowMs);
      this.#settle(undefined);
    } catch (error) {
      this.#settle(messageOf(error));
    }
  }

  /** A day a round, of those at which the accounts stood at the start: later ones are accounted from the store as it is. */
  async #checkNext({ accountedToMs }: AccountsState, nowMs: number): Promise<void> {
    const { accounts, controller, log } = this.#parts;
    const stood = accountedToMs === undefined ? undefined : localDate(accountedToMs, controller.parts.config.timeZone);
    this.#toCheck ??= stood === undefined ? [] : [stood, addDays(stood, -1)];
    const [day] = this.#toCheck;
    if (day === undefined) return;
    const differing = await accounts.check(day, nowMs);
    this.#toCheck.shift();
    if (differing > 0) log(`readings of ${differing} lights on ${day} had been stored without the energy accounts knowing: they are accounted again`);
  }

  #today(): string {
    const { clock, config } = this.#parts.controller.parts;
    return localDate(clock.now(), config.timeZone);
  }

  /** Lights with their types' figures; once a day with their burning hours where power depends on them. */
  async #tellEstate(day: string): Promise<void> {
    const { accounts, controller, halfHourDays } = this.#parts;
    const { geometry } = controller.situation;
    const { lights } = geometry;
    const isOld = day !== this.#estate?.day && lights.some(({ lightLoss }) => lightLoss !== undefined);
    if (this.#estate?.lights !== lights || isOld) {
      const timeZone = controller.parts.config.timeZone;
      const done = accounts.setEstate({
        inventory: geometry.version,
        lights: agedLights(controller.situation),
        timeZone,
        place: placeOf(geometry),
        halfHourDays,
      });
      this.#estate = { lights, day, done };
      // Told again with the next round or reading when it failed.
      done.catch(() => {
        if (this.#estate?.done === done) this.#estate = undefined;
      });
    }
    await this.#estate?.done;
  }

  #settle(failure: string | undefined): void {
    if (failure !== this.#failure && !this.#isStopped) {
      this.#parts.log(failure === undefined ? "the energy accounts go on" : `the energy accounts wait and will catch up: ${failure}`);
    }
    this.#failure = failure;
  }
}
