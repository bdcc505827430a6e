/** Tells the energy accounts what the calendars gave the lights: today, and days that they have not been told of. */
import type { Controller } from "../controller.ts";
import { addDays, localDate, localToUtcMs } from "../decide/local-time.ts";
import type { DesignsInForce } from "../design/in-force.ts";
import { Schedules } from "../design/schedules.ts";
import type { Accounts, AccountsState } from "./accounts.ts";
import { dayScheduleOf } from "./day-schedule.ts";

/** Days told in a round: of 100,000 lights one takes up to 0.1 s of the controller's thread, and after a long stop there are many. */
const daysPerRound = 8;

export class SchedulesTold {
  readonly #accounts: Accounts;
  readonly #controller: Controller;
  /** Stamps of the designs that a day was told by. */
  readonly #told = new Map<string, string>();
  /** The first day of interest; undefined while the accounts are empty. */
  #from: string | undefined;
  #firstDay: string | undefined;
  #geometry: unknown;

  constructor({ accounts, controller }: { readonly accounts: Accounts; readonly controller: Controller }) {
    this.#accounts = accounts;
    this.#controller = controller;
  }

  /**
   * Newest first, some days a call: from the day at which the accounts stood at the start, or from their first when they were empty, and
   * those before that have none, as a run that ended early leaves them. Today is told again when designs are published or the inventory changes. Days are yyyy-mm-dd.
   */
  async tell(today: string, state: AccountsState): Promise<void> {
    const { geometry } = this.#controller.situation;
    if (this.#geometry !== geometry) this.#told.delete(today);
    this.#geometry = geometry;
    this.#from = this.#fromOf(state);
    const yesterday = addDays(today, -1);
    const from = this.#from === undefined || this.#from > yesterday ? yesterday : this.#from;
    const made = new Map<DesignsInForce, Schedules>();
    let left = daysPerRound;
    const missing = state.daysWithoutSchedule.filter((day) => day < from).reverse();
    for (const day of [...daysBack(today, from), ...missing]) {
      if (!(await this.#tellDay(day, made))) continue;
      left--;
      if (left === 0) return;
    }
    if (this.#from === undefined) return;
    this.#from = yesterday;
    for (const day of this.#told.keys()) if (day < yesterday) this.#told.delete(day);
  }

  #fromOf({ accountedToMs, firstDay }: AccountsState): string | undefined {
    const before = this.#firstDay;
    this.#firstDay = firstDay;
    // Late readings may be older than all that was accounted.
    if (before !== undefined && firstDay !== undefined && firstDay < before) return firstDay;
    // Accounts that this run began have days that nobody was told of; those of an earlier run end at what it told.
    if (accountedToMs === undefined || this.#told.size > 0) return this.#from ?? firstDay;
    return this.#from ?? localDate(accountedToMs, this.#controller.parts.config.timeZone);
  }

  /** Whether there was anything to tell. */
  async #tellDay(day: string, made: Map<DesignsInForce, Schedules>): Promise<boolean> {
    const { designs, situation, parts } = this.#controller;
    const zone = parts.config.timeZone;
    // The night's own designs are those at its end: what is published before dusk is followed the same evening.
    const morning = designs.at(localToUtcMs(day, "00:00", zone));
    const evening = designs.at(localToUtcMs(addDays(day, 1), "00:00", zone) - 1);
    const stamps = `${morning.stamp} ${evening.stamp}`;
    if (this.#told.get(day) === stamps) return false;
    const schedulesOf = (held: DesignsInForce): Schedules => {
      const inForce = situation.plans.schedules;
      const found = held === inForce.designs ? inForce : (made.get(held) ?? new Schedules(held, situation.geometry.lights));
      made.set(held, found);
      return found;
    };
    const request = { morning: schedulesOf(morning), evening: schedulesOf(evening) };
    await this.#accounts.setSchedule(day, dayScheduleOf(request, situation.geometry, parts.config, day));
    this.#told.set(day, stamps);
    return true;
  }
}

/** From one day back to another, both included; yyyy-mm-dd. */
function daysBack(day: string, to: string): string[] {
  const days: string[] = [];
  for (let each = day; each >= to; each = addDays(each, -1)) days.push(each);
  return days;
}
