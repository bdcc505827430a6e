/**
 * What the parts of a demo tell each other over the channel of the process that started them (scripts/start.ts): it owns the clock
 * setting and hands it to all; the controller asks it for a change on behalf of a person; a simulated fault is passed on to the nodes.
 * An installation has no such channel.
 */
import { z } from "zod";
import { FaultCommand } from "./api.ts";
import { ClockSetting } from "./clock.ts";

/** Environment variable with the ClockSetting (JSON) a part starts with; absent means the real clock. */
export const clockVariable = "LEERIE_CLOCK";

export const DemoMessage = z.discriminatedUnion("type", [
  /** Supervisor to every part: the setting in force from now on. */
  z.strictObject({ type: z.literal("clock"), setting: ClockSetting }),
  /** Controller to supervisor: a person asked for this setting. */
  z.strictObject({ type: z.literal("set-clock"), setting: ClockSetting }),
  /** Controller to supervisor to simulator: a person switched a simulated fault on or off. */
  z.strictObject({ type: z.literal("fault"), command: FaultCommand }),
]);
export type DemoMessage = z.infer<typeof DemoMessage>;
