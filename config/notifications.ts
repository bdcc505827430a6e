/** Who is told of what, when and how: the section `notifications`. Secrets are in files it names, never in it. */
import { z } from "zod";
import { Priority } from "#contract/alarms";
import { Id } from "#contract/units";

const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a local time, hh:mm");
const Priorities = z.array(Priority).max(4);

export const EmailConfig = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535).default(587),
  /** none is for a server on this machine. */
  security: z.enum(["starttls", "tls", "none"]).default("starttls"),
  username: z.string().optional(),
  passwordFile: z.string().optional(),
  from: z.email(),
});
export type EmailConfig = z.infer<typeof EmailConfig>;

export const WebhookConfig = z.strictObject({
  id: Id,
  url: z.string().max(2_000),
  secretFile: z.string().min(1),
  priorities: Priorities.default([1, 2]),
  /** Loopback and private addresses are refused unless this says otherwise: whoever may write an address must not reach inside. */
  privateAddresses: z.boolean().default(false),
});
export type WebhookConfig = z.infer<typeof WebhookConfig>;

export const PersonConfig = z.strictObject({
  id: Id,
  name: z.string().min(1).max(80),
  email: z.email(),
  /** Priorities told at once. */
  now: Priorities.default([1, 2]),
  /** Priorities told together, once a day. */
  digest: Priorities.default([3]),
  digestAt: LocalTime.default("07:30"),
  quietHours: z.strictObject({ from: LocalTime, to: LocalTime, except: Priorities.default([1]) }).optional(),
  onDutyOnly: z.boolean().default(false),
});
export type PersonConfig = z.infer<typeof PersonConfig>;

export const RotaConfig = z.strictObject({
  id: Id,
  /** First day of the first person's turn, and how many days each turn has. */
  start: z.iso.date(),
  days: z.int().min(1).max(365).default(7),
  handOverAt: LocalTime.default("09:00"),
  people: z.array(Id).min(1).max(100),
});
export type RotaConfig = z.infer<typeof RotaConfig>;

export const NotificationsConfig = z.strictObject({
  email: EmailConfig.optional(),
  webhooks: z.array(WebhookConfig).max(20).default([]),
  people: z.array(PersonConfig).max(200).default([]),
  rotas: z.array(RotaConfig).max(20).default([]),
});
export type NotificationsConfig = z.infer<typeof NotificationsConfig>;
