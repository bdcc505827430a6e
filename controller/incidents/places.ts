/** What lights can have in common, and how many lights each such thing has. Pure lookups; built anew with the inventory. */
import type { CauseKind } from "#contract/alarms";
import type { FittedLight } from "../decide/lamp.ts";
import type { Fleet } from "../fleet/fleet.ts";
import { alongStreet } from "./street-order.ts";

export interface LightPlace {
  readonly light: string;
  readonly column: string;
  readonly street: string;
  readonly area: string;
  readonly feeder: string | undefined;
  /** The connection that last carried its node, unless it is the node's own. */
  readonly gateway: string | undefined;
  readonly firmware: string | undefined;
}

export interface Places {
  /** Undefined for a light that is not in the inventory. */
  of(light: string): LightPlace | undefined;
  /** Lights of a feeder, gateway, street or firmware version; 0 when it is unknown. */
  sizeOf(cause: CauseKind, subject: string): number;
  /** All lights. */
  readonly size: number;
  onFeeder(feeder: string): readonly string[];
  /** The light and those next to it along its street, in both directions, as far as `holds` goes on. */
  run(light: string, holds: (light: string) => boolean): readonly string[];
}

export interface LightPlacesParts {
  readonly fleet: Fleet;
  /** What a node said of itself when it last greeted. */
  readonly firmwareOf: (light: string) => string | undefined;
}

export class LightPlaces implements Places {
  readonly #parts: LightPlacesParts;
  readonly #streets = new Map<string, FittedLight[]>();
  /** Position along its street, once that street was asked for. */
  readonly #order = new Map<string, { readonly lights: readonly string[]; readonly at: ReadonlyMap<string, number> }>();
  /** Lights by gateway and by firmware: they change as nodes speak, so they are counted again when `refresh` was called. */
  #counted: { readonly gateway: ReadonlyMap<string, number>; readonly firmware: ReadonlyMap<string, number> } | undefined;

  constructor(parts: LightPlacesParts) {
    this.#parts = parts;
    for (const light of parts.fleet.geometry.lights) {
      const known = this.#streets.get(light.street);
      if (known) known.push(light);
      else this.#streets.set(light.street, [light]);
    }
  }

  get size(): number {
    return this.#parts.fleet.size;
  }

  of(light: string): LightPlace | undefined {
    const { geometry, connection } = this.#parts.fleet;
    const row = geometry.rowOfLight.get(light);
    const record = row === undefined ? undefined : geometry.lights[row];
    if (row === undefined || !record) return undefined;
    const carrier = connection[row];
    const { column, street, area, feeder, node } = record;
    return { light, column, street, area, feeder, gateway: carrier === node ? undefined : carrier, firmware: this.#parts.firmwareOf(light) };
  }

  sizeOf(cause: CauseKind, subject: string): number {
    switch (cause) {
      case "feeder":
        return this.#parts.fleet.geometry.feeders.get(subject)?.length ?? 0;
      case "street":
        return this.#streets.get(subject)?.length ?? 0;
      case "gateway":
      case "firmware":
        this.#counted ??= this.#count();
        return this.#counted[cause].get(subject) ?? 0;
      default:
        return 0;
    }
  }

  /** Counts gateways and firmware versions anew when next asked; from time to time is enough. */
  refresh(): void {
    this.#counted = undefined;
  }

  onFeeder(feeder: string): readonly string[] {
    const { feeders, lights } = this.#parts.fleet.geometry;
    return (feeders.get(feeder) ?? []).flatMap((row) => lights[row]?.id ?? []);
  }

  run(light: string, holds: (light: string) => boolean): readonly string[] {
    const street = this.of(light)?.street;
    // Lights without a street are next to nothing.
    if (street === undefined || street === "") return [light];
    const { lights, at } = this.#orderOf(street);
    const here = at.get(light);
    if (here === undefined) return [light];
    let from = here;
    let to = here;
    while (from > 0 && holds(lights[from - 1] ?? "")) from -= 1;
    while (to < lights.length - 1 && holds(lights[to + 1] ?? "")) to += 1;
    return lights.slice(from, to + 1);
  }

  #orderOf(street: string): { readonly lights: readonly string[]; readonly at: ReadonlyMap<string, number> } {
    const known = this.#order.get(street);
    if (known) return known;
    const lights = alongStreet(this.#streets.get(street) ?? []);
    const order = { lights, at: new Map(lights.map((id, index) => [id, index])) };
    this.#order.set(street, order);
    return order;
  }

  #count(): { readonly gateway: ReadonlyMap<string, number>; readonly firmware: ReadonlyMap<string, number> } {
    const gateway = new Map<string, number>();
    const firmware = new Map<string, number>();
    const { geometry, connection } = this.#parts.fleet;
    geometry.lights.forEach(({ id, node }, row) => {
      const carrier = connection[row];
      if (carrier !== undefined && carrier !== node) gateway.set(carrier, (gateway.get(carrier) ?? 0) + 1);
      const version = this.#parts.firmwareOf(id);
      if (version !== undefined) firmware.set(version, (firmware.get(version) ?? 0) + 1);
    });
    return { gateway, firmware };
  }
}
