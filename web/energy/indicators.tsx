import type { EnergyIndicators } from "../../contract/energy.ts";
import { saveText } from "../download.ts";
import * as format from "../format.ts";
import { indicators } from "./answers.ts";
import { type Column, csvOf } from "./column.ts";
import { ColumnTable } from "./column-table.tsx";
import { Part } from "./part.tsx";

type Section = EnergyIndicators["sections"][number];

const digits = (value: number, count: number): string => value.toFixed(count);

const columns: readonly Column<Section>[] = [
  { head: "Road section", csv: "section", value: ({ name }) => name },
  { head: "Class", csv: "designClass", isText: true, value: ({ designClass }) => designClass },
  { head: "Lights", csv: "lights", value: ({ lights }) => lights },
  { head: "Area", csv: "areaM2", value: ({ areaM2 }) => areaM2, words: ({ areaM2 }) => `${format.count(areaM2)} m²` },
  { head: "Illuminance", csv: "luxMaintained", value: ({ luxMaintained }) => luxMaintained, words: ({ luxMaintained }) => `${digits(luxMaintained, 1)} lx` },
  { head: "System power", csv: "systemPowerW", value: ({ systemPowerW }) => systemPowerW, words: ({ systemPowerW }) => format.watts(systemPowerW) },
  { head: "D_P", csv: "pdiMwPerLxM2", value: (row) => row.pdiMwPerLxM2, words: (row) => `${digits(row.pdiMwPerLxM2, 1)} mW/(lx·m²)` },
  {
    head: "D_E",
    csv: "aeciKwhPerM2",
    value: (row) => row.aeciKwhPerM2,
    words: (row) => `${digits(row.aeciKwhPerM2, 2)} kWh/m²${row.annualised ? " (annualised)" : ""}`,
  },
  {
    head: "Operating periods",
    csv: "operatingPeriods",
    isText: true,
    value: periodWords,
  },
  {
    head: "Demand",
    csv: "detectionPct",
    value: (row) => row.detectionPct,
    words: (row) => (row.detectionPct === undefined ? "–" : format.percent(row.detectionPct)),
  },
];

/** EN 13201-5:2015: power density and annual energy of each road section, with what was assumed and what is missing. */
export function Indicators() {
  return (
    <Part title="EN 13201-5 indicators" ask={indicators}>
      {(answer) => (
        <>
          {answer.sections.length === 0 ? (
            <p class="empty">No road section has a lit area and an illuminance yet. Give them under Design › Road sections.</p>
          ) : (
            <Sections answer={answer} />
          )}
          <Missing missing={answer.missing} />
        </>
      )}
    </Part>
  );
}

function Sections({ answer }: { answer: EnergyIndicators }) {
  const assumptions = [...new Set(answer.sections.flatMap((section) => section.assumptions))];
  return (
    <>
      <ColumnTable name="EN 13201-5 indicators by road section" columns={columns} rows={answer.sections} keyOf={({ name }) => name} />
      <div class="data">
        <button
          type="button"
          class="screen-only"
          aria-label="CSV of the indicators"
          onClick={() => saveText(`energy-indicators-${answer.from}-${answer.to}.csv`, "text/csv", csvOf(columns, answer.sections))}
        >
          CSV
        </button>
      </div>
      <p class="hint">
        D_P is the power density indicator at full output (EN 13201-5:2015 clause 4), D_E the annual energy consumption indicator (clause 5). A shorter period
        is scaled to a year.
      </p>
      <ul class="assumptions" aria-label="Assumptions">
        {assumptions.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}

function Missing({ missing }: { missing: EnergyIndicators["missing"] }) {
  if (missing.length === 0) return null;
  return (
    <div class="unpriced">
      <p>Not shown, because something is missing (Design › Road sections):</p>
      <ul>
        {missing.map(({ name, needs }) => (
          <li key={name}>
            {name}: {needs}
          </li>
        ))}
      </ul>
    </div>
  );
}

function periodWords({ periods }: Section): string {
  return periods
    .map((each) => `${format.percent(each.levelPct)}: ${format.count(each.hoursPerYear)} h/year at ${format.percent(each.powerPct)} power`)
    .join("; ");
}
