/** What the API of designs answers and accepts (controller/api/routes/designs.ts and groups.ts). The bodies themselves are in design.ts. */
import { z } from "zod";
import { ApiError } from "./api.ts";
import { DesignVersion, Draft, designKinds, Finding, Rollout } from "./design.ts";
import { Id, Instant, Latitude, LevelPct, Longitude } from "./units.ts";

const Reason = z.string().trim().min(3, "a reason of at least 3 letters: colleagues will ask").max(200);

/** A design's path: /designs/profile/part-night. "groups" and "sections" have one object each, "all". */
export const DesignParams = z.strictObject({ kind: z.enum(designKinds), id: Id });
export type DesignParams = z.infer<typeof DesignParams>;

/** Version 0 is the configuration's, which nobody published: it has no author, instant or reason. */
export const VersionSummary = DesignVersion.omit({ body: true, kind: true, id: true }).extend({
  version: z.int().min(0),
  name: z.string(),
  author: z.string().optional(),
  at: Instant.optional(),
  reason: z.string().optional(),
});
export type VersionSummary = z.infer<typeof VersionSummary>;
export const VersionView = VersionSummary.extend({ kind: z.enum(designKinds), id: Id, body: z.unknown() });
export type VersionView = z.infer<typeof VersionView>;
export const VersionList = z.strictObject({ versions: z.array(VersionSummary) });

/** GET /designs: every design with its published version and whether someone works on it. */
export const DesignSummary = z.strictObject({
  kind: z.enum(designKinds),
  id: Id,
  name: z.string(),
  /** Absent for one that is a draft only. */
  published: VersionSummary.optional(),
  draft: Draft.omit({ kind: true, id: true, body: true }).optional(),
  /** Lights it acts on as published. */
  lights: z.int(),
});
export type DesignSummary = z.infer<typeof DesignSummary>;
export const DesignList = z.strictObject({ designs: z.array(DesignSummary) });

/** GET /designs/{kind}/{id} */
export const DesignView = z.strictObject({
  kind: z.enum(designKinds),
  id: Id,
  published: VersionView.optional(),
  draft: Draft.optional(),
  rollout: Rollout.optional(),
});
export type DesignView = z.infer<typeof DesignView>;

/** PUT /designs/{kind}/{id}/draft. Any object may be saved; `findings` say what publishing would refuse. */
export const DraftRequest = z.strictObject({
  body: z.record(z.string(), z.unknown()),
  /** Of the draft the author started from; 0 when there was none. */
  baseRevision: z.int().min(0).default(0),
});
export type DraftRequest = z.infer<typeof DraftRequest>;
export const DraftSaved = z.strictObject({ draft: Draft, findings: z.array(Finding) });
export type DraftSaved = z.infer<typeof DraftSaved>;

/**
 * 400 and 409 of designs. 409: somebody saved, published or gave up the draft meanwhile; with both bodies and what differs. 400 of a
 * publication: its findings forbid it.
 */
export const DesignRefused = ApiError.extend({
  /** The draft as it is now; absent when there is none any more. */
  held: Draft.optional(),
  yours: z.unknown().optional(),
  changes: z.array(z.lazy(() => Change)).optional(),
  findings: z.array(Finding).optional(),
});
export type DesignRefused = z.infer<typeof DesignRefused>;

/** One place where two bodies differ; before or after is absent when it is only in the other. */
export const Change = z.strictObject({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() });
export type Change = z.infer<typeof Change>;

const Side = z
  .string()
  .regex(/^(?:draft|published|\d{1,9})$/, "a version number, published, or draft")
  .describe("A version number, published, or draft.");
export const DiffQuery = z.strictObject({ from: Side.default("published"), to: Side.default("draft") });
export const Diff = z.strictObject({ from: z.string(), to: z.string(), changes: z.array(Change), truncated: z.boolean() });
export type Diff = z.infer<typeof Diff>;

/** Nights worth looking at; all but the first are of the coming year at the place. */
export const nightNames = ["tonight", "shortest", "longest", "clocks-forward", "clocks-back"] as const;
export const NightName = z.enum(nightNames);
export type NightName = z.infer<typeof NightName>;

/** POST /designs/{kind}/{id}/preview */
export const PreviewRequest = z.strictObject({
  /** Absent: the draft, or else what is published. */
  body: z.record(z.string(), z.unknown()).optional(),
  /** Absent: where the lights are that it acts on, or else the middle of the estate. */
  place: z.strictObject({ lat: Latitude, lon: Longitude }).optional(),
  /** Lighting days to show besides. */
  days: z.array(z.iso.date()).max(31).default([]),
  nights: z.array(NightName).max(nightNames.length).default(["tonight"]),
});
export type PreviewRequest = z.infer<typeof PreviewRequest>;

/** One night of a profile or a calendar at a place. */
export const PreviewNight = z.strictObject({
  name: NightName.optional(),
  day: z.iso.date(),
  from: Instant,
  to: Instant,
  /** The profile's name, and the calendar's rule that chose it. */
  profile: z.string(),
  rule: z.string().optional(),
  /** Of the night at the place; absent when the sun does not set or rise. */
  sunset: Instant.optional(),
  sunrise: Instant.optional(),
  steps: z.array(z.strictObject({ at: Instant, levelPct: LevelPct, fadeMs: z.int(), text: z.string() })),
});
export type PreviewNight = z.infer<typeof PreviewNight>;

export const Preview = z.strictObject({
  /** With an error nothing else is said, because nothing can be. */
  findings: z.array(Finding),
  /** Lights it acts on, as it would be. */
  lights: z.int(),
  /** Lights whose planned nights become others within the next year, and the first such lighting day. */
  changed: z.int(),
  firstDay: z.iso.date().optional(),
  /** Of profiles and calendars. */
  place: z.strictObject({ lat: Latitude, lon: Longitude }).optional(),
  nights: z.array(PreviewNight),
});
export type Preview = z.infer<typeof Preview>;

/** POST /designs/{kind}/{id}/publish: the draft, as the publisher saw it. */
export const PublishRequest = z.strictObject({ revision: z.int().min(1), reason: Reason });
export type PublishRequest = z.infer<typeof PublishRequest>;
/** POST /designs/{kind}/{id}/roll-back: an older version's body becomes the next version. */
export const RollBackRequest = z.strictObject({ version: z.int().min(0), reason: Reason });
export type RollBackRequest = z.infer<typeof RollBackRequest>;
export const Published = z.strictObject({ version: DesignVersion, findings: z.array(Finding), rollout: Rollout });
export type Published = z.infer<typeof Published>;

/** GET /groups: the tree, each group with the calendar it has and the group that gives it. */
export const GroupView = z.strictObject({
  id: Id,
  name: z.string(),
  /** Absent at the root. */
  parent: Id.optional(),
  /** From the inventory, or by people. */
  made: z.boolean(),
  lights: z.int(),
  /** Absent: each light has the profile of its regime. */
  calendar: z.strictObject({ id: Id, name: z.string(), from: Id }).optional(),
});
export type GroupView = z.infer<typeof GroupView>;
export const GroupTreeView = z.strictObject({ groups: z.array(GroupView) });
export type GroupTreeView = z.infer<typeof GroupTreeView>;
