/**
 * Loaded into every part before its own code: a part never outlives the process that started it, even when that is killed, as its
 * clock, its ports and its data folder would stay taken.
 */

/** A part that has not ended by then is stuck. */
const goodbyeMsMax = 5_000;

process.once("disconnect", () => {
  setTimeout(() => process.exit(1), goodbyeMsMax).unref();
  process.kill(process.pid, "SIGTERM");
});
// Listening here must not keep a part alive that has nothing left to do.
process.channel?.unref();
