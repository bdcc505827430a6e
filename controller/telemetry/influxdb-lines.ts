/**
 * Readings as InfluxDB's line protocol. Every value is a number, one of our own words, or an id that passed the whitelist of reading.ts, so
 * that nothing in a line needs escaping but the authority, which the client's own escape does.
 */
import { escape as influxEscape } from "influx";
import { rowLength, rowOf } from "./packed.ts";
import { followings, measures } from "./reading.ts";

/** The start of every line up to the light's name. */
export const linePrefix = (authority: string | undefined): string =>
  // Tags in the order of their keys, which saves the server sorting them.
  authority === undefined ? "reading,light=" : `reading,authority=${influxEscape.tag(authority)},light=`;

/** Packed rows (packed.ts) as lines; `nameOf` tells the light of a row's number. */
export function linesOf(prefix: string, rows: Float64Array, nameOf: (number: number) => string): string {
  let lines = "";
  for (let from = 0; from < rows.length; from += rowLength) {
    const [boot, seq] = [rows[from + rowOf.boot] ?? 0, rows[from + rowOf.seq] ?? 0];
    lines += `${prefix}${nameOf(rows[from + rowOf.light] ?? 0)} boot=${boot}i,seq=${seq}i,following="${followings[rows[from + rowOf.following] ?? 0] ?? "default"}"`;
    for (let i = 0; i < measures.length; i++) lines += `${fieldStarts[i]}${rows[from + rowOf.measures + i] ?? 0}`;
    lines += `i ${timestampOf(rows[from + rowOf.atMs] ?? 0, boot, seq)}\n`;
  }
  return lines;
}

/** Each measure's ",name="; the last is faultBits, a whole number: its "i" ends the fields. */
const fieldStarts = measures.map((field) => `,${field}=`);

/**
 * The point's instant, ns: the reading's ms, and within it a place made of (boot, seq). The same report always gets the same place, so
 * writing it twice is one point; two reports of a boot share a place only when their sequence numbers differ by a million.
 */
export function timestampOf(atMs: number, boot: number, seq: number): string {
  // 618,033 is 10^6 over the golden ratio: its multiples keep away from each other, so neighbouring boots do not meet either.
  const place = ((boot % 1_000_000) * 618_033 + seq) % 1_000_000;
  return `${atMs}${String(place).padStart(6, "0")}`;
}
