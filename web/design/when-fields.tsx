import type { When } from "../../contract/design.ts";
import { published } from "./choices.ts";
import { ChoiceField, ManyField, TextField } from "./fields.tsx";
import { monthNames, nthNames, weekdayNames } from "./words.ts";

interface WhenProps<W extends When = When> {
  readonly when: W;
  readonly field: string;
  readonly set: (when: When, field?: string) => void;
}

const kinds = [
  ["dates", "Dates"],
  ["weekdays", "Weekdays"],
  ["nth-weekday", "Nth weekday"],
  ["holidays", "Holidays"],
  ["event", "Event"],
] as const;

/** One condition of a calendar's rule. */
export function WhenFields({ when, field, set }: WhenProps) {
  return (
    <div class="when">
      <ChoiceField field={`${field}.on`} label="Nights" value={when.on} options={kinds} set={(on) => set(blankWhen(on))} />
      <Parts when={when} field={field} set={set} />
    </div>
  );
}

function Parts({ when, field, set }: WhenProps) {
  switch (when.on) {
    case "dates":
      return <Dates when={when} field={field} set={set} />;
    case "weekdays":
      return (
        <ManyField
          field={`${field}.days`}
          legend="Nights that start on"
          value={when.days.map(String)}
          options={weekdayNames.map((name, i) => [String(i + 1), name])}
          set={(days) => set({ ...when, days: days.map(Number) }, field)}
        />
      );
    case "nth-weekday":
      return <NthWeekday when={when} field={field} set={set} />;
    case "holidays":
      return <ChoiceField field={`${field}.set`} label="Set" value={when.set} options={published("holidays")} set={(id) => set({ ...when, set: id }, field)} />;
    case "event":
      return (
        <>
          <TextField type="date" field={`${field}.from`} label="First night" value={when.from} set={(from) => set(eventFrom(when, from), `${field}.from`)} />
          <TextField type="date" field={`${field}.to`} label="Last night" value={when.to} set={(to) => set({ ...when, to }, `${field}.to`)} />
          <TextField
            field={`${field}.reason`}
            label="Reason"
            value={when.reason}
            placeholder="Hogmanay street party"
            set={(reason) => set({ ...when, reason }, `${field}.reason`)}
          />
        </>
      );
  }
}

function Dates({ when, field, set }: WhenProps<Extract<When, { on: "dates" }>>) {
  return (
    <>
      <TextField
        field={`${field}.from`}
        label="From"
        value={when.from}
        placeholder="2026-12-31 or --12-31"
        set={(from) => set({ ...when, from }, `${field}.from`)}
      />
      <TextField field={`${field}.to`} label="To" value={when.to} placeholder="2027-01-01 or --01-01" set={(to) => set({ ...when, to }, `${field}.to`)} />
      <span class="hint">yyyy-mm-dd, or --mm-dd for every year</span>
    </>
  );
}

function NthWeekday({ when, field, set }: WhenProps<Extract<When, { on: "nth-weekday" }>>) {
  const { month: _, ...everyMonth } = when;
  return (
    <>
      <ChoiceField
        field={`${field}.nth`}
        label="The"
        value={String(when.nth)}
        options={Object.entries(nthNames)}
        set={(nth) => set({ ...when, nth: Number(nth) }, field)}
      />
      <ChoiceField
        field={`${field}.weekday`}
        label="Weekday"
        value={String(when.weekday)}
        options={weekdayNames.map((name, i) => [String(i + 1), name])}
        set={(weekday) => set({ ...when, weekday: Number(weekday) }, field)}
      />
      <ChoiceField
        field={`${field}.month`}
        label="Of"
        value={String(when.month ?? 0)}
        options={[["0", "every month"], ...monthNames.map((name, i) => [String(i + 1), name] as const)]}
        set={(month) => set(month === "0" ? everyMonth : { ...when, month: Number(month) }, field)}
      />
    </>
  );
}

/** The last night follows the first as long as a person has not set it apart. */
const eventFrom = (when: Extract<When, { on: "event" }>, from: string): When => ({
  ...when,
  from,
  to: when.to === when.from || when.to < from ? from : when.to,
});

export function blankWhen(on: string): When {
  switch (on) {
    case "weekdays":
      return { on, days: [5, 6] };
    case "nth-weekday":
      return { on, nth: -1, weekday: 5 };
    case "holidays":
      return { on, set: published("holidays")[0]?.[0] ?? "" };
    case "event":
      return { on, from: "", to: "", reason: "" };
    default:
      return { on: "dates", from: "", to: "" };
  }
}
