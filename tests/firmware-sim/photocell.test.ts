import { expect, test } from "vitest";
import { type Programme, Report } from "#contract/messages";
import type { SimulatedNode } from "#firmware-sim/node";
import { at, last, nodeAt, programme, target } from "./lamp.ts";

/** On at 16:30, off over the small hours, on again at 05:30, off at 08:00; a photocell may bring the evening on 30 minutes earlier. */
const night = programme(
  [
    ["2026-01-01T12:00:00Z", 0],
    ["2026-01-01T16:30:00Z", 80],
    ["2026-01-02T00:30:00Z", 0],
    ["2026-01-02T05:30:00Z", 60],
    ["2026-01-02T08:00:00Z", 0],
    ["2026-01-02T16:30:00Z", 80],
  ],
  { endsAt: "2026-01-03T12:00:00Z", photocell: { onLux: 35, earlierMin: 30, steps: [1, 5] } },
);

const { photocell: _photocell, ...without } = night;

interface Sky {
  readonly photocell?: boolean;
  readonly programme?: Programme;
  /** [time on 1 or 2 January, lx] or [time, what is done], in order. */
  readonly events: readonly (readonly [string, number | ((node: SimulatedNode, ms: number) => readonly Report[])])[];
  readonly until: string;
}

/** Changes of level, or of whom it follows, as "16:10 80 local". */
function changes({ photocell = true, programme: held = night, events, until }: Sky): string[] {
  const node = nodeAt("2026-01-01T12:00:00Z", { photocell });
  const reports = [...node.receive(held, at("2026-01-01T12:00:00Z"))];
  for (const [time, what] of events) {
    const ms = at(time);
    reports.push(...(typeof what === "number" ? node.setDaylight(what, ms) : what(node, ms)));
  }
  reports.push(...node.advanceTo(at(until)));
  const words = reports.map((report) => [Report.parse(report).at.slice(11, 16), report.levelPct, report.following].join(" "));
  return words.filter((word, i) => word.slice(6) !== words[i - 1]?.slice(6)).slice(1);
}

const day = (time: string): string => `2026-01-01T${time}:00Z`;
const morning = (time: string): string => `2026-01-02T${time}:00Z`;

test.each<[string, Sky, string[]]>([
  ["a storm in the window brings the step's level at once", { events: [[day("16:10"), 20]], until: day("17:00") }, ["16:10 80 local", "16:30 80 programme"]],
  [
    "it stays on when it becomes bright again",
    {
      events: [
        [day("16:10"), 20],
        [day("16:15"), 900],
      ],
      until: day("16:29"),
    },
    ["16:10 80 local"],
  ],
  ["a storm before the window waits for it", { events: [[day("14:00"), 5]], until: day("16:29") }, ["16:00 80 local"]],
  [
    "a storm that is over before the window changes nothing",
    {
      events: [
        [day("14:00"), 5],
        [day("15:59"), 900],
      ],
      until: day("16:29"),
    },
    [],
  ],
  ["as much daylight as the threshold is enough of it", { events: [[day("16:10"), 35]], until: day("16:29") }, []],
  ["it never keeps light off", { events: [[day("12:01"), 90_000]], until: day("17:00") }, ["16:30 80 programme"]],
  [
    "the dark before an early morning's step is the night, not a storm, and a dark morning stays off",
    {
      events: [
        [day("17:00"), 0],
        [morning("08:00"), 10],
      ],
      until: morning("11:00"),
    },
    ["16:30 80 programme", "00:30 0 programme", "05:30 60 programme", "08:00 0 programme"],
  ],
  ["a node without one ignores it", { photocell: false, events: [[day("16:10"), 5]], until: day("17:00") }, ["16:30 80 programme"]],
  [
    "a programme that does not speak of it is followed as it is",
    { programme: without, events: [[day("16:10"), 5]], until: day("17:00") },
    ["16:30 80 programme"],
  ],
  [
    "a target outranks it, and when the target ends the photocell is asked again",
    {
      events: [
        [day("16:05"), 20],
        [day("16:10"), (node, ms) => node.receive(target(2, 0, day("16:20")), ms)],
      ],
      until: day("17:00"),
    },
    ["16:05 80 local", "16:10 0 target", "16:20 80 local", "16:30 80 programme"],
  ],
  [
    "after a reboot it is measured anew",
    {
      events: [
        [day("16:05"), 20],
        [day("16:10"), 900],
        [day("16:15"), (node, ms) => node.reboot(ms)],
      ],
      until: day("16:29"),
    },
    ["16:05 80 local", "16:15 0 programme"],
  ],
])("%s", (_, sky, expected) => {
  expect(changes(sky)).toEqual(expected);
});

test("past the programme's end, the repeated evenings have their photocell too", () => {
  const node = nodeAt("2026-01-01T12:00:00Z", { photocell: true });
  node.receive(night, at("2026-01-01T12:00:00Z"));
  node.advanceTo(at("2026-01-06T16:05:00Z"));
  expect(last(node.setDaylight(20, at("2026-01-06T16:05:00Z")))).toMatchObject({ levelPct: 80, following: "local" });
});
