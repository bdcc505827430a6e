/** Random profiles and places for the property tests. */
import fc from "fast-check";
import type { ProfileConfig } from "#config/schema";
import type { StepAnchor } from "#contract/design";

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);

export const anyAnchor: fc.Arbitrary<StepAnchor> = fc.oneof(
  fc.record({ time }),
  fc.record({ sun: fc.constantFrom("sunset", "sunrise", "civil-dusk", "civil-dawn"), offsetMin: fc.integer({ min: -720, max: 720 }) }),
  fc.record({ lux: fc.integer({ min: 1, max: 1_000 }), edge: fc.constantFrom("falling", "rising") }),
);

export const anyProfile: fc.Arbitrary<ProfileConfig> = fc.record({
  name: fc.constant("any"),
  fadeMs: fc.constant(10_000),
  steps: fc.array(fc.record({ at: anyAnchor, levelPct: fc.integer({ min: 0, max: 100 }) }), { minLength: 1, maxLength: 8 }),
});

export const anyPlace = fc.record({ lat: fc.double({ min: -72, max: 72, noNaN: true }), lon: fc.double({ min: -180, max: 180, noNaN: true }) });
export const anyZone = fc.constantFrom("Europe/London", "UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe");
/** 2024 to 2034. */
export const anyInstantMs = fc.integer({ min: Date.parse("2024-01-01T00:00Z"), max: Date.parse("2034-01-01T00:00Z") });
