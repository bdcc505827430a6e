import { signal } from "@preact/signals";

/** Alarms that nobody has acknowledged: all that the first view says of them. */
export const waitingAlarms = signal(0);
