/** What the forms offer to choose from: designs that exist, groups, streets, sources of demand. */
import { computed, signal } from "@preact/signals";
import type { DesignKind } from "../../contract/design.ts";
import type { GroupView } from "../../contract/design-api.ts";
import { get } from "../api.ts";
import { estate } from "../state.ts";
import { designs } from "./work.ts";

export type Option = readonly [value: string, name: string];

export const groups = signal<readonly GroupView[] | undefined>(undefined);
export const sources = signal<readonly Option[]>([]);

/** Designs of a kind that are published: a draft cannot be referred to. */
export const published = (kind: DesignKind): Option[] =>
  (designs.value ?? []).filter((item) => item.kind === kind && item.published).map(({ id, name }) => [id, name]);

export const groupOptions = computed<Option[]>(() => (groups.value ?? []).map(({ id, name }) => [id, name]));
export const streetNames = computed<string[]>(() => (estate.value?.streets ?? []).map(({ name }) => name));

/** Asks once more; what cannot be had is left as it was. */
export async function loadChoices(): Promise<void> {
  await Promise.allSettled([
    get<{ groups: GroupView[] }>("/groups").then((answer) => {
      groups.value = answer.groups;
    }),
    get<{ sources: { id: string; name: string }[] }>("/demand").then((answer) => {
      sources.value = answer.sources.map(({ id, name }) => [id, name]);
    }),
  ]);
}
