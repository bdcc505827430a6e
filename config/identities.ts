/** The identities file: one JSON line per connection. The broker knows digests only, never a secret. */

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { messageOf } from "#contract/failures";
import { Id } from "#contract/units";

export const Identity = z.strictObject({
  id: Id,
  authority: Id,
  kind: z.enum(["node", "gateway", "source", "service"]),
  /** SHA-256 of the secret, hex. */
  secretHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Nodes a gateway may carry. */
  nodes: z.array(Id).max(10_000),
});
export type Identity = z.infer<typeof Identity>;

/** Replaces the file in one step, so that a reader never sees half of it. */
export function writeIdentities(path: string, identities: readonly Identity[]): void {
  const half = `${path}.new`;
  writeFileSync(half, identities.map((identity) => `${JSON.stringify(identity)}\n`).join(""), { mode: 0o600 });
  renameSync(half, path);
}

/** Every good line, and what is wrong with the others. A missing file is an empty one: nobody is commissioned yet. */
export function readIdentities(path: string): { identities: Identity[]; problems: string[] } {
  const identities: Identity[] = [];
  const problems: string[] = [];
  let text = "";
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  text.split("\n").forEach((line, index) => {
    if (line === "") return;
    try {
      identities.push(Identity.parse(JSON.parse(line)));
    } catch (error) {
      problems.push(`line ${index + 1}: ${messageOf(error)}`);
    }
  });
  return { identities, problems };
}
