import type { EnergySummary } from "../../contract/energy.ts";
import * as format from "../format.ts";
import { tickMs } from "../page-clock.ts";
import { go, local, stream } from "../state.ts";
import * as amount from "./amount.ts";
import { question, summary } from "./answers.ts";
import { Figure } from "./figure.tsx";
import { Part } from "./part.tsx";
import { addDays, daysIn, wordsOfPeriod } from "./period.ts";
import { baselineNames } from "./question.ts";

/** The figures of the whole question, each with what it is compared with and how good it is. */
export function Headline() {
  return (
    <Part title="In all" ask={summary} tools={<AccountedTo at={summary.now.value.answer?.accountedTo} />}>
      {(answer) => (
        <>
          <dl class="headline">
            <Used answer={answer} />
            <Saved answer={answer} />
            <Hours answer={answer} />
          </dl>
          <p class="method">
            <strong>How the saving is made:</strong> {answer.method}
          </p>
          <Compared answer={answer} />
          <Unpriced answer={answer} />
        </>
      )}
    </Part>
  );
}

/** How far the accounts reach, and how long ago that is; marked as old while the page is not live. */
function AccountedTo({ at }: { at: string | undefined }) {
  if (!at) return null;
  const ms = Date.parse(at);
  return (
    <span class={`accounted${stream.value.kind === "live" ? "" : " stale"}`}>
      accounted to {local.value.near(ms, tickMs.value)}, {format.ago(tickMs.value - ms)}
      {stream.value.kind === "live" ? "" : " (not live)"}
    </span>
  );
}

/** Whether the accounts reach beyond the period's last day: half a period is not compared with a whole one. */
const isOver = ({ accountedTo, to }: EnergySummary): boolean => accountedTo !== undefined && local.value.isoDay(Date.parse(accountedTo)) > to;

function Used({ answer }: { answer: EnergySummary }) {
  const { total, before, standingGbp } = answer;
  const than = (now: number | undefined, then: number | undefined): string => {
    if (!isOver(answer)) return "so far: the period is not over";
    return now === undefined || !then ? "nothing known of the period before" : `${amount.signedPct(amount.changePct(now, then))} on the period before`;
  };
  return (
    <>
      <Figure name="Metered" value={amount.kwh(total.metered.kwh)}>
        <small>{than(total.metered.kwh, before?.metered.kwh)}</small>
        <small title="Metered energy against that calculated from the reported levels: how far wattages and meters agree.">
          calculated {amount.kwh(total.calculatedKwh)}, metered {amount.signedPct(total.differencePct)} from it
        </small>
      </Figure>
      <Figure name="Cost" value={amount.pounds(total.metered.costGbp)}>
        <small>{than(total.metered.costGbp, before?.metered.costGbp)}</small>
        <small>
          {amount.pounds(standingGbp)} of standing charges {standingGbp > 0 ? "come on top, for the whole authority" : "on top"}
        </small>
      </Figure>
      <Figure name="Carbon dioxide" value={amount.carbon(total.metered.co2Kg)}>
        <small>{than(total.metered.co2Kg, before?.metered.co2Kg)}</small>
      </Figure>
    </>
  );
}

function Saved({ answer: { total, baseline } }: { answer: EnergySummary }) {
  const { saved } = total;
  if (!saved)
    return (
      <Figure name="Saved" value={amount.unknown}>
        <small>nothing is known to compare with; choose another baseline</small>
      </Figure>
    );
  return (
    <Figure name={saved.kwh < 0 ? "Used beyond the baseline" : "Saved"} value={amount.kwh(Math.abs(saved.kwh))}>
      <small>
        {amount.pct(saved.pct)}, {amount.pounds(saved.costGbp)}, {amount.carbon(saved.co2Kg)} CO₂
      </small>
      <small>
        against {baselineNames[baseline].toLowerCase()}: {amount.kwh(total.baseline?.kwh)}
      </small>
    </Figure>
  );
}

function Hours({ answer: { total } }: { answer: EnergySummary }) {
  return (
    <>
      <Figure name="Burning, of an average light" value={amount.hours(total.burningHours)}>
        <small>
          {format.lights(total.lights)} with readings
          {total.lightsWithoutReadings > 0 ? `, ${format.count(total.lightsWithoutReadings)} without: not in the figures` : ""}
        </small>
      </Figure>
      <Figure name="Estimated" value={amount.pct(total.estimatedPct)}>
        <small>{total.estimatedPct > 0 ? "of the time no reading covers; energy there is estimated" : "every moment is covered by readings"}</small>
      </Figure>
    </>
  );
}

/** Which days the period before is: the same number, just before; its nights may be longer or shorter. */
function Compared({ answer }: { answer: EnergySummary }) {
  const days = daysIn(answer);
  const before = { from: addDays(answer.from, -days), to: addDays(answer.from, -1) };
  return (
    <p class="hint">
      Figures of {wordsOfPeriod(answer)}. The period before is {wordsOfPeriod(before)}, as it was: the length of the nights is not corrected for
      {question.value?.baseline === "period-before" ? ", but is in the saving" : ""}.
    </p>
  );
}

/** Days that cannot be priced, and where to make the price. */
function Unpriced({ answer: { daysWithoutTariff, daysWithoutCarbon } }: { answer: EnergySummary }) {
  if (daysWithoutTariff === 0 && daysWithoutCarbon === 0) return null;
  const days = (count: number): string => `${format.count(count)} ${count === 1 ? "day has" : "days have"}`;
  return (
    <div class="unpriced">
      {daysWithoutTariff > 0 && (
        <p>
          {days(daysWithoutTariff)} no tariff in force and no cost in these figures. Give one with its date under{" "}
          <DesignLink kind="tariffs" text="Design › Tariffs" />; the days are then costed by themselves.
        </p>
      )}
      {daysWithoutCarbon > 0 && (
        <p>
          {days(daysWithoutCarbon)} no carbon factor in force and no carbon in these figures. Give one under <DesignLink kind="carbon" text="Design › Carbon" />
          .
        </p>
      )}
    </div>
  );
}

function DesignLink({ kind, text }: { kind: "tariffs" | "carbon"; text: string }) {
  const design = `${kind}/all`;
  const open = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go({ tab: "design", design }, "push");
  };
  return (
    <a href={`?tab=design&design=${design}`} onClick={open}>
      {text}
    </a>
  );
}
