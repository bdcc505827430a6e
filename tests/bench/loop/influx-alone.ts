/** The `influx` client alone with the reports of the load: what the database and its client leave to be won or lost. */
import { InfluxDB } from "influx";
import { SystemClock } from "#contract/clock";
import { Report } from "#contract/messages";
import type { LoadNode } from "./load.ts";

const clock = new SystemClock();
/** As the recorder does it. */
const batchPoints = 5_000;

/** Writes so many points, one write at a time, and answers how many a second. They are made before the clock runs. */
export async function writeByInfluxAlone(url: string, nodes: readonly LoadNode[], reports: number): Promise<number> {
  const { hostname, port } = new URL(url);
  const client = new InfluxDB({ host: hostname, port: Number(port), database: "alone" });
  await client.createDatabase("alone");
  const nowMs = clock.now();
  const points = Array.from({ length: reports }, (_, i) => pointOf(nodes[i % nodes.length], Math.floor(i / nodes.length) + 1, nowMs + i));
  const beganMs = clock.elapsedMs();
  for (let from = 0; from < points.length; from += batchPoints) await client.writePoints(points.slice(from, from + batchPoints), { precision: "ms" });
  return reports / ((clock.elapsedMs() - beganMs) / 1_000);
}

function pointOf(node: LoadNode | undefined, seq: number, atMs: number) {
  const at = new Date(atMs).toISOString();
  const { node: light, at: _at, programme: _programme, command: _command, ...fields } = Report.parse(JSON.parse(node?.report(seq, at) ?? ""));
  return { measurement: "reading", tags: { light }, fields, timestamp: atMs };
}
