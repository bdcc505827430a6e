/** What to know before road sections are published. */
import type { Finding, LightingClass, Sections } from "#contract/design";
import { slug } from "#contract/slug";
import { belowFloors } from "./calendar.ts";
import { error, type FindingContext, useOf } from "./context.ts";

export function sectionsFindings({ sections }: Sections, context: FindingContext): Finding[] {
  return [
    ...sections.flatMap(({ designClass, floorClass }, index) => classFindings(designClass, floorClass, `sections.${index}.floorClass`)),
    ...streetFindings(sections, context),
    ...profilesInUse(context),
  ];
}

function classFindings(designClass: LightingClass, floorClass: LightingClass, field: string): Finding[] {
  if (designClass[0] !== floorClass[0]) {
    return [error(field, `${floorClass} is not a step of ${designClass}: a road keeps its letter, choose ${designClass} or lower`)];
  }
  // A greater number asks for less light.
  return Number(floorClass[1]) < Number(designClass[1])
    ? [error(field, `${floorClass} asks for more light than the design class ${designClass}: choose ${designClass} or lower`)]
    : [];
}

function streetFindings(sections: Sections["sections"], { lights }: FindingContext): Finding[] {
  const known = new Set(lights.map(({ street }) => street));
  const spellings = new Map([...known].map((street) => [slug(street), street]));
  const sectionOf = new Map<string, string>();
  return sections.flatMap(({ name, streets }, index) =>
    streets.flatMap((street, place) => {
      const field = `sections.${index}.streets.${place}`;
      const other = sectionOf.get(street);
      sectionOf.set(street, other ?? name);
      if (other !== undefined) return [error(field, `${street} is in the section ${other} already: a street has one class`)];
      if (known.has(street)) return [];
      const meant = spellings.get(slug(street));
      return [
        error(
          field,
          meant === undefined
            ? `no light stands in ${street}: spell it as the inventory does, or take it out`
            : `no light stands in ${street}: ${meant} is meant?`,
        ),
      ];
    }),
  );
}

/** Floors that are raised above what profiles in use give. */
function profilesInUse(context: FindingContext): Finding[] {
  const use = useOf(context);
  return [...use.calendars].flatMap(([id, calendar]) => belowFloors(calendar, context, use.lightsOfCalendar(id), () => "sections"));
}
