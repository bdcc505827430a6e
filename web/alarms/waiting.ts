import { computed, signal } from "@preact/signals";
import type { AlarmNews } from "../../contract/alarms.ts";

/** What the stream last said of alarms; undefined as long as it says nothing of them. */
export const alarmNews = signal<AlarmNews | undefined>(undefined);
/** Unacknowledged alarms by the list last asked for. */
export const alarmsListed = signal(0);

/** Alarms that nobody has acknowledged: all that the first view says of them. */
export const waitingAlarms = computed(() => alarmNews.value?.counts.unacknowledged ?? alarmsListed.value);
