import { useEffect, useMemo } from "preact/hooks";
import type { MonthAnswer, MonthReport } from "../../contract/report.ts";
import type { Issued } from "../../contract/settlement.ts";
import { get } from "../api.ts";
import * as amount from "../energy/amount.ts";
import { Ask } from "../energy/ask.ts";
import type { Column } from "../energy/column.ts";
import { wordsOfDay } from "../energy/period.ts";
import { Asked } from "./asked.tsx";
import { changesBetween, type KwhChange, moreKwh } from "./changes.ts";
import { ReportPart } from "./report-part.tsx";
import { ReportTable } from "./report-table.tsx";

/** What this version has that the one before had not. */
export function WhatChanged({ issued: { period, version }, report }: { issued: Issued; report: MonthReport }) {
  const earlier = useMemo(() => new Ask<MonthAnswer>(get), []);
  useEffect(() => {
    earlier.put(`/reports/months/${period}?version=${version - 1}`);
    return () => earlier.close();
  }, []);
  return (
    <ReportPart title={`Changed since version ${version - 1}`}>
      <Asked ask={earlier} wait="Comparing…">
        {(answer) => <Changes before={answer.report} now={report} />}
      </Asked>
    </ReportPart>
  );
}

function Changes({ before, now }: { before: MonthReport; now: MonthReport }) {
  const { days, total, wards, rates } = changesBetween(before, now);
  return (
    <>
      <p>
        {days.length === 0 ? "The figures of no day changed." : `Figures of ${days.map(wordsOfDay).join(", ")} changed.`}{" "}
        {rates ? "Tariffs or carbon factors are others." : "Tariffs and carbon factors are the same."}
      </p>
      {wards.length > 0 && <ReportTable name="Table of changes by ward" file={`leerie-changes-${now.month}`} columns={columns} rows={wards} total={total} />}
    </>
  );
}

const columns: readonly Column<KwhChange>[] = [
  { head: "Ward", csv: "ward", value: ({ name }) => name, isText: true },
  { head: "Before", csv: "beforeKwh", value: ({ beforeKwh }) => beforeKwh, words: ({ beforeKwh }) => amount.kwh(beforeKwh) },
  { head: "Now", csv: "nowKwh", value: ({ nowKwh }) => nowKwh, words: ({ nowKwh }) => amount.kwh(nowKwh) },
  { head: "Difference", csv: "differenceKwh", value: moreKwh, words: (change) => amount.kwh(moreKwh(change)) },
];
