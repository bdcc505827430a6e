/** All that is known of the open alarm: its history, and its lights, found, ringed on the map, and brought into view. */
import { computed, effect, signal, untracked } from "@preact/signals";
import type { IncidentDetail } from "../../contract/alarms.ts";
import type { LightDetail, LightPage, LightSummary } from "../../contract/api.ts";
import { ApiFailure, get, query } from "../api.ts";
import { mapView } from "../keys.ts";
import { address, store, viewBox } from "../state.ts";
import { contains } from "../store/light-store.ts";
import { around } from "../store/region.ts";
import { openAlarm } from "./feed.ts";

export interface AlarmLights {
  readonly alarm: string;
  readonly isFinding: boolean;
  /** Absent until it has come. */
  readonly detail?: IncidentDetail;
  /** Ids of all lights of the incident. */
  readonly ids: readonly string[];
  /** Those found so far, street by street. */
  readonly lights: readonly LightSummary[];
  readonly failure?: string;
}

export const alarmLights = signal<AlarmLights | undefined>(undefined);

/** A feeder's lights stand in a few streets. Those of a firmware stand in hundreds: a person needs not see each of them. */
const streetsMax = 40;
const pageSize = 1_000;

/** Changes only when the open alarm has: the list comes anew every few seconds. */
const wanted = computed<string | undefined>(() => {
  const id = address.value.alarm;
  return id === undefined ? undefined : JSON.stringify([id, openAlarm.value]);
});

/** The alarm whose lights are to be brought into view as soon as they are found. */
const fitWanted = signal<string | undefined>(undefined);

/** Brings the lights of an alarm into view, now or when they are found. */
export function fitAlarm(id: string): void {
  fitWanted.value = id;
}

/** Keeps the map in step with the open alarm; returns how to stop, which takes the rings away. */
export function followAlarmLights(): () => void {
  const stops = [effect(findWanted), effect(ring), effect(fit)];
  return () => {
    for (const stop of stops) stop();
    alarmLights.value = undefined;
    select([]);
  };
}

function findWanted(): (() => void) | undefined {
  if (wanted.value === undefined) {
    alarmLights.value = undefined;
    return undefined;
  }
  const id = untracked(() => address.value.alarm);
  if (id === undefined) return undefined;
  const until = new AbortController();
  void find(id, until.signal);
  return () => until.abort();
}

async function find(alarm: string, until: AbortSignal): Promise<void> {
  const before = alarmLights.peek();
  // A growing incident keeps its rings while the new ones are looked for.
  let state: AlarmLights = before?.alarm === alarm ? { ...before, isFinding: true } : { alarm, isFinding: true, ids: [], lights: [] };
  const take = (part: Partial<AlarmLights>): void => {
    if (until.aborted) return;
    state = { ...state, ...part };
    alarmLights.value = state;
  };
  take({});
  try {
    const detail = await get<IncidentDetail>(`/incidents/${encodeURIComponent(alarm)}`, until);
    const ids = detail.incident.lights;
    const isSame = ids.length === state.lights.length && ids.every((id) => state.ids.includes(id));
    take({ detail, ids });
    take({ lights: isSame ? state.lights : await lightsOf(ids, until), isFinding: false });
  } catch (failure) {
    take({ isFinding: false, failure: failure instanceof Error ? failure.message : String(failure) });
  }
}

/** Looks lights up by their streets: two questions a street, however many lights stand in it. Lights that are gone are left out. */
async function lightsOf(ids: readonly string[], until: AbortSignal): Promise<LightSummary[]> {
  const missing = new Set(ids);
  const found: LightSummary[] = [];
  const take = (light: LightSummary): void => {
    if (missing.delete(light.id)) found.push(light);
  };
  for (let street = 0; street < streetsMax; street++) {
    const [id] = missing;
    if (id === undefined) break;
    const light = await lightOf(id, until);
    if (light) take(light);
    missing.delete(id);
    if (!light || missing.size === 0) continue;
    const page = await get<LightPage>(`/lights${query({ street: light.street, limit: pageSize })}`, until);
    page.lights.forEach(take);
  }
  return found;
}

async function lightOf(id: string, until: AbortSignal): Promise<LightSummary | undefined> {
  try {
    return await get<LightDetail>(`/lights/${encodeURIComponent(id)}`, until);
  } catch (failure) {
    // Taken out of the inventory since.
    if (failure instanceof ApiFailure && ["NOT_FOUND", "LIGHT_UNKNOWN", "HTTP_404"].includes(failure.code)) return undefined;
    throw failure;
  }
}

const rowsOf = (found: AlarmLights | undefined): number[] => (found?.lights ?? []).map(({ row }) => row);

function ring(): void {
  store.value;
  const rows = rowsOf(alarmLights.value);
  untracked(() => select(rows));
}

function select(rows: readonly number[]): void {
  const changed = store.peek()?.select(rows);
  if (changed) mapView.peek()?.lights.changed(changed);
}

/** Fits the map to the alarm that was asked for; one opened by a link moves the map only when none of its lights is in view. */
function fit(): void {
  const lights = store.value;
  const found = alarmLights.value;
  const asked = fitWanted.value;
  if (!lights || !found || found.isFinding || found.lights.length === 0) return;
  const places = rowsOf(found).map((row) => ({ x: lights.x[row] ?? 0, y: lights.y[row] ?? 0 }));
  untracked(() => {
    const box = viewBox.value;
    const isOutOfSight = box !== undefined && fitted !== found.alarm && !places.some(({ x, y }) => contains(box, x, y));
    fitted = found.alarm;
    if (asked !== found.alarm && !isOutOfSight) return;
    fitWanted.value = undefined;
    mapView.value?.fit(around(places));
  });
}

/** The alarm whose lights were last looked for in the view: a person may then move the map where they like. */
let fitted: string | undefined;
