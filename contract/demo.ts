/**
 * What the processes of the demo say to each other over their IPC channels. One process (scripts/) owns the demo clock and hands its
 * setting to all; the controller asks it to change the clock and hands it the faults people switch on; it hands those to the simulator.
 */
import { z } from "zod";
import { FaultCommand } from "./api.ts";
import { ClockSetting } from "./clock.ts";

export const DemoMessage = z.discriminatedUnion("type", [
  /** Parent to every child, first one before anything else: the setting now in force. */
  z.strictObject({ type: z.literal("clock"), setting: ClockSetting }),
  /** Controller to parent: someone paused, jumped or changed the speed. The parent answers everyone with "clock". */
  z.strictObject({ type: z.literal("set-clock"), setting: ClockSetting }),
  /** Controller to parent, parent to simulator: play a fault, or end it. */
  z.strictObject({ type: z.literal("fault"), command: FaultCommand }),
  /** A child to the parent: it is at work. `detail` is for people, such as the address it listens on. */
  z.strictObject({ type: z.literal("ready"), part: z.enum(["broker", "controller", "simulator"]), detail: z.string() }),
]);
export type DemoMessage = z.infer<typeof DemoMessage>;

/** Environment variable that may hold the first ClockSetting as JSON, for a child that needs a clock before its first message. */
export const clockVariable = "LEERIE_CLOCK";
