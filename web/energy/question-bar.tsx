import type { EnergyBy } from "../../contract/energy.ts";
import { estate } from "../state.ts";
import { change, today } from "./answers.ts";
import { isDay, isPeriodName, nameOf, periodNames, periodOf } from "./period.ts";
import { baselineNames, byNames, isBaseline, isBy, nextBy, type Question, type ScopeKey } from "./question.ts";

/** Everything that is asked, to be changed: the days, the lights, the baseline. */
export function QuestionBar({ now }: { now: Question }) {
  return (
    <form class="question screen-only" aria-label="What is asked" onSubmit={(event) => event.preventDefault()}>
      <PeriodFields now={now} />
      <AddScope now={now} />
      <BaselineFields now={now} />
    </form>
  );
}

function PeriodFields({ now }: { now: Question }) {
  const name = nameOf(now, today.value ?? now.to);
  const choose = (text: string): void => {
    if (isPeriodName(text) && today.value) change(periodOf(text, today.value));
  };
  return (
    <>
      <label class="field">
        <span>Period</span>
        <select value={name ?? ""} onChange={(event) => choose(event.currentTarget.value)}>
          {Object.entries(periodNames).map(([id, words]) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
          {!name && <option value="">These days</option>}
        </select>
      </label>
      <DayField name="From" day={now.from} onDay={(from) => change({ from })} />
      <DayField name="To" day={now.to} onDay={(to) => change({ to })} />
    </>
  );
}

function DayField(props: { name: string; day: string; onDay: (day: string) => void }) {
  const take = (text: string): void => {
    if (isDay(text)) props.onDay(text);
  };
  return (
    <label class="field">
      <span>{props.name}</span>
      <input type="date" value={props.day} onChange={(event) => take(event.currentTarget.value)} />
    </label>
  );
}

/** Narrows the lights by one more condition; the chips take it away again. */
function AddScope({ now }: { now: Question }) {
  const town = estate.value;
  if (!town) return null;
  const own = (items: readonly { name: string; lights: number }[], key: ScopeKey) =>
    now.scope[key] ? [] : items.map((item) => ({ value: `${key}:${item.name}`, text: `${item.name} (${item.lights})` }));
  const groups = now.scope.group ? [] : town.groups.map((group) => ({ value: `group:${group.id}`, text: `${group.name} (${group.lights})` }));
  const kinds = [
    { name: "Areas", options: own(town.areas, "area") },
    { name: "Groups", options: groups },
    { name: "Streets", options: own(town.streets, "street") },
    {
      name: "Feeders",
      options: own(
        town.feeders.map(({ id, lights }) => ({ name: id, lights })),
        "feeder",
      ),
    },
  ];
  const add = (text: string): void => {
    const at = text.indexOf(":");
    const scope = { ...now.scope, [text.slice(0, at)]: text.slice(at + 1) };
    if (at > 0) change({ scope, by: nextBy(scope) });
  };
  return (
    <label class="field">
      <span>Lights</span>
      <select value="" onChange={(event) => add(event.currentTarget.value)}>
        <option value="">{Object.keys(now.scope).length === 0 ? "All lights" : "Narrow down…"}</option>
        {kinds.map(
          ({ name, options }) =>
            options.length > 0 && (
              <optgroup key={name} label={name}>
                {options.map(({ value, text }) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </optgroup>
            ),
        )}
      </select>
    </label>
  );
}

function BaselineFields({ now }: { now: Question }) {
  const choose = (text: string): void => {
    if (isBaseline(text)) change({ baseline: text });
  };
  return (
    <>
      <label class="field">
        <span>Saved against</span>
        <select value={now.baseline} onChange={(event) => choose(event.currentTarget.value)}>
          {Object.entries(baselineNames).map(([id, words]) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {now.baseline === "designs-before" && <DayField name="Designs of" day={now.before ?? ""} onDay={(before) => change({ before })} />}
    </>
  );
}

/** Into what the table divides the lights. */
export function ByField({ now }: { now: Question }) {
  const shown: readonly EnergyBy[] = ["area", "street", "group", "profile", "demand-rule", "feeder", "section", "light"];
  const choose = (text: string): void => {
    if (isBy(text)) change({ by: text });
  };
  return (
    <label class="by screen-only">
      <span class="quiet-text">By</span>{" "}
      <select value={now.by} onChange={(event) => choose(event.currentTarget.value)}>
        {shown.map((id) => (
          <option key={id} value={id}>
            {byNames[id]}
          </option>
        ))}
      </select>
    </label>
  );
}
