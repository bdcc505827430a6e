import type { AlarmList } from "../../contract/alarms.ts";
import * as format from "../format.ts";
import { go } from "../state.ts";
import { alarmLists } from "./feed.ts";
import { type AlarmPlace, type ListName, listNames, lists, usualDays, writePlace } from "./place.ts";

/** Every list of alarms and the page of their health, each one press away with its count. */
export function AlarmLists({ place }: { place: AlarmPlace }) {
  const counts = alarmLists.value.active?.counts;
  return (
    <nav aria-label="Lists of alarms" class="alarm-lists">
      {lists.map((list) => (
        <PlaceLink key={list} to={{ at: "list", list, priorities: [] }} isCurrent={place.at === "list" && place.list === list}>
          {counts ? `${listNames[list]} ${format.count(countOf(counts, list))}` : listNames[list]}
        </PlaceLink>
      ))}
      <PlaceLink to={{ at: "health", days: usualDays }} isCurrent={place.at === "health"}>
        Health
      </PlaceLink>
    </nav>
  );
}

function PlaceLink(props: { to: AlarmPlace; isCurrent: boolean; children: string }) {
  const alarms = writePlace(props.to);
  const open = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go({ alarms, alarm: undefined, light: undefined }, "push");
  };
  return (
    <a href={`?tab=alarms${alarms ? `&alarms=${alarms}` : ""}`} aria-current={props.isCurrent ? "page" : undefined} onClick={open}>
      {props.children}
    </a>
  );
}

function countOf(counts: AlarmList["counts"], list: ListName): number {
  if (list === "out-of-service") return counts.outOfService;
  return counts[list];
}
