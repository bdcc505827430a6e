/** What no single field can know: names that must exist, ids that must differ, ranges that must have an inside. */
import { notificationProblems } from "./notification-checks.ts";
import { type Problem, shown } from "./problems.ts";
import { stockProfiles } from "./profiles.ts";
import type { Config } from "./schema.ts";

/** Contradictions in a configuration, or in those sections of it that are right by themselves. */
export function crossProblems(config: Partial<Config>): Problem[] {
  return checks.flatMap((check) => check(config));
}

type Check = (config: Partial<Config>) => Problem[];

const timeZone: Check = ({ timeZone: name }) => {
  if (name === undefined || isTimeZone(name)) return [];
  return [{ path: ["timeZone"], found: shown(name), expected: "a time zone of the IANA list, such as Europe/London" }];
};

const regimes: Check = ({ regimes: named, profiles }) => {
  if (named === undefined || profiles === undefined) return [];
  const known = [...new Set([...Object.keys(profiles), ...Object.keys(stockProfiles)])];
  return Object.entries(named)
    .filter(([, profile]) => !known.includes(profile))
    .map(([regime, profile]) => ({ path: ["regimes", regime], found: shown(profile), expected: `the name of a profile: ${known.join(", ")}` }));
};

/** Two steps at the same time of the clock or the same event would leave one without effect. */
const steps: Check = ({ profiles = {} }) =>
  Object.entries(profiles).flatMap(([id, profile]) =>
    repeated(profile.steps.map((step) => JSON.stringify(step.at))).map((index) => ({
      path: ["profiles", id, "steps", index, "at"],
      found: shown(profile.steps[index]?.at),
      expected: "another moment than an earlier step of this profile",
    })),
  );

const demandIds: Check = ({ demand = [] }) =>
  repeated(demand.map((source) => source.id)).map((index) => ({
    path: ["demand", index, "id"],
    found: shown(demand[index]?.id),
    expected: "an id no other source has",
  }));

const demandRanges: Check = ({ demand = [] }) =>
  demand.flatMap(({ min, max, rules }, index) => {
    if (min >= max) return [{ path: ["demand", index, "max"], found: shown(max), expected: `more than min, ${min}` }];
    return rules
      .map(({ from }, rule) => ({
        path: ["demand", index, "rules", rule, "from"],
        found: shown(from),
        from,
        expected: `${min} to ${max}, the range of plausible readings`,
      }))
      .filter(({ from }) => from < min || from > max)
      .map(({ path, found, expected }) => ({ path, found, expected }));
  });

const floors: Check = ({ floors: list = [] }) =>
  list.flatMap(({ lights, streets }, index) =>
    lights.length + streets.length > 0 ? [] : [{ path: ["floors", index], found: "neither lights nor streets", expected: "at least one of either" }],
  );

/** Two that begin on one day: nobody could say which of them counts. */
const firstDays: Check = ({ tariffs = [], carbon = [] }) =>
  Object.entries({ tariffs, carbon }).flatMap(([section, list]) =>
    repeated(list.map(({ from }) => from)).map((index) => ({
      path: [section, index, "from"],
      found: shown(list[index]?.from),
      expected: "another day than an earlier one of this list begins on",
    })),
  );

const urls: Check = ({ broker, telemetry }) => [
  ...(broker?.kind === "mqtt" ? url(["broker", "url"], broker.url, ["mqtt:", "mqtts:", "ws:", "wss:"]) : []),
  ...(telemetry?.kind === "influxdb" ? url(["telemetry", "url"], telemetry.url, ["http:", "https:"]) : []),
];

const checks: readonly Check[] = [timeZone, regimes, steps, demandIds, demandRanges, floors, firstDays, urls, notificationProblems];

function url(path: Problem["path"], text: string, protocols: readonly string[]): Problem[] {
  if (protocols.includes(URL.parse(text)?.protocol ?? "")) return [];
  return [{ path, found: shown(text), expected: `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}` }];
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    // Intl has no other way of asking about one zone.
    return false;
  }
}

/** Places of values that came before. */
const repeated = (values: readonly string[]): number[] => values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
