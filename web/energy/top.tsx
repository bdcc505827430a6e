import type { EnergySummary } from "../../contract/energy.ts";
import * as amount from "./amount.ts";
import { change, topDeviation, topUse } from "./answers.ts";
import type { Ask } from "./ask.ts";
import { isHigh, type Member } from "./member.ts";
import { MemberName } from "./member-table.tsx";
import { Part } from "./part.tsx";
import type { Question, Sort } from "./question.ts";

/** The few that lead: by what they use beyond their schedule, and by what they use. */
export function Top({ now }: { now: Question }) {
  const what = now.scope.street ? "Lights" : "Streets";
  return (
    <div class="two">
      <TopList now={now} title={`${what} that use more than they should`} ask={topDeviation} sort="deviation" words={deviationWords} />
      <TopList now={now} title={`${what} that use most`} ask={topUse} sort="use" words={(row) => amount.kwh(row.figures.metered.kwh)} />
    </div>
  );
}

const deviationWords = (row: Member): string => `${isHigh(row) ? "▲ " : ""}${amount.signedPct(row.figures.deviationPct)} from its schedule`;

function TopList(props: { now: Question; title: string; ask: Ask<EnergySummary>; sort: Sort; words: (row: Member) => string }) {
  const { now, sort } = props;
  const by = now.scope.street ? "light" : "street";
  return (
    <Part title={props.title} ask={props.ask}>
      {(answer) => {
        const rows = sort === "deviation" ? answer.rows.filter(({ figures }) => (figures.deviationPct ?? 0) > 0) : answer.rows;
        if (rows.length === 0) return <p class="empty">{sort === "deviation" ? "None uses more than its schedule gives." : "None has readings."}</p>;
        return (
          <>
            <ol class="top">
              {rows.map((row) => (
                <li key={row.id} class={isHigh(row) ? "abnormal" : ""}>
                  <MemberName now={{ by, scope: now.scope }} row={row} /> <span class="number">{props.words(row)}</span>
                </li>
              ))}
            </ol>
            <button type="button" class="screen-only" onClick={() => change({ by, sort })}>
              All {answer.members} in the table
            </button>
          </>
        );
      }}
    </Part>
  );
}
