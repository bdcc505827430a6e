import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Issued } from "../../contract/settlement.ts";
import { get } from "../api.ts";
import { Ask } from "../energy/ask.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { go, local } from "../state.ts";
import { Asked } from "./asked.tsx";
import { fileOf, issuedWhen, shortHash } from "./issued-words.ts";
import { ReportLink } from "./page-link.tsx";
import { isMonth, wordsOfMonth } from "./place.ts";

const months = new Ask<{ months: Issued[] }>(get);

/** Every monthly report that was issued, and the way to a month that was not. */
export function MonthList() {
  useEffect(() => {
    months.put("/reports/months");
    return () => months.close();
  }, []);
  return (
    <>
      <h2 id="reports-title">Monthly reports</h2>
      <p class="hint">
        Issued on the 2nd for the month before, and again with the next version when late readings or new rates change its figures. What was issued never
        changes.
      </p>
      <AnotherMonth />
      <Asked ask={months} wait="Loading the reports…">
        {(answer) => (answer.months.length === 0 ? <Empty /> : <Table issued={answer.months} />)}
      </Asked>
    </>
  );
}

const Empty = () => (
  <div class="nothing">
    <h3>No report was issued yet</h3>
    <p>The first is issued on the 2nd of the month after the first readings, by itself. Until then any month can be looked at above, as of now.</p>
  </div>
);

function AnotherMonth() {
  const month = useSignal("");
  const isReady = isMonth(month.value);
  const show = (event: Event): void => {
    event.preventDefault();
    if (isReady) go({ report: month.value }, "push");
  };
  return (
    <form class="another-month" onSubmit={show}>
      <label class="field">
        <span>Report of a month</span>
        <input
          type="month"
          placeholder="yyyy-mm"
          value={month.value}
          onInput={(event) => {
            month.value = event.currentTarget.value.trim();
          }}
        />
      </label>
      <button type="submit" disabled={!isReady}>
        Show
      </button>
    </form>
  );
}

function Table({ issued }: { issued: readonly Issued[] }) {
  return (
    <ScrollRegion name="Table of monthly reports">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Month</th>
            <th scope="col">Version</th>
            <th scope="col">Issued</th>
            <th scope="col">Reason</th>
            <th scope="col">SHA-256</th>
            <th scope="col">File</th>
          </tr>
        </thead>
        <tbody>
          {issued.map((each) => (
            <Row key={`${each.period}/${each.version}`} issued={each} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Row({ issued }: { issued: Issued }) {
  const { period, version, superseded, reason, sha256, name } = issued;
  const place = superseded ? ({ at: "month", month: period, version } as const) : ({ at: "month", month: period } as const);
  return (
    <tr class={superseded ? "superseded" : ""}>
      <th scope="row">
        <ReportLink place={place}>{wordsOfMonth(period)}</ReportLink>
      </th>
      <td>
        {version} {superseded && <span class="tag">superseded</span>}
      </td>
      <td>{issuedWhen(issued, local.value)}</td>
      <td>{reason}</td>
      <td>
        <code title={sha256}>{shortHash(sha256)}</code>
      </td>
      <td>
        <a href={fileOf(issued)} download={name} aria-label={`JSON of ${wordsOfMonth(period)}, version ${version}`}>
          JSON
        </a>
      </td>
    </tr>
  );
}
