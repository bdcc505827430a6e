/**
 * Who may sign in: the identities file, held in memory and read again when it changes. Secrets are random 128-bit tokens, so a plain
 * digest is enough, and ten thousand nodes that come back at once cost milliseconds, not minutes (operations.md A10).
 */

import { createHash, timingSafeEqual } from "node:crypto";
import { statSync } from "node:fs";
import { type Identity, readIdentities } from "#config/identities";
import { type Cancel, type Clock, every } from "#contract/clock";
import { messageOf } from "#contract/failures";
import { everyone, signInName } from "#contract/topics";
import type { Caller } from "./access.ts";

/** How often the file is looked at, ms: a change is in force within a second. Looking costs about 10 µs, and works on every file system. */
const lookEveryMs = 500;
/** Problems of the file told in one line each; the rest as a number. */
const problemsToldMax = 5;

export interface Known extends Caller {
  /** Client id and user name. */
  readonly name: string;
  readonly digest: Buffer;
  /** Changes with anything of the identity. */
  readonly fingerprint: string;
}

export const callerOf = (identity: Identity): Caller => ({
  id: identity.id,
  authority: identity.authority,
  kind: identity.kind,
  carried: new Set(identity.nodes),
});

/** Compared against when nobody has that name, so that a stranger's refusal takes as long as a wrong secret's. */
const nobodysDigest = Buffer.alloc(32);

export class Identities {
  readonly #path: string;
  readonly #log: (line: string) => void;
  readonly #stop: Cancel;
  // A Map, not an object: names like "constructor" come from the network.
  #known: ReadonlyMap<string, Known> = new Map();
  #version = "unread";
  #onChange: () => void = () => {};

  constructor(path: string, clock: Clock, log: (line: string) => void) {
    this.#path = path;
    this.#log = log;
    this.#look();
    this.#stop = every(clock, lookEveryMs, "look at the identities file", () => this.#look());
  }

  /** Calls back after the file has been read again. */
  onChange(act: () => void): void {
    this.#onChange = act;
  }

  get(name: string): Known | undefined {
    return this.#known.get(name);
  }

  /** The identity if the secret is its own. */
  signIn(name: string, secret: Uint8Array): Known | undefined {
    const known = this.#known.get(name);
    const matches = timingSafeEqual(createHash("sha256").update(secret).digest(), known?.digest ?? nobodysDigest);
    return matches ? known : undefined;
  }

  close(): void {
    this.#stop();
  }

  #look(): void {
    const version = versionOf(this.#path);
    if (version === this.#version) return;
    this.#version = version;
    try {
      const { identities, problems } = readIdentities(this.#path);
      const known = identities.filter((identity) => identity.id !== everyone).map(knownOf);
      this.#known = new Map(known.map((one) => [one.name, one]));
      this.#tell(problems);
    } catch (error) {
      // Who was known stays known: a file that can't be read just now must not put a town's nodes out.
      this.#log(`cannot read ${this.#path}, going on with the identities known before: ${messageOf(error)}`);
    }
    this.#onChange();
  }

  #tell(problems: readonly string[]): void {
    for (const problem of problems.slice(0, problemsToldMax)) this.#log(`${this.#path}: ${problem.replaceAll(/\s+/g, " ")}`);
    if (problems.length > problemsToldMax) this.#log(`${this.#path}: ${problems.length - problemsToldMax} more lines are not identities`);
  }
}

function knownOf(identity: Identity): Known {
  return {
    ...callerOf(identity),
    name: signInName(identity.authority, identity.id),
    digest: Buffer.from(identity.secretHash, "hex"),
    fingerprint: `${identity.kind} ${identity.secretHash} ${identity.nodes.join(" ")}`,
  };
}

function versionOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : "missing";
}
