import "uplot/dist/uPlot.min.css";
import "../style/energy.css";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { EnergyAccounts } from "../../contract/energy.ts";
import { get } from "../api.ts";
import { local } from "../state.ts";
import { change, question, startAsking, summary } from "./answers.ts";
import { Chips } from "./chips.tsx";
import { DayChart } from "./day-chart.tsx";
import { Headline } from "./headline.tsx";
import { HeatMap } from "./heat-map.tsx";
import { Indicators } from "./indicators.tsx";
import { MemberTable } from "./member-table.tsx";
import { addDays, daysIn, wordsOfPeriod } from "./period.ts";
import { PowerChart } from "./power-chart.tsx";
import { Progress } from "./progress.tsx";
import { daysMax, problemOf, type Question } from "./question.ts";
import { QuestionBar } from "./question-bar.tsx";
import { Readings } from "./readings.tsx";
import { Top } from "./top.tsx";

/** What planners ask of energy: what was used and saved, against what, where, when, and from which readings. */
export function Energy() {
  useEffect(startAsking, []);
  const now = question.value;
  return (
    <section class="pane energy" aria-labelledby="energy-title">
      <div class="panel-head">
        <h2 id="energy-title">Energy{now && <span class="print-only">, {wordsOfPeriod(now)}</span>}</h2>
        {now && (
          <button type="button" class="screen-only" onClick={() => print()}>
            Print
          </button>
        )}
      </div>
      {now ? <Asked now={now} /> : <p class="pane-wait">Waiting for the controller…</p>}
    </section>
  );
}

function Asked({ now }: { now: Question }) {
  const problem = problemOf(now);
  return (
    <>
      <QuestionBar now={now} />
      <Chips now={now} />
      {problem ? (
        <p class="problem" role="alert">
          {problem}
        </p>
      ) : (
        <>
          <Progress />
          {isEmpty() ? <Empty /> : <Figures now={now} />}
        </>
      )}
    </>
  );
}

function Figures({ now }: { now: Question }) {
  return (
    <>
      <Headline />
      {!now.scope.light && <MemberTable now={now} />}
      {now.by === "section" && <Indicators />}
      {!now.scope.light && <Top now={now} />}
      {now.scope.light && <Readings now={now} id={now.scope.light} />}
      <DayChart now={now} />
      <PowerChart now={now} />
      <HeatMap now={now} />
    </>
  );
}

/** Answered, and not a single light has a reading in the period. */
const isEmpty = (): boolean => {
  const { state, answer } = summary.now.value;
  return state === "done" && answer?.total.lights === 0;
};

/** Goes to all the days of which anything is known, at most the newest that can be asked for at once. */
function ShowAll({ accountedTo }: { accountedTo: string }) {
  const firstDay = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const until = new AbortController();
    // Without an answer there is no button; the words beside it say what to do.
    get<EnergyAccounts>("/energy/accounts", until.signal).then(
      (accounts) => {
        firstDay.value = accounts.firstDay;
      },
      () => {},
    );
    return () => until.abort();
  }, []);
  const to = local.value.isoDay(Date.parse(accountedTo));
  const from = firstDay.value;
  if (from === undefined || from > to) return null;
  const period = { from: daysIn({ from, to }) > daysMax ? addDays(to, 1 - daysMax) : from, to };
  return (
    <button type="button" onClick={() => change(period)}>
      Show {wordsOfPeriod(period)}
    </button>
  );
}

function Empty() {
  const answer = summary.now.value.answer;
  return (
    <div class="nothing">
      <h3>No readings in this period</h3>
      {answer?.accountedTo ? (
        <p>
          Energy is accounted up to {local.value.day(Date.parse(answer.accountedTo))} {local.value.time(Date.parse(answer.accountedTo))}. Choose a period that
          Leerie was running in, or take a part of the area away. <ShowAll accountedTo={answer.accountedTo} />
        </p>
      ) : (
        <p>
          Leerie has not stored a reading yet. The nodes report every 15 minutes; energy is accounted half hour by half hour, so the first figures appear within
          the hour after the first night’s lights report. Nothing has to be done for it.
        </p>
      )}
    </div>
  );
}
