/** A design whose body was read by the schema of its kind. */
import type { z } from "zod";
import {
  Calendar,
  Carbon,
  DemandRule,
  type DesignBody,
  type DesignKind,
  Groups,
  HolidaySet,
  Luminaires,
  Profile,
  Sections,
  Settlement,
  Tariffs,
} from "#contract/design";
import type { DesignName } from "../registry/port.ts";
import type { Versioned } from "./in-force.ts";

export interface DesignOf<K extends DesignKind> extends Versioned<DesignBody<K>> {
  readonly kind: K;
}
export type Design = { readonly [K in DesignKind]: DesignOf<K> }[DesignKind];

export type ReadDesign = { readonly ok: true; readonly design: Design } | { readonly ok: false; readonly error: z.ZodError };

/** Reads a body; all that is wrong with it is in the error. */
export function readDesign({ kind, id }: DesignName, version: number, body: unknown): ReadDesign {
  const read = <T>(result: z.ZodSafeParseResult<T>, made: (data: T) => Design): ReadDesign =>
    result.success ? { ok: true, design: made(result.data) } : { ok: false, error: result.error };
  switch (kind) {
    case "profile":
      return read(Profile.safeParse(body), (data) => ({ kind, id, version, body: data }));
    case "calendar":
      return read(Calendar.safeParse(body), (data) => ({ kind, id, version, body: data }));
    case "holidays":
      return read(HolidaySet.safeParse(body), (data) => ({ kind, id, version, body: data }));
    case "groups":
      return read(Groups.safeParse(body), (data) => ({ kind, id, version, body: data }));
    case "sections":
      return read(Sections.safeParse(body), (data) => ({ kind, id, version, body: data }));
    case "luminaires":
      return read(Luminaires.safeParse(body), (data) => ({ kind, id, version, body: data }));
    case "demand-rule":
      return read(DemandRule.safeParse(body), (data) => ({ kind, id, version, body: data }));
    case "tariffs":
      return read(Tariffs.safeParse(body), (data) => ({ kind, id, version, body: data }));
    case "carbon":
      return read(Carbon.safeParse(body), (data) => ({ kind, id, version, body: data }));
    case "settlement":
      return read(Settlement.safeParse(body), (data) => ({ kind, id, version, body: data }));
  }
}

/** Kinds of which there is one object, and its id. */
export const onlyId = "all";
export const isOnly = (kind: DesignKind): boolean => onlyNames[kind] !== undefined;

const onlyNames: Readonly<Partial<Record<DesignKind, string>>> = {
  groups: "Groups",
  sections: "Road sections",
  luminaires: "Luminaires",
  tariffs: "Tariffs",
  carbon: "Carbon factors",
  settlement: "Settlement",
};

/** What people call a design: its body's name, or its kind for those of which there is one. */
export function nameOf(design: Design): string {
  return "name" in design.body ? design.body.name : (onlyNames[design.kind] ?? design.id);
}
