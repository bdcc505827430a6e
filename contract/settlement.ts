/**
 * What is sent to others and kept as it was sent: settlement files for unmetered supplies (GB), monthly reports. An issued document never
 * changes; when its figures do, it is issued again with the next version and the earlier one is marked as superseded.
 */
import { z } from "zod";
import { Day, Id, Instant } from "./units.ts";

export const IssuedKind = z.enum(["inventory", "control", "events", "half-hours", "month-report"]);
export type IssuedKind = z.infer<typeof IssuedKind>;

export const Issued = z.strictObject({
  kind: IssuedKind,
  /** Id of the sub-meter, or of the authority. */
  subject: z.string(),
  /** yyyy-mm-dd, or yyyy-mm for a month. */
  period: z.string(),
  version: z.int().min(1),
  name: z.string().describe("File name as sent."),
  issuedAt: Instant,
  by: z.string(),
  reason: z.string(),
  sha256: z.string(),
  bytes: z.int(),
  superseded: z.boolean(),
  /** Layouts that no published source confirmed are drafts. */
  draft: z.boolean(),
  /** What is to be known of its layout before it is sent. */
  note: z.string(),
});
export type Issued = z.infer<typeof Issued>;

/** What is to be known of a document's layout, in words: for the API, the page and the text that goes with the file. */
export const layoutNotes: Readonly<Record<IssuedKind, string>> = {
  inventory: "Draft: its columns are chosen in the settlement data and could not be confirmed. Agree them with the network operator before you send it.",
  control: "Layout of the control file in BSCP520 4.6.3.3(a), as of 25 February 2021; lines end with CR LF.",
  events: "Draft: its layout is a template of this installation and not that of a standard. Confirm it with your meter administrator before you send it.",
  "half-hours": "A table of this software, for comparison with the meter administrator's own calculation: CSV with units in its heading.",
  "month-report": "The monthly report of this software, as JSON.",
};

/** What a document is of: a day, or a month. */
const Period = z.union([Day, z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "a month, such as 2026-11")]);

/** GET /issued?kind&subject&period: newest first. */
export const IssuedQuery = z.strictObject({
  kind: IssuedKind.optional(),
  subject: z.string().max(63).optional(),
  period: Period.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export type IssuedQuery = z.infer<typeof IssuedQuery>;
export const IssuedList = z.strictObject({ issued: z.array(Issued) });

/** GET /issued/{kind}/{subject}/{period}/{version} */
export const IssuedParams = z.strictObject({
  kind: IssuedKind,
  subject: z.string().min(1).max(63),
  period: Period,
  version: z.coerce.number().int().min(1).max(1_000_000),
});
export type IssuedParams = z.infer<typeof IssuedParams>;

export const SettlementKind = IssuedKind.exclude(["month-report"]);
export type SettlementKind = z.infer<typeof SettlementKind>;

/** POST /settlement/issue. A document whose content has not changed is not issued again. */
export const IssueRequest = z.strictObject({
  kind: SettlementKind,
  day: Day,
  /** All sub-meters without it. */
  subMeter: Id.optional(),
  reason: z.string().trim().min(3).max(200),
});
export type IssueRequest = z.infer<typeof IssueRequest>;
export const IssueResult = z.strictObject({ issued: z.array(Issued), unchanged: z.array(Issued) });
export type IssueResult = z.infer<typeof IssueResult>;

/** GET /settlement. Comparing issued days with what they would be now reads their readings: the first time it takes a while. */
export const SettlementStateQuery = z.strictObject({ changes: z.enum(["look", "skip"]).default("look") });

/** GET /settlement: what is ready to issue, and what stands in the way. */
export const SettlementState = z.strictObject({
  subMeters: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      lights: z.int(),
      connectedLoadKw: z.number(),
      lastIssued: Issued.optional(),
      /** Days issued whose figures have changed since, oldest first. */
      changedDays: z.array(Day),
    }),
  ),
  /** A document that is being made now. */
  working: z.strictObject({ kind: SettlementKind, day: Day, subMeter: z.string(), share: z.number() }).optional(),
  /** Problems there are; at most 200 of them are listed. */
  problemsTotal: z.int(),
  problems: z.array(z.strictObject({ light: z.string().optional(), field: z.string(), found: z.string(), expected: z.string() })),
});
export type SettlementState = z.infer<typeof SettlementState>;
