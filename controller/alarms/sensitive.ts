import type { Sections } from "#contract/design";

/** Whether a street has light that must never fall below a level (neverBelowPct): crossings, underpasses, conflict areas. By what is in force now. */
export function sensitiveStreets(sections: () => Sections): (street: string) => boolean {
  let of: Sections | undefined;
  let streets: ReadonlySet<string> = new Set();
  return (street) => {
    const now = sections();
    if (now !== of) {
      of = now;
      streets = new Set(now.sections.flatMap((section) => ((section.neverBelowPct ?? 0) > 0 ? section.streets : [])));
    }
    return streets.has(street);
  };
}
