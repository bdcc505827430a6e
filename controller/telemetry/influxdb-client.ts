/** Where an InfluxDB is, and the `influx` client set up for it: for making the database. */
import { InfluxDB } from "influx";
import { z } from "zod";

export const InfluxPlace = z.strictObject({
  /** Such as http://127.0.0.1:8086 */
  url: z.string(),
  database: z.string(),
  username: z.string().optional(),
  password: z.string().optional(),
  /** Written as a tag and asked for in every query: councils that share a database never see each other's lights. */
  authority: z.string().optional(),
});
export type InfluxPlace = Readonly<z.infer<typeof InfluxPlace>>;

/** The client; a request of it waits at most `requestMs` for the server to say anything. */
export function clientOf({ url, database, username, password }: InfluxPlace, requestMs: number): InfluxDB {
  const { protocol, hostname, port, pathname } = new URL(url);
  const secure = protocol === "https:";
  return new InfluxDB({
    database,
    username: username ?? "",
    password: password ?? "",
    hosts: [{ protocol: secure ? "https" : "http", host: hostname, port: Number(port) || (secure ? 443 : 80), path: pathname === "/" ? "" : pathname }],
    // The recorder decides when to try again. The client's own back-off would shut out its only host for up to 10 s after it is back.
    pool: { maxRetries: 0, requestTimeout: requestMs, backoff: noBackoff },
  });
}

const noBackoff = { getDelay: () => 0, next: () => noBackoff, reset: () => noBackoff };
