/** Energy as people ask for it: whom a question is about is worked out here, the sums are the accounts'. */
import type * as contract from "#contract/energy";
import { LightingError } from "#contract/failures";
import { iso } from "#contract/units";
import type { Asker, EnergyDesk, EnergyQuestion, HalfHourRows } from "../../api/energy-desk.ts";
import { type Problem, problemsMessage } from "../../api/problems.ts";
import { problemsOf } from "./check.ts";
import { energyDaysOf } from "./days.ts";
import { Turns } from "./designs-before.ts";
import { halfHourRowsOf } from "./half-hour-rows.ts";
import { energyHeatOf } from "./heat.ts";
import { energyIndicatorsOf } from "./indicators.ts";
import { energyPowerOf } from "./power.ts";
import { type EnergyParts, energySummaryOf } from "./summary.ts";

/** The accounts answer one after the other: more would only wait, each holding its columns. */
const answeringMax = 16;
/** Whoever takes a large file slowly holds up nobody but the next one who wants one. */
const exportingMax = 2;

export class ControllerEnergy implements EnergyDesk {
  readonly #parts: EnergyParts;
  readonly #turns = new Turns();
  #answering = 0;
  #exporting = 0;

  constructor(parts: EnergyParts) {
    this.#parts = parts;
  }

  problems(question: EnergyQuestion): Problem[] {
    return problemsOf(this.#parts.controller, question);
  }

  summary(query: contract.EnergySummaryQuery, { signal, progress }: Asker): Promise<contract.EnergySummary> {
    const work = (): Promise<contract.EnergySummary> => energySummaryOf(this.#parts, query, signal, progress);
    return this.#answer({ of: "summary", query }, () => (query.baseline === "designs-before" ? this.#turns.take(work) : work()));
  }

  days(query: contract.EnergyDaysQuery, { signal }: Asker): Promise<contract.EnergyDays> {
    return this.#answer({ of: "days", query }, () => energyDaysOf(this.#parts, query, signal));
  }

  async *halfHours(query: contract.EnergyHalfHoursQuery, { signal }: Asker): AsyncGenerator<HalfHourRows> {
    this.#refuse({ of: "half-hours", query });
    if (this.#exporting >= exportingMax) throw new LightingError("BUSY", `${exportingMax} files of half hours are being made: try again when one is done.`);
    this.#exporting++;
    try {
      yield* halfHourRowsOf(this.#parts, query, signal);
    } finally {
      this.#exporting--;
    }
  }

  power(query: contract.EnergyPowerQuery, { signal }: Asker): Promise<contract.EnergyPower> {
    return this.#answer({ of: "power", query }, () => energyPowerOf(this.#parts, query, signal));
  }

  heat(query: contract.EnergyHeatQuery, asker: Asker): Promise<contract.EnergyHeat> {
    return this.#answer({ of: "heat", query }, () => energyHeatOf(this.#parts, query, asker));
  }

  indicators(query: contract.EnergyPeriod, asker: Asker): Promise<contract.EnergyIndicators> {
    return this.#answer({ of: "indicators", query }, () => energyIndicatorsOf(this.#parts, query, asker));
  }

  async accounts(): Promise<contract.EnergyAccounts> {
    const { accounts, controller } = this.#parts;
    const { accountedToMs, firstDay, daysWaiting, daysToCost, detail } = await accounts.state();
    return {
      ...(accountedToMs !== undefined && { accountedTo: iso(accountedToMs) }),
      ...(firstDay !== undefined && { firstDay }),
      daysWaiting,
      daysToCost,
      detail,
      areas: controller.situation.gaps.byArea().map(({ area, open, healed, givenUp }) => ({ area, open, healed, givenUp })),
    };
  }

  #refuse(question: EnergyQuestion): void {
    const problems = this.problems(question);
    if (problems.length > 0) throw new LightingError("BAD_INPUT", problemsMessage(problems));
  }

  async #answer<T>(question: EnergyQuestion, work: () => Promise<T>): Promise<T> {
    this.#refuse(question);
    if (this.#answering >= answeringMax)
      throw new LightingError("BUSY", `${answeringMax} questions about energy are being answered: try again in some seconds.`);
    this.#answering++;
    try {
      return await work();
    } finally {
      this.#answering--;
    }
  }
}
