/** The installation that is measured: a generated town whose lights all stand at half level, and a sensor that lifts a thousand of them. */
import type { ConfigInput } from "#config/schema";
import { generateTown } from "#firmware-sim/town/town";

export const authority = "bench";
export const sourceId = "counter";
/** All lights' level by schedule, at any hour, so that the hour at which the benchmark runs changes nothing. */
export const plannedPct = 50;
/** A reading of 1 lifts to the first, of 2 to the second, and so on: each round lifts the same lights further. The first round is a rehearsal. */
export const liftsPct = [55, 60, 65, 70, 75, 80] as const;

/** The town's list of lights; the first `lifted` of it are the group that demand lifts. */
export function inventoryCsv(lights: number, lifted: number, seed: number): string {
  const [heading = "", ...rows] = generateTown({ seed, lights }).csv.trimEnd().split("\n");
  const headings = heading.split(",");
  const [ward, regime] = [headings.indexOf("ward"), headings.indexOf("switch_regime")];
  if (ward < 0 || regime < 0) throw new Error(`expected the columns ward and switch_regime in the town's list, found ${heading}`);
  const changed = rows.map((row, index) =>
    row
      .split(",")
      .with(ward, index < lifted ? "Lifted" : "Other")
      .with(regime, "steady")
      .join(","),
  );
  return [heading, ...changed, ""].join("\n");
}

/** `telemetryUrl`: of an InfluxDB; without it the embedded store. */
export function installationConfig(dataFolder: string, inventoryFile: string, telemetryUrl?: string): ConfigInput {
  return {
    authority: { id: authority, name: "Bench" },
    dataFolder,
    inventory: { file: inventoryFile },
    // Nodes come as fast as they can be taken: the guard against storms is not what is measured here.
    broker: { kind: "embedded", port: 0, connectsPerSecond: 20_000 },
    telemetry: telemetryUrl === undefined ? { kind: "embedded" } : { kind: "influxdb", url: telemetryUrl },
    profiles: { steady: { name: "Half all day", steps: [{ at: { time: "12:00" }, levelPct: plannedPct }] } },
    regimes: { steady: "steady" },
    demand: [
      {
        id: sourceId,
        name: "the counter",
        kind: "vehicles",
        rules: liftsPct.map((levelPct, index) => ({ groups: ["lifted-steady"], from: index + 1, levelPct })),
      },
    ],
  };
}
