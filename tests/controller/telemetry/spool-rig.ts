/** What tests of the spool share: a folder of their own, readings by number, and disks that fail as told. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock } from "#contract/clock";
import type { Reading } from "#controller/telemetry/port";
import { realDisk, type SpoolDisk } from "#controller/telemetry/spool-disk";
import { reading } from "#tests/suites/telemetry-store";

const clock = new SystemClock();

/** Calls `use` with a new folder, and removes it. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "leerie-spool-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Readings of four lights, told apart by their sequence numbers. */
export const readings = (from: number, to: number): Reading[] =>
  range(from, to).map((seq) => reading({ light: `ep-${seq % 4}`, seq, atMs: 1_790_000_000_000 + seq }));

export const seqs = (of: readonly Reading[]): number[] => of.map(({ seq }) => seq);

/** The real disk, in front of which `before` is asked each time: it may throw, or never come back. */
export function disturbedDisk(before: (what: keyof SpoolDisk) => Promise<void>): SpoolDisk {
  return {
    list: async (folder) => before("list").then(() => realDisk.list(folder)),
    write: async (path, bytes) => before("write").then(() => realDisk.write(path, bytes)),
    rename: async (from, to) => before("rename").then(() => realDisk.rename(from, to)),
    read: async (path) => before("read").then(() => realDisk.read(path)),
    remove: async (path) => before("remove").then(() => realDisk.remove(path)),
  };
}

/** What the system says of a disk without room. */
export const noSpace = (): Error => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

/** Waits for something of real files or processes. */
export async function until(what: string, isSo: () => boolean, withinMs = 10_000): Promise<void> {
  const endsAtMs = clock.elapsedMs() + withinMs;
  while (!isSo()) {
    if (clock.elapsedMs() > endsAtMs) throw new Error(`not within ${withinMs / 1_000} s: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
