/** Random calendars for the property tests, about the profiles "p0" to "p3" and the holiday set "bank". */
import fc from "fast-check";
import type { ProfileConfig } from "#config/schema";
import type { Calendar, When } from "#contract/design";
import { addDays } from "#controller/decide/local-time";
import { anyProfile } from "./arbitraries.ts";

export const profileIds = ["p0", "p1", "p2", "p3"];

export const anyProfiles: fc.Arbitrary<ReadonlyMap<string, { readonly profile: ProfileConfig }>> = fc
  .array(anyProfile, { minLength: profileIds.length, maxLength: profileIds.length })
  .map((profiles) => new Map(profiles.map((profile, index) => [`p${index}`, { profile: { ...profile, name: `Profile ${index}` } }])));

const day = fc.integer({ min: 0, max: 1_095 }).map((days) => addDays("2026-01-01", days));
const span = fc.tuple(day, fc.integer({ min: 0, max: 40 })).map(([from, days]) => ({ from, to: addDays(from, days) }));
const yearly = day.map((date) => `--${date.slice(5)}`);
const weekday = fc.integer({ min: 1, max: 7 });

const anyWhen: fc.Arbitrary<When> = fc.oneof(
  span.map((dates) => ({ on: "dates" as const, ...dates })),
  fc.record({ on: fc.constant("dates" as const), from: yearly, to: yearly }),
  fc.record({ on: fc.constant("weekdays" as const), days: fc.uniqueArray(weekday, { minLength: 1, maxLength: 4 }) }),
  fc.record({ on: fc.constant("nth-weekday" as const), nth: fc.constantFrom(1, 2, 3, 4, 5, -1 as const), weekday }),
  fc.constant({ on: "holidays" as const, set: "bank" }),
  span.map((dates) => ({ on: "event" as const, ...dates, reason: "a parade" })),
);

export const anyCalendar: fc.Arbitrary<Calendar> = fc.record({
  name: fc.constant("any"),
  defaultProfile: fc.constantFrom(...profileIds),
  rules: fc.array(
    fc.record({ name: fc.constant("a rule"), when: fc.array(anyWhen, { minLength: 1, maxLength: 3 }), profile: fc.constantFrom(...profileIds) }),
    { maxLength: 8 },
  ),
});

export const anyDay = day;
