/** Where the parts of one installation find each other in its data folder. */
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Unix socket on which the embedded broker hands messages to the controller. Socket paths hold about 100 bytes, so a deep folder gets one in the temporary folder. */
export function busSocketPath(dataFolder: string): string {
  const path = resolve(dataFolder, "bus.sock");
  return path.length <= 100 ? path : join(tmpdir(), `leerie-${createHash("sha256").update(path).digest("hex").slice(0, 16)}.sock`);
}

/** Who may connect to the embedded broker: written by the controller, read and watched by the broker (identities.ts). */
export const identitiesPath = (dataFolder: string): string => resolve(dataFolder, "identities.jsonl");
export const registryPath = (dataFolder: string): string => resolve(dataFolder, "registry.sqlite");
export const telemetryPath = (dataFolder: string): string => resolve(dataFolder, "telemetry.sqlite");
/** The energy accounts (controller/energy/accounts.ts), whichever store holds the readings. */
export const energyPath = (dataFolder: string): string => resolve(dataFolder, "energy.sqlite");
/** Readings on disk that wait for the telemetry store (controller/telemetry/spool.ts). */
export const spoolPath = (dataFolder: string): string => resolve(dataFolder, "spool");
/** Photos of work orders (controller/work/photos.ts). */
export const photosPath = (dataFolder: string): string => resolve(dataFolder, "photos");
