/** What is said of a document that was issued, wherever it is listed. */
import type { Issued } from "../../contract/settlement.ts";
import type { LocalTime } from "../format.ts";

/** The first digits of a hash: enough to compare by eye; the whole is in its title. */
export const shortHash = (sha256: string): string => sha256.slice(0, 12);

/** Where the bytes are, exactly as they were sent. */
export const fileOf = ({ kind, subject, period, version }: Issued): string => `/api/v1/issued/${kind}/${encodeURIComponent(subject)}/${period}/${version}`;

/** The text that goes with a document: what it is, and what is to be known of its layout. */
export const companionOf = (issued: Issued): string => `${fileOf(issued)}/companion`;

/** 2 Nov 2026 03:10, in the installation's zone. */
export function issuedWhen({ issuedAt }: Issued, local: Pick<LocalTime, "isoDay" | "time">): string {
  const ms = Date.parse(issuedAt);
  return `${dayWords.format(Date.parse(`${local.isoDay(ms)}T00:00:00Z`))} ${local.time(ms)}`;
}

const dayWords = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });

/** 2.1 kB, 14 bytes. */
export const sizeWords = (bytes: number): string =>
  bytes < 1_000 ? `${bytes} bytes` : bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
