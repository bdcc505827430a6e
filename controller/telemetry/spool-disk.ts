/** What the spool asks of a file system, and the real one. */
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface SpoolDisk {
  /** Makes the folder when it is missing; answers its files. */
  list(folder: string): Promise<{ readonly name: string; readonly bytes: number }[]>;
  /** Resolves when the bytes are on the disk. */
  write(path: string, bytes: Buffer): Promise<void>;
  /** Resolves when the new name is on the disk. */
  rename(from: string, to: string): Promise<void>;
  read(path: string): Promise<Buffer>;
  /** A file that is not there is no failure. */
  remove(path: string): Promise<void>;
}

export const realDisk: SpoolDisk = {
  async list(folder) {
    await mkdir(folder, { recursive: true });
    const files: { name: string; bytes: number }[] = [];
    for (const name of await readdir(folder)) {
      const bytes = await stat(join(folder, name)).then(({ size }) => size, goneIsNone);
      if (bytes !== undefined) files.push({ name, bytes });
    }
    return files;
  },

  async write(path, bytes) {
    const file = await open(path, "w");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  },

  async rename(from, to) {
    await rename(from, to);
    // The name is part of the folder, which has a sync of its own.
    const folder = await open(dirname(to), "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },

  read: (path) => readFile(path),

  remove: (path) => rm(path, { force: true }),
};

/** A file may go between being listed and being looked at. */
function goneIsNone(error: unknown): undefined {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}
