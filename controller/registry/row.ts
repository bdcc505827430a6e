/** One row of a list → a light, or everything that is wrong with it. */
import type { ImportProblem } from "#contract/api";
import { slug } from "#contract/slug";
import { everyone } from "#contract/topics";
import { fromNationalGrid, gridProblem, type Place, placeProblem } from "./coordinates.ts";
import type { Columns } from "./headings.ts";
import { type LightRecord, luminaireDefaults } from "./inventory.ts";
import type { Field, Mapping } from "./mapping.ts";
import type { Row, Table } from "./table.ts";
import { titleCase } from "./title-case.ts";

export interface RowReading {
  readonly table: Table;
  readonly columns: Columns;
  readonly mapping: Mapping;
  readonly defaultPowerW: number;
}

/** Longest name of a street or an area: what a scope of the API can name. */
const nameLengthMax = 100;
/** What the id of a luminaire type may have. */
const luminaireLengthMax = 80;
const powerWMax = 2_000;
const valueLengthShown = 100;
/** Control characters, and the marks that turn the direction of text: no name has them, and they make one text look like another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const invisible = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** The light, when nothing is refused; all problems of the row at once. */
export function readRow(row: Row, reading: RowReading): { light: LightRecord | undefined; problems: ImportProblem[] } {
  const values = new RowValues(row, reading);
  const { columns, mapping, table } = reading;
  const extra = row.values.slice(table.heading.values.length).find((value) => value !== "");
  if (row.values.length < table.heading.values.length || extra !== undefined) {
    values.refuse(
      "",
      row.values.join(table.delimiter),
      `${row.values.length} values where the heading has ${table.heading.values.length}: a missing or stray delimiter or quote`,
    );
    return { light: undefined, problems: values.problems };
  }
  const id = values.id(columns.id === undefined ? "column" : "id") ?? "";
  const column = values.text(columns.column === undefined ? "id" : "column", 60);
  const place = readPlace(values, reading) ?? { lat: 0, lon: 0 };
  const powerW = values.number("powerW", 0, powerWMax, "W");
  if (powerW === 0) values.refuse("powerW", values.raw("powerW"), "a light of 0 W: give its rated power, or leave it blank for the default");
  const minLevelPct = values.number("minLevelPct", 0, 99, "%") ?? luminaireDefaults.minLevelPct;
  const ratedW = powerW ?? reading.defaultPowerW;
  const minPowerW =
    values.number("minPowerW", 0, ratedW, "W (not above the rated power)") ?? Math.round(ratedW * luminaireDefaults.minPowerShare * 1000) / 1000;
  const light: LightRecord = {
    id,
    node: (values.raw("node") === "" ? undefined : values.id("node")) ?? id,
    column,
    ...place,
    street: titleCase(values.text("street", nameLengthMax)),
    area: titleCase(values.text("area", nameLengthMax)),
    postcode: values.text("postcode", 12) || undefined,
    feeder: values.text("feeder", 60) || undefined,
    regime: readRegime(values, mapping),
    powerW: ratedW,
    powerAssumed: powerW === undefined,
    minLevelPct,
    minPowerW,
    standbyW: values.number("standbyW", 0, ratedW, "W (not above the rated power)") ?? luminaireDefaults.standbyW,
    luminaire: values.text("luminaire", luminaireLengthMax) || undefined,
  };
  if (values.refused) return { light: undefined, problems: values.problems };
  // A list without wattages is told once, by the importer.
  if (light.powerAssumed && columns.powerW !== undefined) values.warn("powerW", `no wattage: ${reading.defaultPowerW} W assumed`);
  return { light, problems: values.problems };
}

