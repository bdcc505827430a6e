/** The worst mistakes in words, so that a threshold can be looked at: some of each kind, the rest counted. */
import { iso } from "#contract/units";
import type { Detection, Matched, Outcome, TrueFault } from "./matching.ts";

/** Of one kind, in one share: enough to see what they have in common. */
const shownMax = 4;

/** `truth` is all that was played. */
export function mistakesOf({ outcomes, wrong }: Matched, truth: readonly TrueFault[]): string[] {
  const around = Map.groupBy(truth, ({ light }) => light);
  const missed = outcomes.filter(
    (outcome) => outcome.found === undefined && outcome.visibleFromMs !== undefined && outcome.fault.expectation.foundAs.length > 0,
  );
  return [
    ...some(
      wrong,
      ({ kind }) => `false ${kind}`,
      (detection) => falseText(detection, around.get(detection.light) ?? []),
    ),
    ...some(
      missed,
      ({ fault: { name } }) => `missed ${name}`,
      (outcome) => missedText(outcome),
    ),
  ];
}

function some<T>(mistakes: readonly T[], titleOf: (mistake: T) => string, textOf: (mistake: T) => string): string[] {
  return [...Map.groupBy(mistakes, titleOf)].flatMap(([title, group]) => [
    ...group.slice(0, shownMax).map((mistake) => `${title}: ${textOf(mistake)}`),
    ...(group.length > shownMax ? [`${title}: and ${group.length - shownMax} more`] : []),
  ]);
}

function falseText({ light, activeAtMs, clearedAtMs, text }: Detection, truth: readonly TrueFault[]): string {
  const until = Number.isFinite(clearedAtMs) ? `cleared ${iso(clearedAtMs)}` : "never cleared";
  const true_ = truth.map((fault) => `${fault.name} ${iso(fault.fromMs)} to ${iso(fault.toMs)}`).join(", ") || "nothing";
  return `${light} at ${iso(activeAtMs)}, ${until}: ${text} True of it: ${true_}.`;
}

const missedText = ({ fault, visibleFromMs }: Outcome): string =>
  `${fault.light} from ${iso(fault.fromMs)} to ${iso(fault.toMs)}, to be seen from ${visibleFromMs === undefined ? "never" : iso(visibleFromMs)}.`;
