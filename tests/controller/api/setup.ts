/** What the tests of the API share: an app over a fake desk, closed after the test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { ManualClock } from "#contract/clock";
import { type AppOptions, createApp } from "#controller/api/app";
import { FakeDesk, fakeNow } from "./fake-desk.ts";

export const localHost = { host: "127.0.0.1:8080" } as const;

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "leerie-api-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Options of a server on loopback with a fake desk and no built page; `logged` collects what it says. */
export function options(changes: Partial<AppOptions> = {}): AppOptions & { readonly desk: FakeDesk; readonly clock: ManualClock; readonly logged: string[] } {
  const logged: string[] = [];
  const desk = new FakeDesk();
  const clock = new ManualClock(fakeNow);
  const log: AppOptions["log"] = (level, line) => logged.push(`${level} ${line}`);
  return {
    host: "127.0.0.1",
    webFolder: join(temporaryFolder(), "none"),
    log,
    ...changes,
    desk: changes.desk instanceof FakeDesk ? changes.desk : desk,
    clock,
    logged,
  };
}

/** The app over those options, ready for inject; closed after the test. */
export async function testApp(changes: Partial<AppOptions> = {}) {
  const given = options(changes);
  const app = await createApp(given);
  onTestFinished(() => app.close());
  return { ...given, app };
}
