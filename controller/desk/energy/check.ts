/** What is wrong with a question about energy: periods that cannot be, names that do not exist. Everything at once, each with its field. */
import type { EnergyPeriod, EnergyScope } from "#contract/energy";
import type { EnergyQuestion } from "../../api/energy-desk.ts";
import type { Problem } from "../../api/problems.ts";
import { addDays } from "../../decide/local-time.ts";
import { nightsIn, nightsMax } from "../../whatif/what-if.ts";
import { divide } from "./division.ts";
import { placesBy } from "./places.ts";
import { rowsInEnergyScope, type Town } from "./scope.ts";

/** Three years: what half hours are kept for, and as much as a page can show by day. */
export const daysMax = 1_100;
/** Half hours and hours of power in one answer: some ten thousand points. */
const powerDaysMax = { "30": 62, "60": 400 } as const;
/** Members × days of one answer, some 3 MB. */
const cellsMax = 400_000;
/** Of a file of half hours: some 75 MB, made in half a minute. */
const lightDaysMax = 100_000;

/** Empty when the question can be asked. */
export function problemsOf(town: Town, question: EnergyQuestion): Problem[] {
  switch (question.of) {
    case "summary":
      return [...periodProblems(question.query, summaryDaysMax(question.query)), ...beforeProblems(question.query), ...scopeProblems(town, question.query)];
    case "days":
      return [...periodProblems(question.query, daysMax), ...scopeProblems(town, question.query), ...cellProblems(town, question.query)];
    case "half-hours":
      return [...periodProblems(question.query, daysMax), ...scopeProblems(town, question.query), ...lightDayProblems(town, question.query)];
    case "power":
      return [...periodProblems(question.query, powerDaysMax[question.query.stepMin]), ...scopeProblems(town, question.query)];
    case "heat":
      return scopeProblems(town, question.query);
    case "indicators":
      return periodProblems(question.query, daysMax);
  }
}

type OfKind<K extends EnergyQuestion["of"]> = Extract<EnergyQuestion, { of: K }>["query"];

/** Designs are played night by night. */
const summaryDaysMax = ({ baseline }: OfKind<"summary">): number => (baseline === "designs-before" ? nightsMax : daysMax);

function periodProblems({ from, to }: EnergyPeriod, max: number): Problem[] {
  const days = nightsIn(from, to);
  if (days < 1) return [problem("to", to, `a day not before ${from}`)];
  return days > max
    ? [
        problem(
          "to",
          to,
          `a period of at most ${max.toLocaleString("en-GB")} days, so ${addDays(from, max - 1)} at the latest; this one has ${days.toLocaleString("en-GB")}`,
        ),
      ]
    : [];
}

function beforeProblems({ baseline, before, from }: OfKind<"summary">): Problem[] {
  if (baseline !== "designs-before") return before === undefined ? [] : [problem("before", before, "only with the baseline designs-before")];
  return before === undefined ? [problem("before", undefined, `the day whose designs are the baseline, such as ${addDays(from, -1)}`)] : [];
}

/** Each name that does not exist. A scope of names that exist and have no light in common is none: its figures are of no lights. */
function scopeProblems({ situation, demand }: Town, scope: EnergyScope): Problem[] {
  const { geometry, plans } = situation;
  const { tree, designs } = plans.schedules;
  const problems: Problem[] = [];
  const expect = (field: keyof EnergyScope, expected: string, exists: (value: string) => boolean): void => {
    const value = scope[field];
    if (value !== undefined && !exists(value)) problems.push(problem(field, value, expected));
  };
  for (const field of ["area", "street", "feeder"] as const)
    expect(field, `${field === "area" ? "an" : "a"} ${field} of the inventory`, (value) => placesBy(geometry, field).numberOf.has(value));
  expect("group", "one of the groups at /api/v1/groups", (value) => tree.groups.some(({ id }) => id === value));
  expect("profile", "a profile that is published or configured", (value) => designs.profiles.has(value));
  expect("demandRule", "a demand rule in force", (value) => demand.rules.some(({ id }) => id === value));
  expect("light", "a light of the inventory", (value) => geometry.rowOfLight.has(value));
  return problems;
}

function cellProblems(town: Town, { from, to, by, ...scope }: OfKind<"days">): Problem[] {
  if (by === undefined) return [];
  const members = divide(town, scope, by).members.length;
  const days = nightsIn(from, to);
  if (members * days <= cellsMax) return [];
  const expected = `at most ${cellsMax.toLocaleString("en-GB")} members × days; these are ${members.toLocaleString("en-GB")} × ${days.toLocaleString("en-GB")}: narrow the scope or the period`;
  return [problem("by", by, expected)];
}

function lightDayProblems(town: Town, { from, to, ...scope }: OfKind<"half-hours">): Problem[] {
  const [lights, days] = [rowsInEnergyScope(town, scope).length, nightsIn(from, to)];
  if (lights * days <= lightDaysMax) return [];
  const expected = `at most ${lightDaysMax.toLocaleString("en-GB")} lights × days; these are ${lights.toLocaleString("en-GB")} × ${days.toLocaleString("en-GB")}: narrow the scope or the period`;
  return [problem("to", to, expected)];
}

const problem = (field: string, found: string | undefined, expected: string): Problem => ({
  field,
  found: found === undefined ? "nothing" : JSON.stringify(found).slice(0, foundLengthMax),
  expected,
});

const foundLengthMax = 100;
