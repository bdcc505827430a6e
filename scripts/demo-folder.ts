import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { busSocketPath } from "#config/paths";
import { LightingError } from "#contract/failures";

/** In every folder that a demo made: only these are ever emptied. */
const marker = ".leerie-demo";

/**
 * An empty folder for a demo night, which starts afresh. Throws LightingError when the folder holds something that no demo made, when a
 * demo runs in it, or when it cannot be written.
 */
export async function openDemoFolder(folder: string): Promise<void> {
  if (await answers(busSocketPath(folder))) {
    throw new LightingError("CONFLICT", `Another demo runs in ${folder}. End it, or choose another folder: npm start -- --data FOLDER`);
  }
  try {
    const entries = existsSync(folder) ? readdirSync(folder) : [];
    if (entries.length > 0 && !entries.includes(marker)) {
      throw new LightingError("CONFLICT", `${folder} holds files that no demo made, and a demo empties its folder. Choose another: npm start -- --data FOLDER`);
    }
    for (const entry of entries) if (entry !== marker) rmSync(join(folder, entry), { recursive: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, marker), "A demo of Leerie lives here. The next one empties this folder.\n");
  } catch (cause) {
    if (cause instanceof LightingError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LightingError("BAD_INPUT", `The data folder ${folder} cannot be written (${why}). Choose another: npm start -- --data FOLDER`, { cause });
  }
}

/** Whether a broker listens on its socket there. A socket file left behind by a killed one does not answer. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
