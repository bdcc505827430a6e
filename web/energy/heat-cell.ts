/** A year of days, 24 local hours each; null where nothing is known. */
export type Hours = readonly (readonly (number | null)[])[];

export interface Cell {
  /** Index of the day. */
  readonly day: number;
  readonly hour: number;
}

/** Room at the left for the hours and below for the months, CSS px. */
export const margin = { left: 40, bottom: 18 } as const;
export const hourPx = 9;
export const heightPx = 24 * hourPx + margin.bottom;

/** Shades of a value of 0–100 %: from nothing to full. Few enough to be told apart, enough to show a dimmed night. */
export const shadeCount = 11;

/** The shade of a value of 0–100 %. */
export const shadeOf = (value: number): number => Math.min(shadeCount - 1, Math.max(0, Math.round((value / 100) * (shadeCount - 1))));

/** The cell under a point of the canvas, CSS px; undefined beside the map. */
export function cellAt(x: number, y: number, widthPx: number, days: number): Cell | undefined {
  const day = Math.floor(((x - margin.left) / (widthPx - margin.left)) * days);
  const hour = Math.floor(y / hourPx);
  return day >= 0 && day < days && hour >= 0 && hour < 24 ? { day, hour } : undefined;
}

/** The cell a key leads to; Page Up and Down go a month of four weeks. Undefined for other keys. */
export function moved(cell: Cell, key: string, days: number): Cell | undefined {
  const steps: Readonly<Record<string, readonly [days: number, hours: number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
    PageUp: [-28, 0],
    PageDown: [28, 0],
    Home: [-days, 0],
    End: [days, 0],
  };
  const step = steps[key];
  if (!step) return undefined;
  const within = (value: number, last: number): number => Math.min(last, Math.max(0, value));
  return { day: within(cell.day + step[0], days - 1), hour: within(cell.hour + step[1], 23) };
}

/** Where months begin, as many as there is room for. */
export function monthMarks(days: readonly string[], dayPx: number): { at: number; text: string }[] {
  const marks = days.flatMap((day, at) => (day.endsWith("-01") ? [{ at, text: monthWords.format(Date.parse(day)) }] : []));
  const every = Math.ceil(roomPx / (30 * dayPx));
  return marks.filter((_, index) => index % every === 0);
}

/** What the name of a month takes, px. */
const roomPx = 30;
const monthWords = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "short" });
