/**
 * What is sent to others and kept as it was sent: settlement files for unmetered supplies (GB), monthly reports. An issued document never
 * changes; when its figures do, it is issued again with the next version and the earlier one is marked as superseded.
 */
import { z } from "zod";
import { Id, Instant } from "./units.ts";

export const issuedKinds = ["inventory", "control", "events", "half-hours", "month-report"] as const;
export const IssuedKind = z.enum(issuedKinds);
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
});
export type Issued = z.infer<typeof Issued>;

/** GET /issued?kind&subject&from&to: newest first. */
export const IssuedQuery = z.strictObject({
  kind: IssuedKind.optional(),
  subject: z.string().max(63).optional(),
  period: z.string().max(10).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export const IssuedList = z.strictObject({ issued: z.array(Issued) });

/** POST /settlement/issue. A document whose content has not changed is not issued again. */
export const IssueRequest = z.strictObject({
  kind: z.enum(["inventory", "control", "events", "half-hours"]),
  day: z.iso.date(),
  /** All sub-meters without it. */
  subMeter: Id.optional(),
  reason: z.string().trim().min(3).max(200),
});
export type IssueRequest = z.infer<typeof IssueRequest>;
export const IssueResult = z.strictObject({ issued: z.array(Issued), unchanged: z.array(Issued) });
export type IssueResult = z.infer<typeof IssueResult>;

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
      changedDays: z.array(z.iso.date()),
    }),
  ),
  /** All of them: "light 12: column number longer than …, expected …". */
  problems: z.array(z.strictObject({ light: z.string().optional(), field: z.string(), found: z.string(), expected: z.string() })),
});
export type SettlementState = z.infer<typeof SettlementState>;
