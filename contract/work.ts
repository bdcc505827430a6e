/**
 * Work orders: what somebody has to do at a light, made from an incident or by hand. Every change names the revision it started from, so
 * nothing of two people's is lost; closing one checks that the fault has cleared.
 */
import { z } from "zod";
import { FaultKind } from "./faults.ts";
import { Id, Instant } from "./units.ts";

/** How soon it must be done; how long each is, is the authority's (configuration, `work`). */
export const workUrgencies = ["emergency", "priority", "routine", "network-operator"] as const;
export const WorkUrgency = z.enum(workUrgencies);
export type WorkUrgency = z.infer<typeof WorkUrgency>;

export const workStates = ["new", "assigned", "on-site", "done", "closed", "reopened", "cancelled"] as const;
export const WorkState = z.enum(workStates);
export type WorkState = z.infer<typeof WorkState>;

/** Where an order may go by a person's action. `done` → `closed` is the check's alone. */
export const workMoves: Readonly<Record<WorkState, readonly WorkState[]>> = {
  new: ["assigned", "on-site", "done", "cancelled"],
  assigned: ["assigned", "on-site", "done", "cancelled"],
  "on-site": ["assigned", "done", "cancelled"],
  done: ["reopened"],
  closed: ["reopened"],
  reopened: ["assigned", "on-site", "done", "cancelled"],
  cancelled: ["reopened"],
};

/** An order keeps at most so many of each: enough for a year's quarrel, and a page can still show it. */
export const workLimits = { lights: 1_000, notes: 200, photos: 20, parts: 100, history: 500, imported: 1_000 } as const;

const Person = z.string().trim().min(1).max(80);
const Text = z.string().trim().min(1).max(2_000);
const Title = z.string().trim().min(3).max(200);
/** The number this order has in another system; never two of the same. */
const Reference = z.string().trim().min(1).max(80);

export const WorkNote = z.strictObject({ at: Instant, by: Person, text: Text });

export const photoTypes = ["image/jpeg", "image/png", "image/webp"] as const;
export const WorkPhoto = z.strictObject({
  /** SHA-256 of the bytes, hex: its name for ever. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  /** As its bytes say, never as its name does. */
  type: z.enum(photoTypes),
  bytes: z.int().min(1),
  at: Instant,
  by: Person,
});
export type WorkPhoto = z.infer<typeof WorkPhoto>;

export const WorkPart = z.strictObject({ name: z.string().trim().min(1).max(120), count: z.int().min(1).max(10_000) });

export const WorkOrder = z.strictObject({
  id: Id,
  /** Rises by one with every change. */
  revision: z.int().min(1),
  title: Title,
  urgency: WorkUrgency,
  state: WorkState,
  /** The incident it was made from; absent when it was made by hand. */
  incident: Id.optional(),
  reference: Reference.optional(),
  /** Kinds of fault that must have cleared before it closes; none when there is nothing to measure, such as paint. */
  kinds: z.array(FaultKind).max(20),
  lights: z.array(Id).max(workLimits.lights),
  /** For whom it must find without a map. */
  where: z.string().max(300),
  assignee: Person.optional(),
  createdAt: Instant,
  createdBy: Person,
  dueAt: Instant,
  notes: z.array(WorkNote).max(workLimits.notes),
  photos: z.array(WorkPhoto).max(workLimits.photos),
  parts: z.array(WorkPart).max(workLimits.parts),
  /** A check that is under way: its lights are on for a test until then. */
  checkAt: Instant.optional(),
  /** What the last check found. */
  checked: z.strictObject({ at: Instant, isClear: z.boolean(), text: z.string() }).optional(),
  history: z.array(z.strictObject({ at: Instant, by: Person, state: WorkState, text: z.string().max(500) })).max(workLimits.history),
});
export type WorkOrder = z.infer<typeof WorkOrder>;

/** POST /work. From an incident, what is left out comes of the incident. */
export const WorkRequest = z.strictObject({
  incident: Id.optional(),
  reference: Reference.optional(),
  title: Title.optional(),
  urgency: WorkUrgency.optional(),
  kinds: z.array(FaultKind).max(20).optional(),
  lights: z.array(Id).max(workLimits.lights).optional(),
  where: z.string().trim().max(300).optional(),
  assignee: Person.optional(),
  note: Text.optional(),
});
export type WorkRequest = z.infer<typeof WorkRequest>;

const from = { revision: z.int().min(1) };
/** POST /work/{id}/act. `revision` is the one the person saw: with another one it is a conflict, and nothing is changed. */
export const WorkAction = z.discriminatedUnion("do", [
  z.strictObject({ ...from, do: z.literal("assign"), assignee: Person }),
  z.strictObject({ ...from, do: z.literal("arrive") }),
  /** Done on the street. It is checked, at once or after a test on for 15 minutes, and closes or is reopened. */
  z.strictObject({ ...from, do: z.literal("finish"), test: z.boolean().default(false), note: Text.optional() }),
  z.strictObject({ ...from, do: z.literal("reopen"), note: Text }),
  z.strictObject({ ...from, do: z.literal("cancel"), note: Text }),
  z.strictObject({ ...from, do: z.literal("note"), text: Text }),
  z.strictObject({ ...from, do: z.literal("parts"), parts: z.array(WorkPart).max(workLimits.parts) }),
  z.strictObject({ ...from, do: z.literal("urgency"), urgency: WorkUrgency }),
]);
export type WorkAction = z.infer<typeof WorkAction>;

export const WorkQuery = z.strictObject({
  /** open: everything that is not closed or cancelled. */
  list: z.enum(["open", "overdue", "ended", "all"]).default("open"),
  assignee: Person.optional(),
  incident: Id.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export type WorkQuery = z.infer<typeof WorkQuery>;

export const WorkList = z.strictObject({
  counts: z.strictObject({ open: z.int(), overdue: z.int() }),
  /** What is due first comes first. */
  orders: z.array(WorkOrder),
});
export type WorkList = z.infer<typeof WorkList>;

/** A row of an import: one order of another system, by its number there. */
export const WorkImportRow = z.strictObject({
  reference: Reference,
  title: Title,
  urgency: WorkUrgency.default("routine"),
  kinds: z.array(FaultKind).max(20).default([]),
  lights: z.array(Id).max(workLimits.lights).default([]),
  where: z.string().trim().max(300).default(""),
  assignee: Person.optional(),
  note: Text.optional(),
});
export type WorkImportRow = z.infer<typeof WorkImportRow>;

/** Nothing is taken when anything is wrong; a row whose number is known already is left as it is. */
export const WorkImported = z.strictObject({ made: z.array(Id), known: z.array(Reference) });
export type WorkImported = z.infer<typeof WorkImported>;
