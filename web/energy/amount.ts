/** Energy, money and carbon as planners read them: at most four or five digits, a unit, a true minus sign. */

const digits = [0, 1, 2].map((count) => new Intl.NumberFormat("en-GB", { minimumFractionDigits: count, maximumFractionDigits: count }));

/** Unknown is a dash, never 0. */
export const unknown = "–";

const write = (value: number, decimals: number): string => (digits[decimals] ?? digits[0])?.format(value).replace("-", "−") ?? unknown;

/** With one digit below 100 of the unit, none above: 12.4, 1,240. */
const short = (value: number): string => write(value, Math.abs(value) < 100 ? 1 : 0);

/** MWh from 100,000 kWh. */
export const kwh = (value: number | undefined | null): string => {
  if (value === undefined || value === null || Number.isNaN(value)) return unknown;
  return Math.abs(value) >= 100_000 ? `${write(value / 1_000, 1)} MWh` : `${short(value)} kWh`;
};

/** Pence below £100. */
export const pounds = (value: number | undefined | null): string => {
  if (value === undefined || value === null || Number.isNaN(value)) return unknown;
  return `${value < 0 ? "−" : ""}£${write(Math.abs(value), Math.abs(value) < 100 ? 2 : 0)}`;
};

/** Tonnes from 10,000 kg. */
export const carbon = (value: number | undefined | null): string => {
  if (value === undefined || value === null || Number.isNaN(value)) return unknown;
  return Math.abs(value) >= 10_000 ? `${write(value / 1_000, 1)} t` : `${short(value)} kg`;
};

export const pct = (value: number | undefined | null): string =>
  value === undefined || value === null || Number.isNaN(value) ? unknown : `${write(value, Math.abs(value) < 9.95 ? 1 : 0)} %`;

/** With its sign: +1.2 %, −0.3 %. */
export const signedPct = (value: number | undefined | null): string => {
  const text = pct(value);
  return value !== undefined && value !== null && value > 0 && text !== "0.0 %" ? `+${text}` : text;
};

export const hours = (value: number | undefined | null): string => (value === undefined || value === null ? unknown : `${short(value)} h`);
export const kw = (value: number | undefined | null): string => (value === undefined || value === null ? unknown : `${short(value)} kW`);

/** How much more or less than another amount, %; undefined when that was nothing. */
export const changePct = (now: number, before: number | undefined): number | undefined => (before ? (now / before - 1) * 100 : undefined);
