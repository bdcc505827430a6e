import { useEffect, useMemo } from "preact/hooks";
import type { MonthAnswer } from "../../contract/report.ts";
import { get, query } from "../api.ts";
import { Ask } from "../energy/ask.ts";
import { wordsOfPeriod } from "../energy/period.ts";
import { Asked } from "./asked.tsx";
import { Completeness } from "./completeness.tsx";
import { DayBars } from "./day-bars.tsx";
import { IssuedLine } from "./issued-line.tsx";
import { fileOf } from "./issued-words.ts";
import { MonthHeadline } from "./month-headline.tsx";
import { ReportLink } from "./page-link.tsx";
import { wordsOfMonth } from "./place.ts";
import { Rates } from "./rates.tsx";
import { SectionIndicators } from "./section-indicators.tsx";
import { Streets } from "./streets.tsx";
import { Wards } from "./wards.tsx";
import { WhatChanged } from "./what-changed.tsx";

/** A monthly report, as it is read, printed and sent on. */
export function MonthPage({ month, version }: { month: string; version: number | undefined }) {
  const report = useMemo(() => new Ask<MonthAnswer>(get), []);
  useEffect(() => {
    report.put(`/reports/months/${month}${query({ version })}`);
    // The browser proposes the title as the file name of a PDF.
    const before = document.title;
    document.title = `Leerie, energy report ${month}${version === undefined ? "" : `, version ${version}`}`;
    return () => {
      report.close();
      document.title = before;
    };
  }, []);
  return (
    <article class="report" aria-labelledby="reports-title">
      <nav aria-label="Where you are" class="crumbs screen-only">
        <ReportLink place={{ at: "months" }}>Monthly reports</ReportLink> › {wordsOfMonth(month)}
      </nav>
      <div class="panel-head">
        <h2 id="reports-title">Energy of street lighting, {wordsOfMonth(month)}</h2>
        <Tools answer={report.now.value.answer} />
      </div>
      <Asked ask={report} wait="Getting the report. A month that was not issued is made now, which takes a moment…">
        {(answer) => <Content answer={answer} />}
      </Asked>
    </article>
  );
}

function Tools({ answer }: { answer: MonthAnswer | undefined }) {
  if (!answer) return null;
  const { issued } = answer;
  return (
    <span class="report-tools screen-only">
      <button type="button" class="primary" onClick={() => print()}>
        Print or save as PDF
      </button>
      {issued && (
        <a href={fileOf(issued)} download={issued.name}>
          JSON as issued
        </a>
      )}
    </span>
  );
}

function Content({ answer: { issued, report } }: { answer: MonthAnswer }) {
  return (
    <>
      <p>
        <strong>{report.authority.name}</strong>, {wordsOfPeriod(report)}, all lights. Days are local days ({report.timeZone}), midnight to midnight.
      </p>
      <IssuedLine issued={issued} />
      <MonthHeadline report={report} />
      {issued && issued.version > 1 && <WhatChanged issued={issued} report={report} />}
      <Wards report={report} />
      <DayBars report={report} />
      <Streets report={report} />
      <Rates report={report} />
      <Completeness report={report} />
      <SectionIndicators report={report} />
    </>
  );
}
