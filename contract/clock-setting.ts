/** Apart from clock.ts so that the page, which takes its clock from there, does not carry a schema library. */
import { z } from "zod";

/** How a demo clock maps system time to its own: at system instant `systemMs` it showed `shownMs`, and runs `speed` times as fast. */
export const ClockSetting = z.strictObject({
  systemMs: z.number(),
  shownMs: z.number(),
  /** 0 is paused, 1 is real speed. */
  speed: z.number().min(0).max(3600),
});
export type ClockSetting = z.infer<typeof ClockSetting>;
