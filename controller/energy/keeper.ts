/**
 * Keeps the energy accounts going: once a minute it tells them what has changed of lights, rates and schedules, and lets them account what
 * is over. What they should know is a function of now, so that a round that failed or was missed loses nothing.
 */
import { type Cancel, type Clock, every } from "#contract/clock";
import { messageOf } from "#contract/failures";
import type { Controller } from "../controller.ts";
import { localDate } from "../decide/local-time.ts";
import { placeOf } from "../desk/estate.ts";
import { agedLights } from "../fleet/aged-lights.ts";
import type { Reading } from "../telemetry/port.ts";
import type { Accounts } from "./accounts.ts";
import { RatesTold } from "./rates-told.ts";
import { SchedulesTold } from "./schedules-told.ts";

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
   * Rejects when the accounts cannot be reached.
   */
  async touch(readings: readonly Reading[]): Promise<void> {
    const { controller, accounts } = this.#parts;
    await this.#tellEstate(this.#estate?.day ?? localDate(controller.parts.clock.now(), controller.parts.config.timeZone));
    await accounts.touch(readings);
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
    const { clock, config } = controller.parts;
    const nowMs = clock.now();
    try {
      const today = localDate(nowMs, config.timeZone);
      await this.#tellEstate(today);
      const state = await accounts.state();
      await this.#rates.tell(today, state);
      await this.#schedules.tell(today, state);
      await accounts.work(nowMs);
      this.#settle(undefined);
    } catch (error) {
      this.#settle(messageOf(error));
    }
  }

  /** Lights with their types' figures; once a day with their burning hours where power depends on them. */
  async #tellEstate(day: string): Promise<void> {
    const { accounts, controller, halfHourDays } = this.#parts;
    const { geometry } = controller.situation;
    const { lights } = geometry;
    const isOld = day !== this.#estate?.day && lights.some(({ lightLoss }) => lightLoss !== undefined);
    if (this.#estate?.lights !== lights || isOld) {
      const timeZone = controller.parts.config.timeZone;
      const done = accounts.setEstate({ lights: agedLights(controller.situation), timeZone, place: placeOf(geometry), halfHourDays });
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
