/** Tells the energy accounts what a kilowatt-hour costs and emits, on every day they know of and the next ones. */
import type { Controller } from "../controller.ts";
import { addDays } from "../decide/local-time.ts";
import { Slices } from "../whatif/slices.ts";
import type { Accounts, AccountsState, DayRates } from "./accounts.ts";
import { ratesOfDay } from "./rates.ts";

/** Days after today that are told: a day's figures begin at its first minute, whenever the next round is. */
const daysAhead = 2;

export class RatesTold {
  readonly #accounts: Accounts;
  readonly #controller: Controller;
  /** The versions and the days, first and last, that were told. */
  #told: { readonly versions: string; readonly from: string; readonly to: string } | undefined;

  constructor({ accounts, controller }: { readonly accounts: Accounts; readonly controller: Controller }) {
    this.#accounts = accounts;
    this.#controller = controller;
  }

  /** When tariffs or factors were published, or there are days that were not told yet. Days are yyyy-mm-dd. */
  async tell(today: string, { firstDay }: AccountsState): Promise<void> {
    const { tariffs, carbon } = this.#controller.designs.inForce();
    const versions = `${tariffs.version}/${carbon.version}`;
    const told = this.#told?.versions === versions ? this.#told : undefined;
    const to = addDays(today, daysAhead);
    const from = firstDay !== undefined && firstDay < today ? firstDay : today;
    if (told && told.from <= from && told.to >= to) return;
    const { timeZone } = this.#controller.parts.config;
    const rates = new Map<string, DayRates>();
    // Years of days take a tenth of a second.
    const slices = new Slices(this.#controller.parts.pace, new AbortController().signal);
    for (let day = from; day <= to; day = addDays(day, 1)) {
      rates.set(day, ratesOfDay(day, timeZone, tariffs.body, carbon.body));
      if (slices.isOver) await slices.next();
    }
    await this.#accounts.setRates(rates);
    this.#told = { versions, from, to };
  }
}
