/** What goes between the proof and its controller, which runs in a process of its own (proof-process.ts) so that it can be killed. */
import { z } from "zod";

/** A message by topic and JSON text. */
const Message = z.tuple([z.string(), z.string()]);
export type Message = z.infer<typeof Message>;

export const ProofStore = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("embedded") }),
  z.strictObject({ kind: z.literal("influxdb"), url: z.string(), database: z.string() }),
]);
export type ProofStore = z.infer<typeof ProofStore>;

/** What the process begins with, as its argument. The folder holds inventory.csv, and keeps everything else between two starts. */
export const ProofStart = z.strictObject({ folder: z.string(), atMs: z.number(), store: ProofStore });
export type ProofStart = z.infer<typeof ProofStart>;

export const ProofRequest = z.discriminatedUnion("do", [
  /** Time passes until `toMs`, then what came up is handed over. With `endThreads` the store's thread and the accounts' end while they are at work. */
  z.strictObject({ do: z.literal("step"), toMs: z.number(), up: z.array(Message), isReachable: z.boolean(), endThreads: z.boolean() }),
  /** Resolves when everything that arrived is stored and accounted. */
  z.strictObject({ do: z.literal("settle") }),
  /** Half hours of local days, of each light. */
  z.strictObject({ do: z.literal("half-hours"), from: z.string(), to: z.string() }),
  z.strictObject({ do: z.literal("stop") }),
]);
export type ProofRequest = z.infer<typeof ProofRequest>;

const column = z.custom<Float64Array>((value) => value instanceof Float64Array, "expected a column of numbers");
export const ProofReply = z.discriminatedUnion("done", [
  z.strictObject({ done: z.literal("started") }),
  z.strictObject({ done: z.literal("step"), down: z.array(Message) }),
  z.strictObject({
    done: z.literal("settle"),
    gaps: z.strictObject({ open: z.number(), healed: z.number(), givenUp: z.number() }),
    dropped: z.number(),
    daysWaiting: z.number(),
    accountedToMs: z.number().optional(),
  }),
  /** Element `half hour × lights.length + light`. */
  z.strictObject({ done: z.literal("half-hours"), lights: z.array(z.string()), startsMs: column, meteredMwh: column, calculatedMwh: column }),
  z.strictObject({ done: z.literal("stop") }),
  z.strictObject({ done: z.literal("failed"), message: z.string() }),
]);
export type ProofReply = z.infer<typeof ProofReply>;
