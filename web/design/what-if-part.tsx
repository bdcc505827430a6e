import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { every } from "../../contract/clock.ts";
import type { DesignView } from "../../contract/design-api.ts";
import type { WhatIf, WhatIfRequest } from "../../contract/what-if.ts";
import { get, post } from "../api.ts";
import * as format from "../format.ts";
import { nowMs, systemClock } from "../page-clock.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { local } from "../state.ts";
import type { Body } from "./body.ts";
import { addDays } from "./dates.ts";
import { designs, failureWords, type Name, pathOf } from "./work.ts";

type Figures = WhatIf["proposed"];

/** The coming month and year, nights. */
const periods = [
  { name: "Next 30 nights", nights: 30 },
  { name: "Next 365 nights", nights: 365 },
] as const;

/** Figures of the draft against what is in force and full output, worked out when asked. */
export function WhatIfPart({ kind, id, body }: Name & { readonly body: Body }) {
  const answers = useSignal<readonly { name: string; answer: WhatIf }[]>([]);
  const failure = useSignal<string | undefined>(undefined);
  const running = useSignal<{ name: string; elapsedS: number; cancel: () => void } | undefined>(undefined);
  useEffect(() => () => running.value?.cancel(), []);
  const others = (designs.value ?? []).filter((item) => item.draft && !(item.kind === kind && item.id === id));
  const isTogether = useSignal(false);
  const work = async (): Promise<void> => {
    const asking = new AbortController();
    const from = addDays(local.value.isoDay(nowMs()), 1);
    const beganMs = systemClock.elapsedMs();
    answers.value = [];
    failure.value = undefined;
    const stop = every(systemClock, 500, "what-if", () => {
      if (running.value) running.value = { ...running.value, elapsedS: (systemClock.elapsedMs() - beganMs) / 1_000 };
    });
    try {
      const tried = [{ kind, id, body }, ...(isTogether.value ? await draftsOf(others) : [])];
      for (const { name, nights } of periods) {
        running.value = { name, elapsedS: 0, cancel: () => asking.abort() };
        const request: WhatIfRequest = { from, to: addDays(from, nights - 1), designs: tried };
        const answer = await post<WhatIf>("/whatif", request, asking.signal);
        answers.value = [...answers.value, { name, answer }];
      }
    } catch (problem) {
      if (!asking.signal.aborted) failure.value = failureWords(problem);
    } finally {
      stop();
      running.value = undefined;
    }
  };
  return (
    <div class="what-if">
      {others.length > 0 && (
        <label class="check">
          <input type="checkbox" checked={isTogether.value} onChange={(event) => (isTogether.value = event.currentTarget.checked)} /> Together with the other{" "}
          {others.length === 1 ? "draft" : `${others.length} drafts`} ({others.map((item) => item.name).join(", ")})
        </label>
      )}
      {running.value ? (
        <p role="status">
          {running.value.name}: working, {Math.round(running.value.elapsedS)} s…{" "}
          <button type="button" onClick={running.value.cancel}>
            Cancel
          </button>
        </p>
      ) : (
        <button type="button" onClick={() => void work()}>
          {answers.value.length > 0 ? "Work it out again" : "Work out a month and a year"}
        </button>
      )}
      {failure.value && <p class="problem">{failure.value}</p>}
      {answers.value.map(({ name, answer }) => (
        <FigureTable key={name} name={name} answer={answer} />
      ))}
      {answers.value[0] && <p class="hint">{answers.value[0].answer.method}</p>}
    </div>
  );
}

/** The drafts as they are saved; one given up meanwhile is left out. */
async function draftsOf(names: readonly Name[]): Promise<{ kind: string; id: string; body: unknown }[]> {
  const views = await Promise.all(names.map((each) => get<DesignView>(pathOf(each))));
  return views.flatMap(({ kind, id, draft }) => (draft ? [{ kind, id, body: draft.body }] : []));
}

const rows: readonly (readonly [name: string, of: (figures: Figures) => number, words: (value: number) => string])[] = [
  ["Energy", ({ kwh }) => kwh, format.kilowattHours],
  ["Cost", ({ costGbp }) => costGbp, (value) => `£${format.count(value)}`],
  ["CO₂", ({ co2Kg }) => co2Kg, (value) => `${format.count(value)} kg`],
  ["Lit, of an average light", ({ burningHours }) => burningHours, (value) => `${format.count(value)} h`],
  ["Below the class floor", ({ minutesUnderClass }) => minutesUnderClass, (value) => `${format.count(value)} min`],
  ["Changes of level", ({ switches }) => switches, format.count],
];

function differenceWords(difference: number, words: (value: number) => string): string {
  const size = words(Math.abs(difference));
  return size === words(0) ? "none" : `${difference > 0 ? "+" : "−"}${size}`;
}

function FigureTable({ name, answer }: { name: string; answer: WhatIf }) {
  return (
    <ScrollRegion name={`Figures of the ${name.toLowerCase()}`}>
      <table class="plain figures-table">
        <thead>
          <tr>
            <th scope="col">{name}</th>
            <th scope="col">Full output</th>
            <th scope="col">In force</th>
            <th scope="col">Draft</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([what, of, words]) => {
            const difference = of(answer.proposed) - of(answer.inForce);
            return (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td class="number">{words(of(answer.fullOutput))}</td>
                <td class="number">{words(of(answer.inForce))}</td>
                <td class="number">
                  <strong>{words(of(answer.proposed))}</strong>
                </td>
                <td class="number">{differenceWords(difference, words)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
