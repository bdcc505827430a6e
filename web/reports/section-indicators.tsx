import type { MonthReport } from "../../contract/report.ts";
import type { Column } from "../energy/column.ts";
import * as format from "../format.ts";
import { DesignLink } from "./page-link.tsx";
import { ReportPart } from "./report-part.tsx";
import { ReportTable } from "./report-table.tsx";

type Section = MonthReport["indicators"]["sections"][number] & { readonly id: string };

/** EN 13201-5 of each road section with a geometry, and what each was taken to be. */
export function SectionIndicators({ report: { indicators, month } }: { report: MonthReport }) {
  const sections = indicators.sections.map((section, at) => ({ ...section, id: String(at) }));
  const assumptions = [...new Set(sections.flatMap((section) => section.assumptions))];
  return (
    <ReportPart title="Indicators of EN 13201-5">
      {sections.length === 0 ? (
        <p class="empty">
          No road section has a lit area and an illuminance.{" "}
          <span class="screen-only">
            Give them under <DesignLink kind="sections">Design › Road sections</DesignLink>.
          </span>
        </p>
      ) : (
        <ReportTable name="Table of indicators" file={`leerie-en13201-5-${month}`} columns={columns} rows={sections} />
      )}
      {assumptions.length > 0 && (
        <ul class="assumptions">
          {assumptions.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {sections.some(({ annualised }) => annualised) && <p class="hint">D_E is this month’s energy carried to a year.</p>}
      {indicators.missing.length > 0 && <p class="hint">Without them: {indicators.missing.map(({ name, needs }) => `${name} (${needs})`).join("; ")}.</p>}
    </ReportPart>
  );
}

const digits = (value: number, places: number): string => value.toFixed(places);

const columns: readonly Column<Section>[] = [
  { head: "Section", csv: "section", value: ({ name }) => name, isText: true },
  { head: "Class", csv: "designClass", value: ({ designClass }) => designClass, isText: true },
  { head: "Lights", csv: "lights", value: ({ lights }) => lights },
  { head: "Area", csv: "areaM2", value: ({ areaM2 }) => areaM2, words: ({ areaM2 }) => `${format.count(areaM2)} m²` },
  { head: "Illuminance", csv: "luxMaintained", value: ({ luxMaintained }) => luxMaintained, words: ({ luxMaintained }) => `${luxMaintained} lx` },
  { head: "Power", csv: "systemPowerW", value: ({ systemPowerW }) => systemPowerW, words: ({ systemPowerW }) => `${format.count(systemPowerW)} W` },
  {
    head: "D_P",
    csv: "pdiMwPerLxM2",
    value: ({ pdiMwPerLxM2 }) => pdiMwPerLxM2,
    words: ({ pdiMwPerLxM2 }) => `${digits(pdiMwPerLxM2, 1)} mW/(lx·m²)`,
  },
  { head: "D_E", csv: "aeciKwhPerM2", value: ({ aeciKwhPerM2 }) => aeciKwhPerM2, words: ({ aeciKwhPerM2 }) => `${digits(aeciKwhPerM2, 2)} kWh/(m²·year)` },
];
