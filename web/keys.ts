import { signal } from "@preact/signals";
import { fromWorldPx, toWorldPx } from "../contract/live.ts";
import type { MapView } from "./map/map-view.ts";
import { openRow } from "./map/row-light.ts";
import { address, announcement, go, helpOpen, lightPlace, store, tool, viewBox } from "./state.ts";
import type { Tab } from "./store/address.ts";
import { nextFault } from "./store/fault-walk.ts";
import { contains } from "./store/light-store.ts";

const storageKey = "leerie.keys";

/** Single-key shortcuts can be switched off (WCAG 2.1.4). */
export const keysOn = signal(localStorage.getItem(storageKey) !== "off");

export function setKeysOn(on: boolean): void {
  keysOn.value = on;
  localStorage.setItem(storageKey, on ? "on" : "off");
}

/** What the page that is open does on a key, before what the key does elsewhere; "escape" closes a layer of its own. */
export const pageActions = signal<Readonly<Record<string, () => void>>>({});
/** The map, for parts of the page that come later. */
export const mapView = signal<MapView | undefined>(undefined);

/** What each key does, as the help dialog lists it. */
export const shortcuts: readonly (readonly [key: string, does: string])[] = [
  ["N / P", "next or previous fault in the map's view; on Alarms, alarm"],
  ["A, S, C", "on Alarms: acknowledge, shelve, command a test"],
  ["L", "draw a lasso"],
  ["B", "draw a box"],
  ["/", "search"],
  ["G M, G A, G E, G R", "go to the map, the alarms, the energy page, the reports"],
  ["?", "this list"],
  ["Esc", "close what was opened last"],
  ["Arrows, + −", "move and zoom, when the map has the focus"],
];

export function startKeys(map: MapView): void {
  mapView.value = map;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") closeOneLayer();
    else if (keysOn.value && !isTyping(event.target)) act(event, map);
  });
}

/** Pages by the key pressed after G. */
const pageKeys: Readonly<Record<string, Tab>> = { m: "map", a: "alarms", e: "energy", r: "reports" };
/** The last key was G: the next one names a page. */
let afterG = false;

function act(event: KeyboardEvent, map: MapView): void {
  const key = event.key.toLowerCase();
  const page = afterG ? pageKeys[key] : undefined;
  afterG = key === "g";
  if (page) {
    event.preventDefault();
    go({ tab: page }, "push");
    return;
  }
  const actions: Readonly<Record<string, () => void>> = {
    n: () => visitFault(map, 1),
    p: () => visitFault(map, -1),
    l: () => draw("lasso"),
    b: () => draw("box"),
    "/": () => document.getElementById("search")?.focus(),
    "?": () => {
      helpOpen.value = true;
    },
  };
  const action = pageActions.value[key] ?? actions[key];
  if (!action) return;
  event.preventDefault();
  action();
}

export function draw(kind: "lasso" | "box"): void {
  go({ tab: "map" });
  tool.value = tool.value === kind ? "none" : kind;
}

/** Opens the next or previous fault in view and says which it is. */
export function visitFault(map: MapView, step: 1 | -1): void {
  const lights = store.value;
  const box = viewBox.value;
  if (!lights || !box) return;
  const at = lightPlace.value && toWorldPx(lightPlace.value.lat, lightPlace.value.lon);
  const row = nextFault(lights, box, at && contains(box, at.x, at.y) ? at : undefined, step);
  if (row === undefined) {
    announcement.value = "No faults in view";
    return;
  }
  const place = fromWorldPx(lights.x[row] ?? 0, lights.y[row] ?? 0);
  if (!contains(inner(box), lights.x[row] ?? 0, lights.y[row] ?? 0)) map.visit(place);
  void openRow(row);
}

/** The view without its rim: a light at the very edge is brought in. */
const inner = (box: NonNullable<typeof viewBox.value>): NonNullable<typeof viewBox.value> => {
  const rimX = (box.maxX - box.minX) * 0.04;
  const rimY = (box.maxY - box.minY) * 0.04;
  return { minX: box.minX + rimX, maxX: box.maxX - rimX, minY: box.minY + rimY, maxY: box.maxY - rimY };
};

function closeOneLayer(): void {
  if (helpOpen.value) helpOpen.value = false;
  else if (tool.value !== "none") tool.value = "none";
  else if (pageActions.value.escape) pageActions.value.escape();
  else if (address.value.light) go({ light: undefined });
  else if (address.value.tab === "alarms" && address.value.alarm) go({ alarm: undefined });
  else if (address.value.pick) go({ pick: undefined });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement
    ? !["checkbox", "radio", "range", "button"].includes(target.type)
    : target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
