/** What the controller says of the body as it is being edited: findings, lights, nights. */
import { computed, effect, signal } from "@preact/signals";
import type { Finding } from "../../contract/design.ts";
import type { NightName, Preview } from "../../contract/design-api.ts";
import { post } from "../api.ts";
import { systemClock } from "../page-clock.ts";
import { isNightName } from "./names.ts";
import { body, failureWords, name, pathOf, view } from "./work.ts";

/** A person who types is asked for nothing until this long after the last change, ms. */
const restMs = 350;

/** The night that is shown: a named one, or a lighting day. */
export const night = signal<NightName | string>("tonight");
export const preview = signal<Preview | undefined>(undefined);
export const previewFailure = signal<string | undefined>(undefined);
/** The preview is of a body that has changed since. */
export const isOld = signal(false);

export const findings = computed<readonly Finding[]>(() => preview.value?.findings ?? []);
export const errors = computed(() => findings.value.filter(({ severity }) => severity === "error"));
export const errorFields = computed<ReadonlySet<string>>(() => new Set(errors.value.map(({ field }) => field)));

/** Previews the body, or without a draft what is in force, as it changes. Answers how to stop. */
export function startPreview(): () => void {
  let asked = 0;
  let cancel: () => void = () => {};
  const stop = effect(() => {
    const [of, shown, wanted] = [name.value, body.value ?? view.value?.published?.body, night.value];
    cancel();
    asked += 1;
    if (!of || !shown) {
      preview.value = undefined;
      return;
    }
    const mine = asked;
    isOld.value = true;
    cancel = systemClock.after(preview.peek() ? restMs : 0, "preview", () => {
      const request = { body: shown, ...(isNightName(wanted) ? { nights: [wanted] } : { nights: [], days: [wanted] }) };
      post<Preview>(`${pathOf(of)}/preview`, request).then(
        (answer) => take(mine === asked, answer, undefined),
        (problem: unknown) => take(mine === asked, undefined, failureWords(problem)),
      );
    });
  });
  return () => {
    stop();
    cancel();
    asked += 1;
    preview.value = undefined;
  };
}

function take(isNewest: boolean, answer: Preview | undefined, problem: string | undefined): void {
  if (!isNewest) return;
  preview.value = answer ?? preview.peek();
  previewFailure.value = problem;
  isOld.value = false;
}
