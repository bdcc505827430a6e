/** The accounts' own thread: the file, the work and a client of the store of readings, so that long sums burden neither the lights nor the writer. */
import { parentPort, workerData } from "node:worker_threads";
import { LightingError, messageOf } from "#contract/failures";
import type { FittedLight } from "../decide/lamp.ts";
import { openEmbeddedTelemetry } from "../telemetry/embedded.ts";
import { openInfluxTelemetry } from "../telemetry/influxdb.ts";
import type { TelemetryStore } from "../telemetry/port.ts";
import { openAccounts } from "./accountant.ts";
import type { Accounts, DayRates, Estate } from "./accounts.ts";
import type { AccountsAnswer, AccountsReply, AccountsRequest, AccountsStore, AccountsThreadData } from "./accounts-messages.ts";

// Whoever starts this thread gives it AccountsThreadData (accounts-thread.ts); node types what a thread is given as any.
const given: AccountsThreadData = workerData;
const store = openStore(given.store);
/** Opened with the first request, and with the next one when it cannot be: a full disk gets room, a moved file comes back. */
let opened: Promise<Accounts> | undefined;
/** What was told, for a file that opens later. */
let estate: Estate | undefined;
let ratesOf: ReadonlyMap<string, DayRates> = new Map();
const lightNames: string[] = [];
/** Of an estate that is being told. */
let lights: FittedLight[] = [];
const abortOf = new Map<number, AbortController>();

/** Progress is told in steps of this share: some times a second at most for a question of some seconds. */
const progressStep = 0.05;

parentPort?.on("message", async (request: AccountsRequest) => {
  // Lights are learnt even when touching fails: the sender counts on it.
  if (request.do === "touch") for (const light of request.lights) lightNames.push(light);
  if (request.do === "abort") return abortOf.get(request.asked)?.abort(new LightingError("BUSY", "nobody waits for this answer any more"));
  const { id } = request;
  try {
    const answer = await answerTo(request);
    reply({ id, kind: "answer", answer }, buffersOf(answer));
  } catch (error) {
    reply({ id, kind: "failure", code: error instanceof LightingError ? error.code : "STORE_OFFLINE", message: messageOf(error) });
  } finally {
    abortOf.delete(id);
  }
});

async function answerTo(request: Exclude<AccountsRequest, { readonly do: "abort" }>): Promise<AccountsAnswer> {
  const nothing = { done: "nothing" } as const;
  if (request.do === "close") {
    // A file that could not be opened needs no closing.
    await opened?.then((open) => open.close()).catch(() => {});
    await store.close();
    return nothing;
  }
  if (request.do === "estate-lights") {
    lights.push(...request.lights);
    return nothing;
  }
  if (request.do === "estate") {
    estate = { ...request.estate, lights };
    lights = [];
  }
  if (request.do === "rates") ratesOf = request.ratesOf;
  const open = await accounts();
  switch (request.do) {
    case "estate":
      if (estate) await open.setEstate(estate);
      return nothing;
    case "rates":
      await open.setRates(request.ratesOf);
      return nothing;
    case "schedule":
      await open.setSchedule(request.day, request.schedule);
      return nothing;
    case "touch":
      await open.touch(Array.from(request.numbers, (number, at) => ({ light: lightNames[number] ?? "", atMs: request.atMs[at] ?? 0 })));
      return nothing;
    case "work":
      await open.work(request.nowMs);
      return nothing;
    case "check":
      return { done: "check", lightDays: await open.check(request.day, request.nowMs) };
    case "days":
      return { done: "days", sums: await open.days(request.request, signalOf(request.id)) };
    case "half-hours":
      return { done: "half-hours", sums: await open.halfHours(request.request, signalOf(request.id), progressOf(request.id)) };
    case "prune":
      return { done: "prune", lightDays: await open.prune(request.beforeDay) };
    case "state":
      return { done: "state", state: await open.state() };
  }
}

function accounts(): Promise<Accounts> {
  opened ??= openTold().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function openTold(): Promise<Accounts> {
  const open = openAccounts({ path: given.path, store, readingsDays: given.readingsDays });
  if (estate) await open.setEstate(estate);
  await open.setRates(ratesOf);
  return open;
}

function signalOf(id: number): AbortSignal {
  const abort = new AbortController();
  abortOf.set(id, abort);
  return abort.signal;
}

function progressOf(id: number): (share: number) => void {
  let told = 0;
  return (share) => {
    if (share < told + progressStep) return;
    told = share;
    reply({ id, kind: "progress", share });
  };
}

function buffersOf(answer: AccountsAnswer): ArrayBuffer[] {
  const columns = (of: Readonly<Record<string, Float64Array>>): Float64Array[] => Object.values(of);
  const all =
    answer.done === "days"
      ? [answer.sums.lights, answer.sums.lightDays, answer.sums.lightsSeen, ...columns(answer.sums.sums), ...columns(answer.sums.known)]
      : answer.done === "half-hours"
        ? [answer.sums.startsMs, answer.sums.lights, ...columns(answer.sums.sums)]
        : [];
  return all.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}

function openStore(options: AccountsStore): TelemetryStore {
  if (options.kind === "embedded") return openEmbeddedTelemetry(options.path);
  const { kind: _kind, ...place } = options;
  return openInfluxTelemetry(place);
}

function reply(message: AccountsReply, handedOver: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, handedOver);
}
