/**
 * Loaded into the controller's process before it (`node --import`): notes when each light's report of the level waited for is taken, which is when
 * the controller knows that the light gives it. Asking its API as often would be a load of its own, and be answered late just when it matters.
 *
 * Told {watch: level %} over IPC it begins anew; asked "times" it answers the instants, ms since 1970, in no order.
 */
import { SystemClock } from "#contract/clock";
import { Fleet } from "#controller/fleet/fleet";

const clock = new SystemClock();
let watchedPct = Number.NaN;
let instants = new Map<number, number>();

const report = Fleet.prototype.report;
Fleet.prototype.report = function (row, message, ...rest) {
  if (message.levelPct === watchedPct && message.following === "target" && !instants.has(row)) instants.set(row, clock.now());
  return report.call(this, row, message, ...rest);
};

process.on("message", (message) => {
  if (message === "times") process.send?.({ answer: [...instants.values()] });
  else if (typeof message === "object" && message !== null && "watch" in message) {
    watchedPct = Number(message.watch);
    instants = new Map();
    process.send?.({ answer: "watching" });
  }
});
