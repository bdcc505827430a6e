import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Explanation } from "../../contract/explanation.ts";
import { get, query } from "../api.ts";
import { wallTimeMs } from "../design/wall-time.ts";
import * as format from "../format.ts";
import { nowMs } from "../page-clock.ts";
import { local } from "../state.ts";

const ruleNames = { floor: "Safety floor", override: "Override", demand: "Demand", profile: "Calendar and profile", default: "Default" } as const;
const tenseWords = { past: "As it was decided then.", now: "As it is decided now.", future: "As planned, without demand." } as const;

/** Why a light was or will be at its level at a time that is asked for: every rule's own answer, in order. */
export function WhyAt({ id }: { id: string }) {
  const day = useSignal(local.value.isoDay(nowMs()));
  const time = useSignal("22:00");
  const answer = useSignal<Explanation | string | undefined>(undefined);
  const atMs = wallTimeMs(day.value, time.value, local.value);
  useEffect(() => {
    answer.value = atMs === undefined ? "Say a date and a time as hh:mm." : undefined;
    if (atMs === undefined) return;
    let wanted = true;
    const take = (what: Explanation | string): void => {
      if (wanted) answer.value = what;
    };
    get<Explanation>(`/lights/${encodeURIComponent(id)}/why${query({ at: new Date(atMs).toISOString() })}`).then(take, (problem: unknown) =>
      take(problem instanceof Error ? problem.message : String(problem)),
    );
    return () => {
      wanted = false;
    };
  }, [id, atMs]);
  return (
    <>
      <div class="row-actions">
        <input type="date" aria-label="Day" value={day.value} onInput={(event) => (day.value = event.currentTarget.value)} />
        <input type="text" aria-label="Time, hh:mm" size={6} value={time.value} onInput={(event) => (time.value = event.currentTarget.value.trim())} />
      </div>
      <div aria-live="polite">
        {answer.value === undefined && <p class="pane-wait">Asking…</p>}
        {typeof answer.value === "string" && <p class="hint">{answer.value}</p>}
        {typeof answer.value === "object" && <Told answer={answer.value} />}
      </div>
    </>
  );
}

function Told({ answer }: { answer: Explanation }) {
  const { levelPct, rules, group, designs, reported, tense } = answer;
  return (
    <>
      <p>
        <strong>{format.percent(levelPct)}</strong> <span class="why">{tenseWords[tense]}</span>
      </p>
      <table class="levels">
        <caption class="unseen">Each rule’s answer</caption>
        <tbody>
          {rules.map(({ rule, levelPct: own, text, wins }) => (
            <tr key={rule}>
              <th scope="row">{ruleNames[rule]}</th>
              <td>
                {own === undefined ? "–" : wins ? <strong>{format.percent(own)}, wins</strong> : format.percent(own)}
                <span class="why">{text}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">
        {group.name}: calendar {group.calendar}, from {group.calendarFrom}.{" "}
        {designs.map(({ name, version }) => `${name}, ${version === 0 ? "of the configuration" : `version ${version}`}`).join("; ")}
        {reported ? ` It reported ${format.percent(reported.levelPct)} at ${local.value.near(Date.parse(reported.at), Date.parse(answer.at))}.` : ""}
      </p>
    </>
  );
}
