import { address, announcement, estate, loadFailure, store, stream } from "../state.ts";
import { Banners } from "./banners.tsx";
import { DemoBar } from "./demo-bar.tsx";
import { Header } from "./header.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { later } from "./later.tsx";
import { Legend } from "./legend.tsx";
import { MapTools } from "./map-tools.tsx";
import { Overrides } from "./overrides.tsx";
import { Side } from "./side.tsx";

const LightList = later(async () => (await import("./light-list.tsx")).LightList);
const Alarms = later(async () => (await import("../alarms/alarms.tsx")).Alarms);
const Demand = later(async () => (await import("./demand.tsx")).Demand);
const Design = later(async () => (await import("../design/design.tsx")).Design);
const Energy = later(async () => (await import("../energy/energy.tsx")).Energy);
const Reports = later(async () => (await import("../reports/reports.tsx")).Reports);
const System = later(async () => (await import("./system.tsx")).System);

/** The whole page. The map's element stays for ever: Leaflet owns what is in it. */
export function Page() {
  const { tab, light, pick } = address.value;
  // Beside the list and the energy, the panel is there only for what was opened from it.
  const withSide = tab === "map" || (tab === "lights" && (light ?? pick) !== undefined) || (tab === "energy" && light !== undefined);
  return (
    <>
      {tab === "map" && (
        <a class="skip" href="#side">
          Skip the map
        </a>
      )}
      <Header />
      <DemoBar />
      <Banners />
      <main class={`layout tab-${tab}${withSide ? " with-side" : ""}`}>
        <aside class="left" aria-label="Legend and filter">
          <Legend />
        </aside>
        <MapPlace />
        {tab === "alarms" && <Alarms />}
        {tab === "lights" && <LightList />}
        {tab === "overrides" && <Overrides />}
        {tab === "demand" && <Demand />}
        {tab === "design" && <Design />}
        {tab === "energy" && <Energy />}
        {tab === "reports" && <Reports />}
        {tab === "system" && <System />}
        {withSide && <Side />}
      </main>
      <HelpDialog />
      <p class="unseen" role="status" aria-live="polite">
        {announcement.value}
      </p>
    </>
  );
}

function MapPlace() {
  return (
    <section class="map-place" aria-label="Map of lights">
      <div
        id="map"
        role="application"
        aria-label="Map of lights. Arrow keys move, plus and minus zoom, N and P go through the faults. The Lights tab lists the same lights."
      />
      <MapTools />
      <MapNotice />
      <p class="map-credit">Leaflet · streets from the town’s own data</p>
    </section>
  );
}

function MapNotice() {
  if (loadFailure.value) {
    return (
      <div class="notice" role="alert">
        <h2>No lights to show yet</h2>
        <p>{loadFailure.value}</p>
        <p>{stream.value.kind === "live" ? "Trying again." : "The page keeps trying and will show the lights as soon as the controller answers."}</p>
      </div>
    );
  }
  if (!store.value) return <p class="notice">Loading the lights…</p>;
  if (store.value.count > 0) return null;
  return (
    <div class="notice">
      <h2>{estate.value?.authority.name ?? "This installation"} has no lights yet</h2>
      <p>
        Import the inventory as CSV: stop Leerie and start it with <code>npm start -- --inventory lights.csv</code>, or POST the file to{" "}
        <code>/api/v1/inventory</code>.
      </p>
    </div>
  );
}
