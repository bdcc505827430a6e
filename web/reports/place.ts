/** Where on the page Reports a person is: all of it stands in the link, so that a colleague opens the same report. */
import type { SettlementKind } from "../../contract/settlement.ts";

export type ReportPlace =
  | { readonly at: "months" }
  /** Without a version, the newest. */
  | { readonly at: "month"; readonly month: string; readonly version?: number | undefined }
  /** With a kind, only its documents are listed. */
  | { readonly at: "settlement"; readonly kind?: SettlementKind | undefined };

/** Constants of the contract, checked against its types: its schemas stay out of the browser. */
export const kindNames = {
  inventory: "Inventory",
  control: "Control file",
  events: "Event file",
  "half-hours": "Half hours",
} as const satisfies Readonly<Record<SettlementKind, string>>;
export const isKind = (text: string | undefined): text is SettlementKind => text !== undefined && Object.hasOwn(kindNames, text);

/** Reads "2026-10", "2026-10/2", "settlement" or "settlement/control". What cannot be read is the list of months. */
export function readPlace(text: string | undefined): ReportPlace {
  const [first = "", second] = (text ?? "").split("/");
  if (first === "settlement") return { at: "settlement", ...(isKind(second) && { kind: second }) };
  if (!isMonth(first)) return { at: "months" };
  const version = Number(second);
  return { at: "month", month: first, ...(Number.isSafeInteger(version) && version >= 1 && { version }) };
}

/** How a link says it; undefined for the list of months. */
export function writePlace(place: ReportPlace): string | undefined {
  switch (place.at) {
    case "months":
      return undefined;
    case "month":
      return place.version === undefined ? place.month : `${place.month}/${place.version}`;
    case "settlement":
      return place.kind === undefined ? "settlement" : `settlement/${place.kind}`;
  }
}

/** yyyy-mm. */
export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

const monthWords = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long", year: "numeric" });

/** October 2026 */
export const wordsOfMonth = (month: string): string => monthWords.format(Date.parse(`${month}-01T00:00:00Z`));
