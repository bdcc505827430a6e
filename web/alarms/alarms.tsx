import "../style/alarms.css";
import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { later } from "../panels/later.tsx";
import { address } from "../state.ts";
import { AlarmBar } from "./alarm-bar.tsx";
import { followKeys } from "./alarm-keys.ts";
import { followAlarmLights } from "./alarm-lights.ts";
import { AlarmLists } from "./alarm-lists.tsx";
import { AlarmPanel } from "./alarm-panel.tsx";
import { AlarmTable } from "./alarm-table.tsx";
import { alarmFailure, alarmLists, hasNoAlarms, listNow, startAlarms } from "./feed.ts";
import { Flood } from "./flood.tsx";
import { Health } from "./health.tsx";
import { readPlace } from "./place.ts";
import { followTargets } from "./work.ts";

const LightPanel = later(async () => (await import("../panels/light-panel.tsx")).LightPanel);

/** The operator's page beside the map: what needs a person now, why, and what to do about it. */
export function Alarms() {
  useEffect(() => {
    startAlarms();
    const stops = [followAlarmLights(), followTargets(), effect(followKeys)];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  const { alarm, light } = address.value;
  const place = readPlace(address.value.alarms);
  const isOpen = alarm !== undefined || light !== undefined;
  return (
    <section class={`pane alarms${isOpen && place.at === "list" ? " with-alarm" : ""}`} aria-labelledby="alarms-title">
      <div class="panel-head">
        <h2 id="alarms-title">Alarms</h2>
        <AlarmLists place={place} />
      </div>
      {place.at === "health" ? <Health key={place.days} days={place.days} /> : <Lists priorities={place.priorities} />}
      {place.at === "list" && isOpen && (
        <div class="alarm-open">{light !== undefined ? <LightPanel key={light} id={light} /> : alarm && <AlarmPanel key={alarm} id={alarm} />}</div>
      )}
    </section>
  );
}

function Lists({ priorities }: { priorities: Parameters<typeof AlarmTable>[0]["priorities"] }) {
  const list = alarmLists.value[listNow.value];
  const failure = alarmFailure.value;
  if (!list && hasNoAlarms.value) return <p class="empty">This controller tells faults but no alarms. The map and the list of lights show the faults.</p>;
  if (!list && failure)
    return (
      <p class="problem" role="alert">
        {failure} The page keeps asking.
      </p>
    );
  if (!list) return <p class="pane-wait">Loading…</p>;
  return (
    <>
      {failure && (
        <p class="problem" role="alert">
          The alarms below may be old: {failure}
        </p>
      )}
      {list.flood && <Flood flood={list.flood} />}
      <AlarmBar list={list} priorities={priorities} />
      <AlarmTable key={`${listNow.value} ${priorities.join()}`} list={list} priorities={priorities} />
    </>
  );
}
