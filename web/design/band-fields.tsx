import type { ComponentChildren } from "preact";
import { ManyField, NumberField, TextField } from "./fields.tsx";
import type { Tariff } from "./tariff-week.ts";
import { clockTime } from "./wall-time.ts";
import { monthNames, weekdayNames } from "./words.ts";

type Band = Tariff["bands"][number];

export const blankBand = (pencePerKwh: number): Band => ({ name: "Night", pencePerKwh, from: "00:30", to: "07:30" });

interface BandProps {
  readonly band: Band;
  readonly field: string;
  readonly set: (next: Band, field?: string) => void;
  /** Up, down, remove. */
  readonly tools: ComponentChildren;
}

/** A time band: its rate, its times, and on which days and in which months it holds. */
export function BandFields({ band, field, set, tools }: BandProps) {
  return (
    <div class="band">
      <div class="fields">
        <TextField field={`${field}.name`} label="Band" value={band.name} set={(name) => set({ ...band, name }, `${field}.name`)} />
        <NumberField
          field={`${field}.pencePerKwh`}
          label="Band’s rate, p/kWh"
          value={band.pencePerKwh}
          min={-1_000}
          max={1_000}
          step="any"
          set={(pencePerKwh) => set({ ...band, pencePerKwh }, `${field}.pencePerKwh`)}
        />
        <TextField field={`${field}.from`} label="Begins, hh:mm" value={band.from} set={(from) => set({ ...band, from: clockTime(from) }, `${field}.from`)} />
        <TextField field={`${field}.to`} label="Ends, hh:mm" value={band.to} set={(to) => set({ ...band, to: clockTime(to) }, `${field}.to`)} />
        {tools}
      </div>
      <details>
        <summary>{daysWords(band)}</summary>
        <ManyField
          field={`${field}.weekdays`}
          legend="Days; none is every day"
          value={(band.weekdays ?? []).map(String)}
          options={weekdayNames.map((name, i) => [String(i + 1), name])}
          set={(days) => set(withNumbers(band, "weekdays", days))}
        />
        <ManyField
          field={`${field}.months`}
          legend="Months; none is all year"
          value={(band.months ?? []).map(String)}
          options={monthNames.map((name, i) => [String(i + 1), name])}
          set={(months) => set(withNumbers(band, "months", months))}
        />
      </details>
    </div>
  );
}

/** None chosen is absent: every day, all year. */
function withNumbers(band: Band, key: "weekdays" | "months", chosen: readonly string[]): Band {
  const { [key]: _, ...rest } = band;
  return chosen.length === 0 ? rest : { ...rest, [key]: chosen.map(Number) };
}

function daysWords({ weekdays, months }: Band): string {
  const days = weekdays ? weekdays.map((day) => weekdayNames[day - 1]).join(" ") : "every day";
  const season = months ? months.map((month) => monthNames[month - 1]).join(", ") : "all year";
  return `Holds ${days}, ${season}`;
}
