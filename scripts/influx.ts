import type { Clock } from "#contract/clock";
import { LightingError } from "#contract/failures";

/** The demo's own database in InfluxDB: emptied at every start, as the demo's folder is. Never an installation's. */
export const demoDatabase = "leerie_demo";

/** A server on this machine answers at once; one that takes longer will not do for a demo. */
const answerMsMax = 5_000;

/** Drops what an earlier demo left, as its nodes count from the beginning again. Throws LightingError STORE_OFFLINE that says what to do. */
export async function clearDemoDatabase(url: string, clock: Clock): Promise<void> {
  const abort = new AbortController();
  const cancel = clock.after(answerMsMax, "InfluxDB's answer", () => abort.abort(new Error(`no answer within ${answerMsMax / 1_000} s`)));
  try {
    const body = new URLSearchParams({ q: `DROP DATABASE "${demoDatabase}"` });
    const response = await fetch(new URL("/query", url), { method: "POST", body, signal: abort.signal });
    if (!response.ok) throw new Error(`it answered ${response.status} ${(await response.text()).slice(0, 200)}`);
  } catch (cause) {
    const why = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
    throw new LightingError("STORE_OFFLINE", `InfluxDB cannot be used at ${url}: ${why}. Start it, give another address, or leave out --influx.`, { cause });
  } finally {
    cancel();
  }
}
