/** Photos of work, as files of the data folder, each named by the SHA-256 of its bytes: nothing a sender writes becomes a path. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LightingError, messageOf } from "#contract/failures";
import type { WorkPhoto } from "#contract/work";
import { photoType } from "./photo-type.ts";

export type KeptPhoto = Pick<WorkPhoto, "id" | "type" | "bytes">;

/** A telephone's photo is 2 to 6 MB. */
export const photoBytesMax = 8_000_000;

export class Photos {
  readonly #folder: string;
  readonly #bytesMax: number;
  #bytes: number;

  private constructor(folder: string, bytesMax: number, bytes: number) {
    this.#folder = folder;
    this.#bytesMax = bytesMax;
    this.#bytes = bytes;
  }

  /** Makes the folder and counts what is in it. Rejects with STORE_OFFLINE when it cannot be used. */
  static async open(folder: string, bytesMax: number): Promise<Photos> {
    try {
      await mkdir(folder, { recursive: true });
      const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
      return new Photos(
        folder,
        bytesMax,
        sizes.reduce((sum, size) => sum + size, 0),
      );
    } catch (error) {
      throw new LightingError("STORE_OFFLINE", `The folder for photos ${folder} cannot be used: ${messageOf(error)}.`, { cause: error });
    }
  }

  /** Keeps a photo, on disk before it answers. Rejects with BAD_INPUT when it is no photo, with STORE_OFFLINE when there is no room. */
  async keep(content: Uint8Array): Promise<KeptPhoto> {
    const type = photoType(content);
    if (type === undefined) throw new LightingError("BAD_INPUT", "photo: found bytes of another kind, expected a JPEG, PNG or WebP picture");
    if (content.length > photoBytesMax) throw new LightingError("BAD_INPUT", `photo: found ${content.length} bytes, expected at most ${photoBytesMax}`);
    const id = createHash("sha256").update(content).digest("hex");
    const path = join(this.#folder, id);
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (!isThere) await this.#write(path, content);
    return { id, type, bytes: content.length };
  }

  /** A photo by its id (64 hex digits, checked by the caller's schema); undefined when there is none, or when its bytes are no longer those. */
  async content(id: string): Promise<{ readonly type: WorkPhoto["type"]; readonly content: Uint8Array } | undefined> {
    const content = await readFile(join(this.#folder, id)).catch(() => undefined);
    if (content === undefined || createHash("sha256").update(content).digest("hex") !== id) return undefined;
    const type = photoType(content);
    return type && { type, content };
  }

  async #write(path: string, content: Uint8Array): Promise<void> {
    if (this.#bytes + content.length > this.#bytesMax) {
      throw new LightingError("STORE_OFFLINE", `There is no room for more photos: ${this.#bytesMax} bytes are full. Raise work.photosMb.`);
    }
    this.#bytes += content.length;
    const part = `${path}.${randomUUID().slice(0, 8)}.part`;
    try {
      await writeFile(part, content, { mode: 0o600, flush: true });
      await rename(part, path);
    } catch (error) {
      this.#bytes -= content.length;
      throw new LightingError("STORE_OFFLINE", `The photo cannot be kept: ${messageOf(error)}.`, { cause: error });
    }
  }
}
