import { expect, test } from "vitest";
import { checkSpan } from "#controller/decide/override";

const edinburgh = { lat: 55.9533, lon: -3.1883 };
const now = "2026-12-21T22:00:00.000Z";
const check = (asked: { startsAt?: string; endsAt?: string }, place = edinburgh): unknown => {
  const span = checkSpan(asked, place, Date.parse(now));
  return span.ok ? [span.startsAtMs, span.endsAtMs].map((atMs) => new Date(atMs).toISOString().slice(0, 16)) : span.problems;
};

test("without a start and an end: from now to the next sunrise", () => {
  expect(check({})).toEqual(["2026-12-21T22:00", "2026-12-22T08:42"]);
});

test("set for an event to come: to the sunrise after its start", () => {
  expect(check({ startsAt: "2026-12-31T18:00:00Z" })).toEqual(["2026-12-31T18:00", "2027-01-01T08:43"]);
});

test("where the sun does not rise, a day", () => {
  expect(check({}, { lat: 75, lon: 20 })).toEqual(["2026-12-21T22:00", "2026-12-22T22:00"]);
});

test("a page whose clock is a little behind means now", () => {
  expect(check({ startsAt: "2026-12-21T21:59:30Z", endsAt: "2026-12-21T23:00:00Z" })).toEqual(["2026-12-21T22:00", "2026-12-21T23:00"]);
});

test.each([
  ["a start in the past", { startsAt: "2026-12-21T21:00:00Z" }, "startsAt", "an instant from 2026-12-21T22:00:00.000Z on"],
  ["a start two years ahead", { startsAt: "2028-12-21T21:00:00Z" }, "startsAt", "an instant before 2027-12-22T22:00:00.000Z"],
  ["an end before the start", { endsAt: "2026-12-21T21:59:00Z" }, "endsAt", "an instant after the start, 2026-12-21T22:00:00.000Z"],
  ["more than 7 days", { endsAt: "2026-12-28T22:00:01Z" }, "endsAt", "at most 7 days after the start: until 2026-12-28T22:00:00.000Z"],
  ["no instant at all", { endsAt: "soon" }, "endsAt", "an instant after the start, 2026-12-21T22:00:00.000Z"],
])("%s is refused", (_, asked, field, expected) => {
  expect(check(asked)).toEqual([{ field, found: Object.values(asked)[0], expected }]);
});

test("both problems are told at once", () => {
  expect(check({ startsAt: "2026-12-20T00:00:00Z", endsAt: "2026-12-20T01:00:00Z" })).toHaveLength(2);
});
