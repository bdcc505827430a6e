/** The inventory as people bring it: an import of the council's list, and what became of each row. */
import type { ImportResult, Inventory } from "#contract/api";
import type { Controller } from "../controller.ts";
import { importInventory } from "../registry/import.ts";
import type { Mapping } from "../registry/mapping.ts";

const nothingImported: ImportResult = { rows: 0, new: 0, changed: 0, unchanged: 0, refused: 0, problems: [] };

export class InventoryDesk {
  readonly #controller: Controller;
  readonly #defaultPowerW: number;
  readonly #mapping: Mapping | undefined;
  #last: ImportResult;

  constructor(
    controller: Controller,
    options: { readonly defaultPowerW: number; readonly mapping: Mapping | undefined; readonly last: ImportResult | undefined },
  ) {
    this.#controller = controller;
    this.#defaultPowerW = options.defaultPowerW;
    this.#mapping = options.mapping;
    this.#last = options.last ?? nothingImported;
  }

  list(): Inventory {
    return {
      lights: this.#controller.situation.geometry.stored.map(({ postcode, feeder, luminaire, ...light }) => ({
        ...light,
        ...(postcode === undefined ? {} : { postcode }),
        ...(feeder === undefined ? {} : { feeder }),
        ...(luminaire === undefined ? {} : { luminaire }),
      })),
    };
  }

  lastImport(): ImportResult {
    return this.#last;
  }

  /** Takes every good row; lights that are not in the list are left alone. */
  async take(csv: string): Promise<ImportResult> {
    const { lights, result } = importInventory(csv, {
      mapping: this.#mapping,
      defaultPowerW: this.#defaultPowerW,
      existing: this.#controller.situation.geometry.stored,
    });
    this.#last = result;
    if (result.new + result.changed > 0) await this.#controller.putLights(lights);
    return result;
  }
}
