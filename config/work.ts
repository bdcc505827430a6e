/** The authority's times and room for work orders: the section `work`. */
import { z } from "zod";

export const WorkConfig = z.strictObject({
  emergencyHours: z.number().min(0.25).max(168).default(4),
  priorityHours: z.number().min(0.25).max(720).default(24),
  routineWorkingDays: z.int().min(1).max(365).default(5),
  networkOperatorDays: z.int().min(1).max(365).default(28),
  /** Days that are not worked, beside Saturdays and Sundays. */
  holidays: z.array(z.iso.date()).max(1_000).default([]),
  /** Megabytes of the data folder for photos. */
  photosMb: z.int().min(0).max(1_000_000).default(5_000),
});
export type WorkConfig = z.infer<typeof WorkConfig>;
