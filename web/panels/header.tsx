import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { waitingAlarms } from "../alarms/waiting.ts";
import * as format from "../format.ts";
import { tickMs } from "../page-clock.ts";
import { address, estate, faultCount, go, helpOpen, local, overrides, shown, status, stream } from "../state.ts";
import { type Tab, tabs } from "../store/address.ts";
import { shownTheme, toggleTheme } from "../theme.ts";
import { Search } from "./search.tsx";

const tabNames: Readonly<Record<Tab, string>> = {
  map: "Map",
  alarms: "Alarms",
  lights: "Lights",
  overrides: "Overrides",
  demand: "Demand",
  design: "Design",
  energy: "Energy",
  reports: "Reports",
  system: "System",
};

export function Header() {
  return (
    <header class="head">
      <div class="brand">
        <h1>Leerie</h1>
        <span class="authority">{estate.value?.authority.name ?? ""}</span>
      </div>
      <nav aria-label="Pages" class="tabs">
        {tabs.map((tab) => (
          <a key={tab} href={`?tab=${tab}`} aria-current={address.value.tab === tab ? "page" : undefined} onClick={(event) => open(event, tab)}>
            {tabNames[tab]}
            {tab === "alarms" && <WaitingAlarms />}
            {tab === "overrides" && <LiveOverrides />}
          </a>
        ))}
      </nav>
      <Search />
      <Figures />
      <div class="head-actions">
        <button type="button" class="quiet" onClick={toggleTheme}>
          {shownTheme.value === "dark" ? "Light theme" : "Dark theme"}
        </button>
        <button type="button" class="quiet icon" aria-label="Help and keyboard shortcuts" title="Help (?)" onClick={() => (helpOpen.value = true)}>
          ?
        </button>
      </div>
    </header>
  );
}

function open(event: MouseEvent, tab: Tab): void {
  // With a modifier the browser opens the link elsewhere, as people expect of a link.
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go({ tab }, "push");
}

function LiveOverrides() {
  const live = overrides.value.filter((item) => item.state === "live").length;
  return live > 0 ? <span class="badge">{live}</span> : null;
}

/** Alarms are followed from the moment the map is on screen, on whatever page: the first view comes first. */
function WaitingAlarms() {
  const canBegin = shown.value;
  useEffect(() => {
    // Without it the page still works; the Alarms page says that it could not be loaded.
    if (canBegin)
      import("../alarms/feed.ts").then(
        ({ startAlarms }) => startAlarms(),
        () => {},
      );
  }, [canBegin]);
  return waitingAlarms.value > 0 ? <span class="badge waiting">{waitingAlarms.value}</span> : null;
}

function Figures() {
  const now = status.value;
  const at = (instant: string | undefined): string => (instant ? local.value.time(Date.parse(instant)) : "–");
  return (
    <dl class="figures">
      <Figure name="Lights">{estate.value ? format.count(estate.value.lights) : "–"}</Figure>
      <Figure name="On">{now ? format.count(now.lightsOn) : "–"}</Figure>
      <Figure name="Faults" strong={faultCount.value > 0}>
        {format.count(faultCount.value)}
      </Figure>
      <Figure name="Load">{now ? format.kilowatts(now.loadKw) : "–"}</Figure>
      <Figure name="Sunset" minor>
        {at(now?.sunset)}
      </Figure>
      <Figure name="Sunrise" minor>
        {at(now?.sunrise)}
      </Figure>
      <Figure name="Data age">
        <DataAge />
      </Figure>
      <Figure name="Time">{now ? local.value.time(tickMs.value) : "–"}</Figure>
    </dl>
  );
}

function Figure(props: { name: string; strong?: boolean; minor?: boolean; children: ComponentChildren }) {
  return (
    <div class={`figure${props.strong ? " strong" : ""}${props.minor ? " minor" : ""}`}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** Age of the newest report: what the controller said, plus what has passed since. */
function DataAge() {
  const now = status.value;
  if (!now) return <>–</>;
  if (now.dataAgeS === undefined) return <>no reports yet</>;
  const ageMs = now.dataAgeS * 1_000 + Math.max(0, tickMs.value - Date.parse(now.at));
  return <span class={stream.value.kind === "live" ? "" : "stale"}>{ageMs < 1_000 ? "< 1 s" : format.duration(ageMs)}</span>;
}
