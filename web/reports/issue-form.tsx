import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { SettlementKind, SettlementState } from "../../contract/settlement.ts";
import { today } from "../energy/answers.ts";
import { addDays, isDay, wordsOfDay } from "../energy/period.ts";
import * as format from "../format.ts";
import { issue, type Outcome, outcome } from "./issuing.ts";
import { isKind, kindNames } from "./place.ts";
import { Problems } from "./problem-list.tsx";
import { ReportPart } from "./report-part.tsx";

/** What the form is to be filled in with. */
export interface Wish {
  readonly day: string;
  readonly subMeter: string;
  readonly reason: string;
}

interface IssueFormProps {
  readonly subMeters: SettlementState["subMeters"];
  readonly wish: Wish | undefined;
  /** Something was issued: what is listed is to be asked for again. */
  readonly issued: () => void;
}

/** The API's least, too: colleagues will ask. */
const reasonLettersMin = 3;

/** Issues the documents of a day, with a reason. */
export function IssueForm({ subMeters, wish, issued }: IssueFormProps) {
  const kind = useSignal<SettlementKind>("control");
  const day = useSignal(today.peek() === undefined ? "" : addDays(today.peek() ?? "", -1));
  const subMeter = useSignal("");
  const reason = useSignal("");
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    if (!wish) return;
    kind.value = "events";
    day.value = wish.day;
    subMeter.value = wish.subMeter;
    reason.value = wish.reason;
    first.current?.focus();
  }, [wish]);
  const take = (value: string): void => {
    if (isKind(value)) kind.value = value;
  };
  const isWorking = outcome.value.kind === "working";
  const isReady = isDay(day.value) && reason.value.trim().length >= reasonLettersMin;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!isReady || isWorking) return;
    const of = subMeter.value === "" ? {} : { subMeter: subMeter.value };
    if (await issue({ kind: kind.value, day: day.value, ...of, reason: reason.value.trim() })) issued();
  };
  return (
    <ReportPart title="Issue documents of a day">
      <form class="issue-form" onSubmit={(event) => void submit(event)}>
        <label class="field">
          <span>Document</span>
          <select ref={first} value={kind.value} onChange={(event) => take(event.currentTarget.value)}>
            {Object.entries(kindNames).map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Day</span>
          <input type="date" value={day.value} max={today.value} onChange={(event) => (day.value = event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>Sub-meter</span>
          <select value={subMeter.value} onChange={(event) => (subMeter.value = event.currentTarget.value)}>
            <option value="">All sub-meters</option>
            {subMeters.map(({ id, name }) => (
              <option key={id} value={id}>
                {name} ({id})
              </option>
            ))}
          </select>
        </label>
        <label class="field reason-field">
          <span>Reason</span>
          <input type="text" maxLength={200} autocomplete="off" value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
        </label>
        <button type="submit" class="primary" disabled={!isReady || isWorking}>
          Issue
        </button>
      </form>
      <OutcomeWords of={outcome.value} />
    </ReportPart>
  );
}

function OutcomeWords({ of }: { of: Outcome }) {
  if (of.kind === "refused")
    return (
      <div class="problem" role="alert">
        <p>{of.problems.length > 0 ? `Nothing was issued: ${problemsWords(of.problems.length)} in the way.` : of.message}</p>
        {of.problems.length > 0 && <Problems problems={of.problems} />}
      </div>
    );
  return (
    <div role="status" class="outcome">
      {of.kind === "working" && (
        <>
          <progress aria-label="How far it is" max={1} value={of.working?.share} /> {workingWords(of)}{" "}
          <button type="button" onClick={of.cancel}>
            Cancel
          </button>
        </>
      )}
      {of.kind === "done" && (
        <ul>
          {of.result.issued.map(({ name, version, draft }) => (
            <li key={name}>
              Issued <strong>{name}</strong>, version {version}
              {draft ? ". Its layout is a draft" : ""}.
            </li>
          ))}
          {of.result.unchanged.map(({ name, version }) => (
            <li key={name}>
              {name} was not issued again: version {version} says the same.
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const problemsWords = (count: number): string => (count === 1 ? "1 problem stands" : `${format.count(count)} problems stand`);

function workingWords({ working }: Extract<Outcome, { kind: "working" }>): string {
  if (!working) return "Making the documents…";
  return `${kindNames[working.kind]} of ${wordsOfDay(working.day)}, sub-meter ${working.subMeter}: ${format.percent(working.share * 100)}`;
}
