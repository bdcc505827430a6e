/** Pairs of steps that follow each other one way on some nights and the other way, or at one instant, on others. */
import type { Finding, Profile } from "#contract/design";
import { anchorWords } from "../anchor.ts";
import { warning } from "./context.ts";
import { atPlace, type NightOfYear, nightsWords, type Year } from "./year.ts";

export function turnedOrders(profile: Profile, { place, nights }: Year): Finding[] {
  const times = profile.steps.map((_, step) => nights.map((night) => timeOf(night, step)));
  const words = (days: readonly string[]): string => `${nightsWords(days, nights.length)}${atPlace(place)}`;
  return profile.steps.flatMap(({ at }, second) => {
    const pairs = profile.steps
      .slice(0, second)
      .map((step, first) => ({ step: first, at: step.at, ...ordersOf(nights, times[first] ?? [], times[second] ?? []) }));
    const turned = pairs.filter(({ at: other, ahead, behind }) => !("time" in other && "time" in at) && ahead.length > 0 && behind.length > 0);
    const together = pairs.filter((pair) => pair.together.length > 0);
    const field = `steps.${second}.at`;
    return [
      ...turned.slice(0, 1).map(({ step, at: other, ahead, behind }) => {
        const [days, now, otherwise] = ahead.length < behind.length ? [ahead, "after", "before"] : [behind, "before", "after"];
        const others = turned.length > 1 ? ` and ${turned.length - 1} more` : "";
        return warning(
          field,
          `it comes ${now} step ${step + 1} (${anchorWords(other)})${others} ${words(days)}, and ${otherwise} it on other nights: the later one's level then holds`,
        );
      }),
      ...together
        .slice(0, 1)
        .map(({ step, at: other, together: days }) =>
          warning(field, `it comes at the same instant as step ${step + 1} (${anchorWords(other)}) ${words(days)}: step ${second + 1} counts then`),
        ),
    ];
  });
}

interface Orders {
  /** Nights on which the first comes ahead of the second. */
  readonly ahead: readonly string[];
  readonly behind: readonly string[];
  readonly together: readonly string[];
}

function ordersOf(nights: readonly NightOfYear[], first: readonly (number | undefined)[], second: readonly (number | undefined)[]): Orders {
  const orders = { ahead: [] as string[], behind: [] as string[], together: [] as string[] };
  nights.forEach(({ day }, index) => {
    const [a, b] = [first[index], second[index]];
    if (a === undefined || b === undefined) return;
    if (a === b) orders.together.push(day);
    else (a < b ? orders.ahead : orders.behind).push(day);
  });
  return orders;
}

/** When a step acts by itself; steps that set the level the light comes on with are told of by nights.ts. */
function timeOf(night: NightOfYear, step: number): number | undefined {
  const { doing, atMs } = night.steps[step] ?? {};
  return doing === "inside" || doing === "on" ? atMs : undefined;
}
