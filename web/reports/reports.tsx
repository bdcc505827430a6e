import "../style/energy.css";
import "../style/reports.css";
import { address } from "../state.ts";
import { MonthList } from "./month-list.tsx";
import { MonthPage } from "./month-page.tsx";
import { ReportLink } from "./page-link.tsx";
import { readPlace } from "./place.ts";
import { Settlement } from "./settlement.tsx";

/** What is sent on and kept as it was sent: monthly reports, and the files of unmetered supplies. */
export function Reports() {
  const place = readPlace(address.value.report);
  return (
    <section class="pane energy reports" aria-labelledby="reports-title">
      <nav aria-label="Reports" class="report-tabs screen-only">
        <ReportLink place={{ at: "months" }} current={place.at !== "settlement"}>
          Monthly reports
        </ReportLink>
        <ReportLink place={{ at: "settlement" }} current={place.at === "settlement"}>
          Settlement
        </ReportLink>
      </nav>
      {place.at === "months" && <MonthList />}
      {place.at === "month" && <MonthPage key={`${place.month}/${place.version}`} month={place.month} version={place.version} />}
      {place.at === "settlement" && <Settlement kind={place.kind} />}
    </section>
  );
}
