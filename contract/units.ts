/**
 * The quantities that travel between processes, each with its unit in its name and its range in its schema.
 * Unknown is never a number: a value that was not reported is absent.
 */
import { z } from "zod";

/** Ids of authorities, connections, nodes, lights and demand sources: one topic level, whitelisted (operations.md A4). */
export const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and hyphens, 1 to 63 characters, starting with a letter or digit");

/** An instant on the wire: UTC, ISO 8601, ending in Z. */
export const Instant = z.iso.datetime({ offset: false });

/** A local clock day, yyyy-mm-dd. */
export const Day = z.iso.date("a date, such as 2026-11-21");

/** ms since 1970 UTC → the wire's form of an instant. Throws RangeError when it is not a number. */
export const iso = (utcMs: number): string => new Date(utcMs).toISOString();

/** Dimming level: light output as a share of rated output, 0–100 %. 0 is off. */
export const LevelPct = z.number().min(0).max(100);

/** How long before its programme a node's photocell may bring light on, min. Longest 4 hours. */
export const earlierMinMax = 240;
export const EarlierMin = z.int().min(1).max(earlierMinMax);

/** How long a change of level takes, ms. Longest 10 minutes. */
export const FadeMs = z.int().min(0).max(600_000);

export const PowerW = z.number().min(0).max(5_000);
export const VoltageV = z.number().min(0).max(500);
export const CurrentA = z.number().min(0).max(25);
/** 0–1; the sign of reactive power is not carried. */
export const PowerFactor = z.number().min(0).max(1);
/** A counter that only rises while the node keeps it, kWh. */
export const EnergyKwh = z.number().min(0).max(10_000_000);
export const TemperatureC = z.number().min(-60).max(150);
/** A counter of hours with light, h. */
export const BurningHours = z.number().min(0).max(1_000_000);

/** Sequence numbers: of reports (per boot) and of commands (per node, for ever). */
export const Seq = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** WGS84 degrees. */
export const Latitude = z.number().min(-90).max(90);
export const Longitude = z.number().min(-180).max(180);
