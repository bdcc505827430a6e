/** What is wrong with the accounts' file, in words that say what to do. */
import { LightingError, messageOf } from "#contract/failures";

/** A file that cannot be read any more. */
export const damaged = (path: string, what: string): string =>
  `the energy accounts in ${path} are damaged: stop Leerie, move the file away and start again; days whose readings are still kept are accounted anew (${what})`;

/** What to do about SQLite's primary result codes (https://www.sqlite.org/rescode.html); the extended ones are in the upper bits. */
const advice: Readonly<Record<number, string>> = {
  5: "another process holds it: end that process",
  6: "another process holds it: end that process",
  8: "it is read-only: give the user that runs Leerie the right to write it and its folder",
  10: "the disk fails: look at the system's log, and move the data folder to a sound disk",
  13: "the disk is full: make room",
  14: "it cannot be opened: see that its folder exists and that the user that runs Leerie may write there",
};

/** What SQLite threw, as LightingError STORE_OFFLINE with what to do. */
export function offline(path: string, cause: unknown): LightingError {
  if (cause instanceof LightingError) return cause;
  const code = cause instanceof Error && "errcode" in cause && typeof cause.errcode === "number" ? cause.errcode & 0xff : undefined;
  if (code === 11 || code === 26) return new LightingError("STORE_OFFLINE", damaged(path, messageOf(cause)), { cause });
  const todo = code === undefined ? undefined : advice[code];
  return new LightingError("STORE_OFFLINE", `energy cannot be accounted in ${path}: ${todo === undefined ? "" : `${todo} `}(${messageOf(cause)})`, { cause });
}
