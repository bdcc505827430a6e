/** A node reports every 15 minutes, jittered; with two reports missed a value is old, ms. */
const oldMs = 35 * 60_000;

/** Whether a value heard of this long ago must be shown as old. */
export const isOld = (ageMs: number): boolean => ageMs > oldMs;
