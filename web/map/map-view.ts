import { computed, effect, signal, untracked } from "@preact/signals";
import type { Basemap } from "../../contract/api.ts";
import { fromWorldPx, toWorldPx } from "../../contract/live.ts";
import { systemClock } from "../page-clock.ts";
import { address, estate, go, hiddenClasses, lightPlace, shown, store, tool, viewBox } from "../state.ts";
import type { LightStore, WorldBox } from "../store/light-store.ts";
import type { Place } from "../store/region.ts";
import { feederLayer } from "./feeder-layer.ts";
import { startDrawing } from "./lasso.ts";
import { circleMarker, control, LeafletMap } from "./leaflet.ts";
import { type LightLayer, lightLayer } from "./light-layer.ts";
import { palette } from "./palette.ts";
import { followPointer } from "./pointer.ts";
import { streetLayer } from "./street-layer.ts";

/** What the rest of the page asks of the map. */
export interface MapView {
  readonly lights: LightLayer;
  /** Undefined when there is none to be had. */
  showBasemap(basemap: Basemap | undefined): void;
  fit(box: WorldBox): void;
  /** Brings a place into view, at zoom 16 at least. */
  visit(place: Place): void;
  /** The map's element has another size. */
  resized(): void;
}

/** A light is looked at from here: street names show and its neighbours still do. */
const zoomOfVisit = 16;
const zoomMin = 5;
const zoomMax = 20;

/** Builds the map in an element and keeps it in step with the page's state. */
export function mountMap(element: HTMLElement): MapView {
  const map = new LeafletMap(element, { zoomControl: false, attributionControl: false, minZoom: zoomMin, maxZoom: zoomMax, zoomSnap: 1, fadeAnimation: false });
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) map.options.zoomAnimation = false;
  map.createPane("streets").classList.add("streets-pane");
  control.zoom({ position: "topright" }).addTo(map);
  control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  const streets = streetLayer();
  const feeders = feederLayer();
  const lights = lightLayer();
  const basemap = signal<{ readonly lines: Basemap | undefined } | undefined>(undefined);

  effect(() => {
    lights.show(store.value, hiddenClasses.value, palette.value);
  });
  effect(() => {
    feeders.show(estate.value?.feeders ?? [], palette.value);
  });
  effect(() => {
    if (basemap.value) streets.show(basemap.value.lines, palette.value);
  });
  effect(() => {
    const lightStore = store.value;
    if (lightStore) untracked(() => firstView(map, lightStore, [feeders.grid, lights.grid]));
  });
  effect(() => {
    // Added when there is something to draw: tiles of nothing cost as much as others.
    if (!basemap.value || !store.value) return;
    streets.grid.addTo(map);
    onScreen(markPainted);
  });
  effect(() => ringLight(map, lightPlace.value));
  effect(() => {
    const place = lightPlace.value;
    if (place && isPlaced(map) && !map.getBounds().contains([place.lat, place.lon])) untracked(() => visit(map, place));
  });
  effect(() => followTool(map));
  const linkedView = computed(() => address.value.view);
  effect(() => followLink(map, linkedView.value));
  followPointer(map);
  map.on("moveend", () => rememberView(map));

  return {
    lights,
    showBasemap: (lines) => {
      basemap.value = { lines };
    },
    fit: (box) => fitBox(map, box),
    visit: (place) => visit(map, place),
    resized: () => map.invalidateSize(),
  };
}

/** The first view comes from the link, or else shows every light. Layers are added after it, so no tile is drawn twice. */
function firstView(map: LeafletMap, lights: LightStore, layers: { addTo(map: LeafletMap): unknown }[]): void {
  if (isPlaced(map)) return;
  const { view } = address.value;
  const box = lights.extent();
  if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
  else if (box) fitBox(map, box);
  else map.setView([estate.value?.place.lat ?? 56, estate.value?.place.lon ?? -4], 12, { animate: false });
  placed.add(map);
  for (const layer of layers) layer.addTo(map);
  onScreen(() => systemClock.after(unhurriedMs, "the rest of the page", () => (shown.value = true)));
}

/** Streets come right after the lights; what is not part of the map lets them pass, ms. */
const unhurriedMs = 100;

/** Maps that have a view: before, Leaflet has no bounds to ask for. */
const placed = new WeakSet<LeafletMap>();
const isPlaced = (map: LeafletMap): boolean => placed.has(map);

const visit = (map: LeafletMap, place: Place): void => {
  map.setView([place.lat, place.lon], Math.max(zoomOfVisit, map.getZoom()));
};

function fitBox(map: LeafletMap, box: WorldBox): void {
  const a = fromWorldPx(box.minX, box.minY);
  const b = fromWorldPx(box.maxX, box.maxY);
  map.fitBounds(
    [
      [a.lat, a.lon],
      [b.lat, b.lon],
    ],
    { padding: [24, 24], maxZoom: 18, animate: false },
  );
}

function rememberView(map: LeafletMap): void {
  const { lat, lng } = map.getCenter();
  const bounds = map.getBounds();
  const northWest = toWorldPx(bounds.getNorth(), bounds.getWest());
  const southEast = toWorldPx(bounds.getSouth(), bounds.getEast());
  viewBox.value = { minX: northWest.x, minY: northWest.y, maxX: southEast.x, maxY: southEast.y };
  go({ view: { lat, lon: lng, zoom: map.getZoom() } });
}

/** Back and Forward bring the view of their link; the map's own moves are in the address already. */
function followLink(map: LeafletMap, view: typeof address.value.view): void {
  if (!view || !isPlaced(map)) return;
  const { lat, lng } = map.getCenter();
  const isThere = view.zoom === map.getZoom() && Math.abs(view.lat - lat) < linkDegrees && Math.abs(view.lon - lng) < linkDegrees;
  if (!isThere) map.setView([view.lat, view.lon], view.zoom, { animate: false });
}

/** A link holds five decimals of a degree: about a metre. */
const linkDegrees = 0.000_01;

let ring: ReturnType<typeof circleMarker> | undefined;

function ringLight(map: LeafletMap, place: Place | undefined): void {
  ring?.remove();
  ring = undefined;
  if (!place) return;
  ring = circleMarker([place.lat, place.lon], { radius: 14, weight: 3, fill: false, className: "light-ring", interactive: false });
  map.whenReady(() => ring?.addTo(map));
}

function followTool(map: LeafletMap): (() => void) | undefined {
  const kind = tool.value;
  if (kind === "none") return undefined;
  return startDrawing(map, kind, (corners) => {
    tool.value = "none";
    if (corners) go({ pick: { by: "polygon", corners }, light: undefined }, "push");
  });
}

/** The instant everything in view, lights and streets, was on screen for the first time, for the benchmark. */
function markPainted(): void {
  if (performance.getEntriesByName(paintedMark).length === 0) performance.mark(paintedMark);
}

const paintedMark = "leerie:painted";

/** Tiles are drawn as their layer is added. The next frame shows them; the one after proves that it did. */
const onScreen = (then: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(then));
};
