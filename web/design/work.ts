/** The design that is open: what is in force, the draft a person works on, and what the controller says of both. */
import { computed, signal } from "@preact/signals";
import type { DesignKind, Rollout } from "../../contract/design.ts";
import type { DesignRefused, DesignSummary, DesignView, DraftSaved, Published } from "../../contract/design-api.ts";
import { ApiFailure, get, post, put, remove } from "../api.ts";
import { type Body, isObject, withDefaults } from "./body.ts";
import { begin, change, type History, undo } from "./history.ts";

export interface Name {
  readonly kind: DesignKind;
  readonly id: string;
}

export const designs = signal<readonly DesignSummary[] | undefined>(undefined);
export const name = signal<Name | undefined>(undefined);
export const view = signal<DesignView | undefined>(undefined);
export const history = signal<History | undefined>(undefined);
export const rollout = signal<Rollout | undefined>(undefined);
/** What went wrong last, in words. */
export const failure = signal<string | undefined>(undefined);
/** What was done last, in words. */
export const done = signal<string | undefined>(undefined);
export const conflict = signal<DesignRefused | undefined>(undefined);
export const busy = signal(false);
export const step = signal<"edit" | "review">("edit");

/** Of the draft the work started from; 0 without one. */
const baseRevision = signal(0);
const savedText = signal("");

export const body = computed<Body | undefined>(() => history.value?.now);
export const isDirty = computed(() => history.value !== undefined && JSON.stringify(history.value.now) !== savedText.value);
export const revision = computed(() => baseRevision.value);

export const pathOf = ({ kind, id }: Name): string => `/designs/${kind}/${id}`;

export async function loadDesigns(): Promise<void> {
  await attempt(async () => {
    designs.value = (await get<{ designs: DesignSummary[] }>("/designs")).designs;
  });
}

interface Unsaved {
  readonly history: History;
  readonly baseRevision: number;
  readonly savedText: string;
}

/** What was changed and not saved of designs that were left, by path, while this page is open. */
const left = new Map<string, Unsaved>();

/** Before another design is opened, or none: nobody loses work by looking something up. */
export function leave(): void {
  if (!name.value) return;
  const key = pathOf(name.value);
  if (history.value && isDirty.value) left.set(key, { history: history.value, baseRevision: baseRevision.value, savedText: savedText.value });
  else left.delete(key);
  name.value = undefined;
}

/** Opens a design; with a draft, or with changes that were not saved when it was left, the work goes on with them. */
export async function open(next: Name): Promise<void> {
  leave();
  name.value = next;
  view.value = undefined;
  history.value = undefined;
  rollout.value = undefined;
  conflict.value = undefined;
  done.value = undefined;
  step.value = "edit";
  await reload();
  const kept = left.get(pathOf(next));
  if (!kept || name.value !== next || !view.value) return;
  history.value = kept.history;
  baseRevision.value = kept.baseRevision;
  savedText.value = kept.savedText;
}

/** Asks again for the design that is open. What a person has changed and not saved goes. */
export async function reload(): Promise<void> {
  const of = name.value;
  if (!of) return;
  await attempt(async () => {
    const answer = await get<DesignView>(pathOf(of)).catch((problem: unknown): DesignView => {
      // A new one: nobody has saved anything under this id yet.
      if (problem instanceof ApiFailure && problem.code === "NOT_FOUND") return { kind: of.kind, id: of.id };
      throw problem;
    });
    if (name.value !== of) return;
    view.value = answer;
    rollout.value = answer.rollout;
    startFrom(of.kind, answer.draft?.body, answer.draft?.revision ?? 0);
  });
}

/** Starts to edit what is in force, or a body of one's own. */
export function startEditing(from: Body): void {
  const of = name.value;
  if (!of) return;
  history.value = begin(withDefaults(of.kind, from));
  savedText.value = "";
  step.value = "edit";
}

export function edit(next: Body, field?: string): void {
  if (history.value) history.value = change(history.value, next, field);
}

export function undoEdit(): void {
  if (history.value) history.value = undo(history.value);
}

/** Saves the draft; answers whether it is saved. When somebody else has saved meanwhile, `conflict` says so. */
export async function save(over = revision.value): Promise<boolean> {
  const [of, draft] = [name.value, body.value];
  if (!of || !draft) return false;
  return attempt(async () => {
    const saved = await put<DraftSaved>(`${pathOf(of)}/draft`, { body: draft, baseRevision: over });
    if (view.value) view.value = { ...view.value, draft: saved.draft };
    baseRevision.value = saved.draft.revision;
    savedText.value = JSON.stringify(draft);
    conflict.value = undefined;
    done.value = "Draft saved.";
  });
}

/** Ends a conflict with the other's draft, or by saving one's own over it. */
export async function settle(take: "theirs" | "mine"): Promise<void> {
  const held = conflict.value?.held;
  conflict.value = undefined;
  if (take === "mine") await save(held?.revision ?? 0);
  else await reload();
}

export async function discard(): Promise<void> {
  const of = name.value;
  if (!of) return;
  const gone = await attempt(async () => {
    if (view.value?.draft) await remove(`${pathOf(of)}/draft?revision=${revision.value}`);
  });
  if (!gone) return;
  await reload();
  done.value = "Draft given up.";
}

/** Publishes the draft as it was saved last. */
export const publish = (reason: string): Promise<boolean> => putInForce("publish", { revision: revision.value, reason });
export const rollBack = (version: number, reason: string): Promise<boolean> => putInForce("roll-back", { version, reason });

async function putInForce(how: "publish" | "roll-back", request: object): Promise<boolean> {
  const of = name.value;
  if (!of) return false;
  let said = "";
  const went = await attempt(async () => {
    const answer = await post<Published>(`${pathOf(of)}/${how}`, request);
    said = `Version ${answer.version.version} is published.`;
  });
  if (!went) return false;
  await reload();
  step.value = "edit";
  done.value = said;
  return true;
}

function startFrom(kind: DesignKind, draft: unknown, atRevision: number): void {
  baseRevision.value = atRevision;
  if (!isObject(draft)) {
    history.value = undefined;
    savedText.value = "";
    return;
  }
  history.value = begin(withDefaults(kind, draft));
  savedText.value = JSON.stringify(history.value.now);
}

/** Does something; what goes wrong is told in `failure` or `conflict`. */
async function attempt(act: () => Promise<void>): Promise<boolean> {
  busy.value = true;
  failure.value = undefined;
  done.value = undefined;
  try {
    await act();
    return true;
  } catch (problem) {
    if (problem instanceof ApiFailure && isConflict(problem.answer)) conflict.value = problem.answer;
    else failure.value = failureWords(problem);
    return false;
  } finally {
    busy.value = false;
  }
}

const isConflict = (answer: unknown): answer is DesignRefused => isObject(answer) && ("held" in answer || "yours" in answer);

export function failureWords(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  const details = problem instanceof ApiFailure ? problem.problems.map(({ field, found, expected }) => `${field}: ${expected} (found ${found})`) : [];
  return [problem.message, ...details].join(" ");
}
