/** Which column of a list is which field: by the mapping file, else by headings that councils' lists use. */
import type { Field, Mapping } from "./mapping.ts";
import type { Table } from "./table.ts";

/** Index of each field's column in the table. */
export type Columns = Partial<Record<Field, number>>;

/** Headings as they are compared: lower case, letters and digits only. The first one found wins. */
const known: Record<Field, readonly string[]> = {
  id: ["id", "lightid", "assetid", "centralassetid", "uniqueid", "row"],
  node: ["node", "nodeid", "controllerid"],
  column: ["column", "columnnumber", "columnno", "columnid", "lampno", "postno", "assetid", "asset", "centralassetid", "row", "id"],
  lat: ["lat", "latitude"],
  lon: ["lon", "lng", "long", "longitude"],
  easting: ["easting", "eastings"],
  northing: ["northing", "northings"],
  street: ["street", "streetname", "road", "roadname"],
  area: ["area", "ward", "wardname", "district"],
  postcode: ["postcode", "postcodedistrict"],
  feeder: ["feeder", "feederpillar", "feederid", "pillar"],
  regime: ["switchregime", "regime", "switching"],
  onLux: ["onlux"],
  offLux: ["offlux"],
  powerW: ["watts", "wattage", "power", "powerw", "lampwattage", "ratedpower"],
  minLevelPct: ["minlevelpct", "minlevel"],
  minPowerW: ["minpowerw", "minpower"],
  standbyW: ["standbyw", "standby"],
  luminaire: ["luminaire", "luminairetype", "lantern", "lanterntype"],
};

const plain = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** The columns, and why the list cannot be imported at all: a mapped heading that is not there, no id, no position. */
export function findColumns({ heading }: Table, mapping: Mapping): { columns: Columns; problems: { column: string; reason: string }[] } {
  const headings = heading.values.map(plain);
  const columns: Columns = {};
  const problems: { column: string; reason: string }[] = [];
  const found = `the list has ${heading.values.join(", ").slice(0, 500)}`;
  for (const field of fields) {
    const named = mapping.columns[field];
    const index = named === undefined ? firstOf(headings, known[field]) : heading.values.findIndex((text) => text === named || plain(text) === plain(named));
    if (index >= 0) columns[field] = index;
    else if (named !== undefined) problems.push({ column: named, reason: `the mapping file names this column for ${field}, but ${found}` });
  }
  if (columns.id === undefined && columns.column === undefined) {
    problems.push({ column: "id", reason: `no column names the lights (id, asset_id, column, row): name it in a mapping file; ${found}` });
  }
  if ((columns.lat === undefined || columns.lon === undefined) && (columns.easting === undefined || columns.northing === undefined)) {
    problems.push({ column: "lat", reason: `no columns give the position (lat and lon, or easting and northing): name them in a mapping file; ${found}` });
  }
  return { columns, problems };
}

const isField = (name: string): name is Field => name in known;
const fields = Object.keys(known).filter(isField);

function firstOf(headings: readonly string[], names: readonly string[]): number {
  const name = names.find((candidate) => headings.includes(candidate));
  return name === undefined ? -1 : headings.indexOf(name);
}
