import "./style/tokens.css";
import "./style/base.css";
import "./style/layout.css";
import "./style/panels.css";
import "./style/map.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import type { Basemap, Estate, LiveText } from "../contract/api.ts";
import { wait } from "../contract/clock.ts";
import { decodeSnapshot } from "../contract/live.ts";
import { alarmNews } from "./alarms/waiting.ts";
import { announceFaults } from "./announce.ts";
import { get, getBytes, query } from "./api.ts";
import { startKeys } from "./keys.ts";
import { type MapView, mountMap } from "./map/map-view.ts";
import { setControllerTime, startPageClock, systemClock } from "./page-clock.ts";
import { Page } from "./panels/page.tsx";
import { startPicking } from "./picking.ts";
import { estate, followHistory, health, loadFailure, overrides, revision, status, store, stream, viewBox } from "./state.ts";
import { LightFeed } from "./store/light-feed.ts";
import { contains, type LightStore } from "./store/light-store.ts";
import { around } from "./store/region.ts";
import { LiveStream } from "./stream/live.ts";
import { startTheme } from "./theme.ts";

/** Streets that take longer than this come over a slow line, ms. */
const streetsWaitMs = 50;

/** Counts follow the lights this often at most, ms: faster cannot be read. */
const countPeriodMs = 250;

function main(): void {
  // Asked for before anything is drawn: the browser has been fetching them since it read the HTML.
  const firstSnapshot = getBytes("/lights/snapshot");
  const basemap = get<Basemap>("/basemap");
  void fetchEstate();
  startTheme();
  const root = document.getElementById("page");
  if (!root) throw new Error("the page has no #page to be drawn in");
  render(<Page />, root);
  const element = document.getElementById("map");
  if (!element) throw new Error("the page has no #map to draw the lights in");
  const map = mountMap(element);
  const streetsShown = basemap.then(map.showBasemap, () => map.showBasemap(undefined));
  startFeed(map, inOneFrame(firstSnapshot, streetsShown));
  startPageClock();
  followHistory();
  startPicking(
    (rows) => map.lights.changed(rows),
    (rows, lights) => showPicked(map, rows, lights),
  );
  startKeys(map);
  new ResizeObserver(() => map.resized()).observe(element);
}

/** Brings picked lights into view when none of them is. */
function showPicked(map: MapView, rows: Uint32Array, lights: LightStore): void {
  const box = viewBox.peek();
  if (rows.length === 0 || (box && rows.some((row) => contains(box, lights.x[row] ?? 0, lights.y[row] ?? 0)))) return;
  map.fit(around(Array.from(rows, (row) => ({ x: lights.x[row] ?? 0, y: lights.y[row] ?? 0 }))));
}

/** Streets that are about to come are drawn with the lights rather than in a frame of their own; the lights do not wait long for them. */
const inOneFrame = async (lights: Promise<ArrayBuffer>, streets: Promise<void>): Promise<ArrayBuffer> => {
  await Promise.race([streets, wait(systemClock, streetsWaitMs, "streets")]);
  return lights;
};

/** Once the first snapshot has come, or failed, the stream opens and says what the page has. */
function startFeed(map: MapView, firstSnapshot: Promise<ArrayBuffer>): void {
  let first: Promise<ArrayBuffer> | undefined = firstSnapshot;
  let counting = false;
  const countSoon = (): void => {
    if (counting) return;
    counting = true;
    systemClock.after(countPeriodMs, "counts", () => {
      counting = false;
      revision.value++;
    });
  };
  const feed = new LightFeed({
    fetchSnapshot: async () => {
      const bytes = first ?? getBytes("/lights/snapshot");
      first = undefined;
      return decodeSnapshot(await bytes);
    },
    onStore: (next) => {
      store.value = next;
      loadFailure.value = undefined;
    },
    onChange: (lights, rows, wasFault) => {
      map.lights.changed(rows);
      announceFaults(lights, rows, wasFault);
      countSoon();
    },
    onFailure: (failure) => {
      if (!store.value) loadFailure.value = wordsOf(failure);
    },
  });
  void feed.refetch().then(() => startStream(feed));
}

function startStream(feed: LightFeed): void {
  const live = new LiveStream({
    url: () => {
      const { since } = feed;
      return `${location.origin.replace("http", "ws")}/api/v1/live${query({ since: since?.seq, geometry: since?.geometryVersion })}`;
    },
    clock: systemClock,
    onText: (frame) => takeText(frame, feed),
    onDelta: (delta) => feed.take(delta),
    onState: (state) => {
      stream.value = state;
      // The page may have been opened before the controller was up.
      if (state.kind === "live" && loadFailure.value) {
        void feed.refetch();
        void fetchEstate();
      }
    },
  });
  live.open();
}

function takeText(frame: LiveText, feed: LightFeed): void {
  switch (frame.type) {
    case "status":
      status.value = frame.status;
      setControllerTime(Date.parse(frame.status.at), frame.status.clock?.speed ?? 1);
      return;
    case "health":
      health.value = frame.health;
      return;
    case "overrides":
      overrides.value = frame.overrides;
      return;
    case "alarms":
      alarmNews.value = frame.alarms;
      return;
    case "geometry":
    case "missed":
      void feed.refetch();
      void fetchEstate();
  }
}

async function fetchEstate(): Promise<void> {
  try {
    estate.value = await get<Estate>("/estate");
    if (store.value) loadFailure.value = undefined;
  } catch (failure) {
    if (!estate.value) loadFailure.value = wordsOf(failure);
  }
}

const wordsOf = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure));

effect(() => {
  const name = estate.value?.authority.name;
  document.title = name ? `${name} · Leerie` : "Leerie · street lights";
});

main();
