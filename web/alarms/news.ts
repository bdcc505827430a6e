import type { Alarm } from "../../contract/alarms.ts";

/** An alarm raised again is news again. */
const keyOf = (alarm: Alarm): string => `${alarm.id} ${alarm.raisedAt}`;

/** Tells what is new from list to list. What stood there when the page was opened is no news. */
export class News {
  #known: Set<string> | undefined;

  /** Unacknowledged alarms that were not in the list given before, most urgent first. */
  of(alarms: readonly Alarm[]): readonly Alarm[] {
    const known = this.#known;
    this.#known = new Set(alarms.map(keyOf));
    if (!known) return [];
    return alarms.filter((alarm) => alarm.state === "unacknowledged" && !known.has(keyOf(alarm))).sort((a, b) => a.priority - b.priority);
  }
}

/** What a screen reader says of new alarms: one sentence, however many they are. */
export function sentenceOf(news: readonly Alarm[]): string {
  const [first] = news;
  if (!first) return "";
  const what = `priority ${first.priority}: ${first.incident.title}`;
  return news.length === 1 ? `New alarm, ${what}` : `${news.length} new alarms, the most urgent ${what}`;
}
