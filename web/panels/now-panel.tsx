import { effect, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { LightPage } from "../../contract/api.ts";
import { get, query } from "../api.ts";
import * as format from "../format.ts";
import { systemClock } from "../page-clock.ts";
import { faultCount, go, openLight, shown } from "../state.ts";
import { type FaultGroup, groupFaults } from "../store/fault-groups.ts";
import { classOfName, lightClasses } from "../store/light-class.ts";
import { Glyph } from "./glyph.tsx";
import { later } from "./later.tsx";
import { LiveOverrides } from "./overrides.tsx";
import { PickByName } from "./pick-by-name.tsx";

const AlarmsNow = later(async () => (await import("../alarms/alarms-now.tsx")).AlarmsNow);

const faultNames = [...new Set(lightClasses.filter((item) => item.fault).map((item) => item.condition))].join(",");
/** Enough that a lost feeder or two do not hide the rest. */
const faultsShown = 300;
/** The list is asked for again this often at most while faults come and go, ms. */
const refreshMsMin = 3_000;

/** What an operator needs at a glance when nothing is picked: faults, live overrides, and ways to pick lights. */
export function NowPanel() {
  return (
    <article class="panel" aria-labelledby="now-title">
      <div class="panel-head">
        <h2 id="now-title">Needs attention</h2>
        <span class="hint">
          <kbd>N</kbd> next in view
        </span>
      </div>
      <AlarmsNow />
      <section class="block">
        <h3>Faults</h3>
        <FaultList />
      </section>
      <section class="block">
        <h3>Live overrides</h3>
        <LiveOverrides />
      </section>
      <PickByName />
    </article>
  );
}

function FaultList() {
  const page = useSignal<LightPage | undefined>(undefined);
  useEffect(() => {
    let waiting = false;
    let missed = false;
    const ask = (): void => {
      waiting = true;
      get<LightPage>(`/lights${query({ condition: faultNames, sort: "condition", limit: faultsShown })}`).then(
        (answer) => {
          page.value = answer;
        },
        // The banner says when the controller is away; the list keeps what it had.
        () => {},
      );
      systemClock.after(refreshMsMin, "fault list", () => {
        waiting = false;
        if (missed) ask();
        missed = false;
      });
    };
    return effect(() => {
      faultCount.value;
      if (!shown.value) return;
      if (waiting) missed = true;
      else ask();
    });
  }, []);
  if (!page.value) return <p class="pane-wait">Loading…</p>;
  if (page.value.total === 0) return <p class="empty">No faults. Every light that has reported does as it should.</p>;
  const rest = page.value.total - page.value.lights.length;
  return (
    <>
      <ul class="fault-list">
        {groupFaults(page.value.lights).map((group) => (
          <FaultItem key={group.key} group={group} />
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" class="link" onClick={() => go({ tab: "lights", list: { condition: faultNames, sort: "condition" } }, "push")}>
          {format.count(rest)} more in the list of lights
        </button>
      )}
    </>
  );
}

function FaultItem({ group }: { group: FaultGroup }) {
  const [light] = group.lights;
  if (!light) return null;
  const shown = classOfName(light.condition);
  return (
    <li>
      <button type="button" onClick={() => openLight(light.id)}>
        <Glyph of={shown} />
        <span class="fault-what">
          <strong>{group.feeder ? `${shown.label}: ${format.lights(group.lights.length)}` : shown.label}</strong>
          <span>
            {light.street}, {light.area}
          </span>
        </span>
        <span class="fault-column">{group.feeder ?? light.column}</span>
      </button>
    </li>
  );
}
