/** The alarms as the controller has them, asked for again and again; what is new is told and sounded. */
import { computed, effect, signal } from "@preact/signals";
import type { Alarm, AlarmActed, AlarmAction, AlarmList } from "../../contract/alarms.ts";
import { every } from "../../contract/clock.ts";
import { ApiFailure, get, post, query } from "../api.ts";
import { systemClock } from "../page-clock.ts";
import { address, announcement, stream } from "../state.ts";
import { News, sentenceOf } from "./news.ts";
import { type ListName, readPlace } from "./place.ts";
import { sound } from "./sound.ts";
import { alarmNews, alarmsListed } from "./waiting.ts";

/** While the stream says nothing of alarms they are asked for this often, ms: a response is counted in minutes. */
const pollMs = 3_000;
/** More than a person works through; the counts say how many there are beyond. */
export const alarmsShown = 200;

/** The active alarms, and the list in the address. */
export const alarmLists = signal<Readonly<Partial<Record<ListName, AlarmList>>>>({});
/** Why the newest question was not answered; undefined while all is well. */
export const alarmFailure = signal<string | undefined>(undefined);
/** The controller knows nothing of alarms. */
export const hasNoAlarms = signal(false);

/** The list in the address; active alarms when it is none. */
export const listNow = computed<ListName>(() => {
  const place = readPlace(address.value.alarms);
  return place.at === "list" ? place.list : "active";
});

/** The alarm in the address, from whatever list has it. */
export const openAlarm = computed<Alarm | undefined>(() => {
  const id = address.value.alarm;
  return id === undefined ? undefined : Object.values(alarmLists.value).flatMap((list) => list.alarms.filter((alarm) => alarm.id === id))[0];
});

/** The stream tells of every change. */
const isTold = computed(() => alarmNews.value !== undefined && stream.value.kind === "live" && alarmFailure.value === undefined);

const news = new News();
let started = false;
let isFlood = false;

/** Begins to follow the alarms; again does nothing. */
export function startAlarms(): void {
  if (started) return;
  started = true;
  void refresh();
  every(systemClock, pollMs, "alarms", () => {
    if (!isTold.peek()) void refresh();
  });
  effect(() => {
    const version = alarmNews.value?.version;
    if (isTold.value && version !== alarmLists.peek().active?.version) void refresh();
  });
  listNow.subscribe((list) => {
    if (list !== "active") void refresh();
  });
}

/** Does something with alarms, then asks for them again. Each alarm is answered for itself; throws ApiFailure when none was. */
export async function act(action: AlarmAction): Promise<AlarmActed> {
  const acted = await post<AlarmActed>("/alarms/act", action);
  await refresh();
  return acted;
}

let asking: Promise<void> | undefined;
let isStale = false;

/** Asks once at a time: a question that comes meanwhile is asked again after, and both wait for that. */
function refresh(): Promise<void> {
  if (asking) {
    isStale = true;
    return asking;
  }
  asking = ask().finally(() => {
    asking = undefined;
  });
  return asking;
}

async function ask(): Promise<void> {
  do {
    isStale = false;
    try {
      take(await answers());
    } catch (failure) {
      hasNoAlarms.value = failure instanceof ApiFailure && ["NOT_FOUND", "HTTP_404"].includes(failure.code);
      alarmFailure.value = failure instanceof Error ? failure.message : String(failure);
    }
  } while (isStale);
}

async function answers(): Promise<Partial<Record<ListName, AlarmList>>> {
  const names = new Set<ListName>(["active", listNow.peek()]);
  const pairs = [...names].map(async (list) => [list, await get<AlarmList>(`/alarms${query({ list, limit: alarmsShown })}`)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

function take(lists: Partial<Record<ListName, AlarmList>>): void {
  alarmFailure.value = undefined;
  hasNoAlarms.value = false;
  // An equal answer draws nothing anew.
  if (JSON.stringify(lists) !== JSON.stringify(alarmLists.peek())) alarmLists.value = lists;
  const { active } = lists;
  if (!active) return;
  alarmsListed.value = active.counts.unacknowledged;
  const fresh = news.of(active.alarms);
  const [first] = fresh;
  if (first) {
    announcement.value = sentenceOf(fresh);
    // In a flood one tone says it; more would only hinder.
    if (!isFlood) sound(first.priority);
  }
  isFlood = active.flood !== undefined;
}
