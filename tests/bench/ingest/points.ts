/** How many points an InfluxDB has taken, and holds. */
import { InfluxDB } from "influx";
import { z } from "zod";

/** By the service's name and address, as /debug/vars has it. */
const Vars = z.record(z.string(), z.unknown());
const Service = z.object({ values: z.object({ pointsWrittenOK: z.number() }) });

/** Points that its HTTP service has written since it started, from its own counter: asking costs it nothing to speak of. */
export async function pointsWritten(url: string): Promise<number> {
  const answer = await fetch(`${url}/debug/vars`);
  return Service.parse(Vars.parse(await answer.json())[`httpd:${new URL(url).host}`]).values.pointsWrittenOK;
}

const Counted = z.array(z.object({ count: z.number() }));

/** Readings in a database, counted by a query. */
export async function pointsHeld(url: string, database: string): Promise<number> {
  const [row] = Counted.parse([...(await clientOf(url, database).query("SELECT count(seq) AS count FROM reading"))]);
  return row?.count ?? 0;
}

/** A client of one database of a server. */
export function clientOf(url: string, database: string): InfluxDB {
  const { hostname, port } = new URL(url);
  return new InfluxDB({ host: hostname, port: Number(port), database });
}