/** Degrees when the list has them, unless the mapping says metres; the other pair when the first is blank. */
function readPlace(values: RowValues, { columns, mapping }: RowReading): Place | undefined {
  const has = (a: Field, b: Field): boolean => columns[a] !== undefined && columns[b] !== undefined && (values.raw(a) !== "" || values.raw(b) !== "");
  const degrees = has("lat", "lon");
  const metres = has("easting", "northing");
  if (!degrees && !metres) {
    values.refuse(columns.lat === undefined ? "easting" : "lat", "", "no position");
    return undefined;
  }
  const [first, second, problem]: [Field, Field, typeof placeProblem] =
    metres && (mapping.coordinates === "epsg:27700" || !degrees) ? ["easting", "northing", gridProblem] : ["lat", "lon", placeProblem];
  const a = values.required(first);
  const b = values.required(second);
  if (a === undefined || b === undefined) return undefined;
  const reason = problem(a, b);
  if (reason !== undefined) {
    values.refuse(first, `${values.raw(first)}, ${values.raw(second)}`, reason);
    return undefined;
  }
  return first === "easting" ? fromNationalGrid(a, b) : { lat: a, lon: b };
}

function readRegime(values: RowValues, mapping: Mapping): string {
  const text = values.text("regime", 40);
  const onLux = values.number("onLux", 0, 1_000, "lx");
  const offLux = values.number("offLux", 0, 1_000, "lx");
  if (text === "" && onLux !== undefined && offLux !== undefined) return `${onLux}/${offLux}`;
  return Object.hasOwn(mapping.regimes, text) ? (mapping.regimes[text] ?? text) : text;
}

/** The values of one row by field, collecting what is wrong with them. */
class RowValues {
  readonly problems: ImportProblem[] = [];
  refused = false;
  readonly #row: Row;
  readonly #reading: RowReading;

  constructor(row: Row, reading: RowReading) {
    this.#row = row;
    this.#reading = reading;
  }

  raw(field: Field): string {
    const index = this.#reading.columns[field];
    return index === undefined ? "" : (this.#row.values[index] ?? "");
  }

  /** Text as given; refused when it is too long or holds characters nobody can see. */
  text(field: Field, charactersMax: number): string {
    const text = this.raw(field);
    if (invisible.test(text)) this.refuse(field, JSON.stringify(text).slice(1, -1), "holds a control character");
    else if (text.length > charactersMax) this.refuse(field, text, `${text.length} characters, at most ${charactersMax}`);
    return text;
  }

  id(field: Field): string | undefined {
    const text = this.raw(field);
    const id = slug(text);
    if (text === "") this.refuse(field, text, "blank: without it the light has no name");
    else if (id === "") this.refuse(field, text, "has no letter a to z and no digit, so no id can be made of it");
    else if (id === everyone) this.refuse(field, text, `"${everyone}" is reserved: it addresses every light`);
    else if (invisible.test(text)) this.refuse(field, JSON.stringify(text).slice(1, -1), "holds a control character");
    else if (slug(text, Number.POSITIVE_INFINITY).length > 63) this.refuse(field, text, "longer than 63 characters");
    else return id;
    return undefined;
  }

  required(field: Field): number | undefined {
    if (this.raw(field) === "") this.refuse(field, "", "blank");
    return this.number(field, -Number.MAX_VALUE, Number.MAX_VALUE, "");
  }

  /** Undefined when blank or refused. A unit after the number is allowed; a decimal comma too, where commas do not part values. */
  number(field: Field, from: number, to: number, unit: string): number | undefined {
    const raw = this.raw(field);
    if (raw === "") return undefined;
    const text = this.#reading.table.delimiter === "," ? raw : raw.replace(",", ".");
    const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(?:w|watts?|m|lx|lux|%|°)?$/i.exec(text);
    const value = match ? Number(match[1]) : Number.NaN;
    if (!Number.isFinite(value)) this.refuse(field, raw, "not a number");
    else if (value < from || value > to) this.refuse(field, raw, `must be ${from} to ${to} ${unit}`);
    else return value;
    return undefined;
  }

  refuse(field: Field | "", value: string, reason: string): void {
    this.refused = true;
    this.#tell("refused", field, value, reason);
  }

  warn(field: Field, reason: string): void {
    this.#tell("warning", field, this.raw(field), reason);
  }

  #tell(severity: ImportProblem["severity"], field: Field | "", value: string, reason: string): void {
    const { columns, table } = this.#reading;
    const index = field === "" ? undefined : columns[field];
    const column = index === undefined ? field : (table.heading.values[index] ?? field);
    const known = this.problems.some((problem) => problem.column === column && problem.severity === severity);
    if (!known) this.problems.push({ severity, line: this.#row.line, column, value: value.slice(0, valueLengthShown), reason });
  }
}
