import type { EnergySummary } from "../../contract/energy.ts";
import * as format from "../format.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { change, summary } from "./answers.ts";
import { wordsIn } from "./column.ts";
import { highPct, isHigh, type Member, memberColumns } from "./member.ts";
import { Part } from "./part.tsx";
import { wordsOfPeriod } from "./period.ts";
import { byNames, nextBy, paths, type Question, rowsAtATime, type Sort, scopeOf } from "./question.ts";
import { ByField } from "./question-bar.tsx";

/** Use and saving of each member, to be sorted and gone into: areas, their streets, their lights. */
export function MemberTable({ now }: { now: Question }) {
  return (
    <Part title={`By ${byNames[now.by].toLowerCase()}`} ask={summary} tools={<ByField now={now} />}>
      {(answer) => (
        <>
          {answer.rows.length === 0 ? <p class="empty">No {byNames[now.by].toLowerCase()} has readings in this period.</p> : <Rows now={now} answer={answer} />}
          <div class="data">
            <Pages now={now} answer={answer} />
            <CsvLink now={now} />
          </div>
          <p class="hint">
            ▲ marks more than {highPctWords} above its schedule. Membership is today’s, for past days too
            {answer.by === "group" || answer.by === "demand-rule" ? "; members share lights, so that their sum is not the total" : ""}.
          </p>
        </>
      )}
    </Part>
  );
}

const highPctWords = format.percent(highPct);

function Rows({ now, answer }: { now: Question; answer: EnergySummary }) {
  return (
    <ScrollRegion name={`Energy by ${byNames[now.by].toLowerCase()}`}>
      <table class="plain members">
        <thead>
          <tr>
            {memberColumns.map((column) => (
              <Head key={column.csv} head={column.head === "" ? byNames[now.by] : column.head} sort={column.sort} now={now} />
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.map((row) => (
            <tr key={row.id} class={isHigh(row) ? "abnormal" : ""}>
              {memberColumns.map((column, index) =>
                index === 0 ? (
                  <th key={column.csv} scope="row">
                    <MemberName now={now} row={row} />
                  </th>
                ) : (
                  <td key={column.csv} class="number">
                    {wordsIn(column, row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Head({ head, sort, now }: { head: string; sort: Sort | undefined; now: Question }) {
  const isText = sort === "name";
  if (!sort)
    return (
      <th scope="col" class="number">
        {head}
      </th>
    );
  const isSorted = now.sort === sort;
  return (
    <th scope="col" class={isText ? "" : "number"} aria-sort={isSorted ? (isText ? "ascending" : "descending") : "none"}>
      <button type="button" class="sort" onClick={() => change({ sort })}>
        {head}
        {isSorted && <span aria-hidden="true"> {isText ? "▴" : "▾"}</span>}
      </button>
    </th>
  );
}

/** The way into a member: its streets, its lights, at last the light with its readings. */
export function MemberName({ now, row }: { now: Pick<Question, "by" | "scope">; row: Pick<Member, "id" | "name"> }) {
  const inner = scopeOf(now.by, row.id);
  if (!inner) return <>{row.name}</>;
  const scope = { ...now.scope, ...inner };
  return (
    <button type="button" class="link" onClick={() => change({ scope, by: nextBy(scope) })}>
      {row.name}
    </button>
  );
}

function Pages({ now, answer }: { now: Question; answer: EnergySummary }) {
  if (answer.members <= rowsAtATime) return <span class="quiet-text">{format.count(answer.members)} rows</span>;
  const last = Math.min(answer.members, now.offset + rowsAtATime);
  return (
    <span>
      {format.count(now.offset + 1)} to {format.count(last)} of {format.count(answer.members)}{" "}
      <button type="button" disabled={now.offset === 0} onClick={() => change({ offset: Math.max(0, now.offset - rowsAtATime) })}>
        Before
      </button>{" "}
      <button type="button" disabled={last >= answer.members} onClick={() => change({ offset: now.offset + rowsAtATime })}>
        Next
      </button>
    </span>
  );
}

/** Every row of the table, not only those on screen, in its order: the controller writes the file. */
function CsvLink({ now }: { now: Question }) {
  return (
    <a class="screen-only" href={paths.summaryFile(now)} download aria-label={`CSV of the table, ${wordsOfPeriod(now)}`}>
      CSV
    </a>
  );
}
