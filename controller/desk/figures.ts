/** Counters and gauges for /metrics. */
import { conditions } from "#contract/live";
import type { Figure } from "../api/desk.ts";
import type { Controller } from "../controller.ts";

export function figuresOf(controller: Controller): Figure[] {
  const { situation, parts, ingest } = controller;
  const { fleet, gaps, dispatch } = situation;
  const authority = parts.config.authority.id;
  const counts = new Array<number>(conditions.length).fill(0);
  let connected = 0;
  for (let row = 0; row < fleet.size; row++) {
    const condition = fleet.condition[row] ?? 0;
    counts[condition] = (counts[condition] ?? 0) + 1;
    connected += fleet.connected[row] ?? 0;
  }
  const recorder = parts.recorder.state();
  const messages = ingest.counts();
  const areas = gaps.byArea();
  const byArea = (field: "open" | "healed" | "givenUp") => areas.map((each) => [each.area, each[field]] as const);
  const demandLog = controller.demandLog.state();
  const one = (name: string, kind: Figure["kind"], help: string, value: number): Figure => ({ name, kind, help, values: [{ labels: { authority }, value }] });
  const by = (name: string, kind: Figure["kind"], help: string, label: string, entries: Iterable<readonly [string, number]>): Figure => ({
    name,
    kind,
    help,
    values: [...entries].map(([key, value]) => ({ labels: { authority, [label]: key }, value })),
  });
  return [
    one("lights", "gauge", "Lights in the inventory.", fleet.size),
    by(
      "lights_by_condition",
      "gauge",
      "Lights by what the map shows of them.",
      "condition",
      conditions.map((name, index) => [name, counts[index] ?? 0] as const),
    ),
    one("nodes_connected", "gauge", "Nodes connected now.", connected),
    one("bus_connected", "gauge", "1 while the controller hears the broker.", controller.bus.connected ? 1 : 0),
    one("messages_total", "counter", "Messages taken from nodes and sensors.", messages.accepted),
    by("messages_refused_total", "counter", "Messages refused, by reason.", "reason", messages.refused),
    one("commands_sent_total", "counter", "Programmes, targets and questions sent to nodes.", dispatch.sent),
    one("readings_written_total", "counter", "Readings the telemetry store has acknowledged.", recorder.written),
    one("readings_dropped_total", "counter", "Readings that found memory and spool full; the nodes' logs still hold them.", recorder.dropped),
    by("readings_refused_total", "counter", "Readings that will never be stored, by who refused them.", "by", Object.entries(recorder.refusedBy)),
    one("readings_buffered", "gauge", "Readings waiting for the store in memory.", recorder.buffered),
    one("readings_spooled", "gauge", "Readings waiting for the store on disk.", recorder.spooled),
    one("spool_bytes", "gauge", "Disk that the spool takes, damaged files included.", recorder.spoolBytes),
    one("spool_damaged_total", "counter", "Files of the spool that could not be read and were set aside.", recorder.damaged),
    by("reports_missing", "gauge", "Reports known to exist that are not stored.", "area", byArea("open")),
    by("reports_healed_total", "counter", "Reports that were missing, and are stored.", "area", byArea("healed")),
    by("reports_given_up_total", "counter", "Reports that the nodes' logs no longer hold, or that no store takes.", "area", byArea("givenUp")),
    one("demand_readings_waiting", "gauge", "Demand readings not yet in the demand log.", demandLog.waiting),
    one("demand_readings_dropped_total", "counter", "Demand readings left out of the demand log; they were acted on.", demandLog.dropped),
    one("overrides", "gauge", "Overrides kept, live or not.", situation.overrides.list().length),
  ];
}
