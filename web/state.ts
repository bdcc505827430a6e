/** What the page knows, as signals. Components read counts, selections and figures from here; single lights stay in the LightStore. */
import { computed, signal } from "@preact/signals";
import type { Estate, Health, Override, Status } from "../contract/api.ts";
import { type LocalTime, localTime } from "./format.ts";
import { type Address, type Pick, readAddress, writeAddress } from "./store/address.ts";
import { lightClasses } from "./store/light-class.ts";
import type { LightStore, WorldBox } from "./store/light-store.ts";
import type { StreamState } from "./stream/live.ts";

export const estate = signal<Estate | undefined>(undefined);
export const status = signal<Status | undefined>(undefined);
export const health = signal<Health | undefined>(undefined);
export const overrides = signal<readonly Override[]>([]);
export const stream = signal<StreamState>({ kind: "connecting", sinceMs: 0 });
export const store = signal<LightStore | undefined>(undefined);
/** The map is on screen: what is less urgent may begin. */
export const shown = signal(false);
/** Rises when lights have changed, at most four times a second: what counts lights reads it. */
export const revision = signal(0);
/** Why nothing can be shown, in words; undefined while all is well. */
export const loadFailure = signal<string | undefined>(undefined);

export const address = signal<Address>(readAddress(location.search));
/** The part of the world the map shows. */
export const viewBox = signal<WorldBox | undefined>(undefined);
export const tool = signal<"none" | "lasso" | "box">("none");
export const helpOpen = signal(false);
/** Rows of the picked lights; undefined while they are being found. */
export const pickedRows = signal<Uint32Array | undefined>(undefined);
/** Where the picked light is: the map rings it. */
export const lightPlace = signal<{ readonly lat: number; readonly lon: number } | undefined>(undefined);
/** For screen readers, politely. */
export const announcement = signal("");

export const local = computed<LocalTime>(() => localTime(estate.value?.timeZone ?? "UTC"));

/** The address changes with every move of the map; what the legend hides does not, and hiding repaints every tile. */
const hiddenNow = computed(() => address.value.hidden);

/** 1 for classes the legend hides. */
export const hiddenClasses = computed<Uint8Array>(() => Uint8Array.from(lightClasses, (item) => (hiddenNow.value.includes(item.id) ? 1 : 0)));

export const faultCount = computed<number>(() => {
  revision.value;
  const counts = store.value?.classCounts;
  return counts ? lightClasses.reduce((sum, item, at) => sum + (item.fault ? (counts[at] ?? 0) : 0), 0) : 0;
});

/** Changes the address and the URL with it. A step a person may want to undo by Back is `push`ed. */
export function go(change: Partial<Address>, how: "push" | "replace" = "replace"): void {
  address.value = { ...address.value, ...change };
  const url = `${location.pathname}${writeAddress(address.value)}`;
  if (how === "push") history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

export const openLight = (id: string): void => go({ light: id }, "push");
export const pickLights = (pick: Pick | undefined): void => go({ pick, light: undefined }, "push");

/** Follows the Back and Forward buttons. */
export function followHistory(): void {
  addEventListener("popstate", () => {
    address.value = readAddress(location.search);
  });
}
