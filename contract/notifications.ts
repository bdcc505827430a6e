/** Who is told what, and what became of it: the queue of notifications, its dead letters, and who is on duty. */
import { z } from "zod";
import { Priority } from "./alarms.ts";
import { Id, Instant } from "./units.ts";

/** What happened to an alarm or a work order that people may want to know. */
export const newsKinds = ["raised", "raised-again", "more-urgent", "escalated", "cleared", "work-made", "work-reopened", "test"] as const;
export const NewsKind = z.enum(newsKinds);
export type NewsKind = z.infer<typeof NewsKind>;

/** One change of one alarm or order. The body of a webhook. */
export const News = z.strictObject({
  /** Names the change for ever: the same one heard twice is told once. */
  id: z.string().min(1).max(200),
  kind: NewsKind,
  priority: Priority,
  /** The alarm, or the work order. */
  subject: Id,
  title: z.string().max(300),
  /** In sentences: evidence, what to do. */
  text: z.string().max(4_000),
  lights: z.int().min(0),
  at: Instant,
});
export type News = z.infer<typeof News>;

export const noticeStates = ["waiting", "sent", "dead"] as const;
export const NoticeState = z.enum(noticeStates);
export type NoticeState = z.infer<typeof NoticeState>;

/** News for one recipient, kept until it is delivered. */
export const Notice = z.strictObject({
  id: z.string(),
  channel: z.enum(["email", "webhook"]),
  /** Id of the person, or of the webhook. */
  recipient: Id,
  news: News,
  state: NoticeState,
  madeAt: Instant,
  /** Not before: a digest's or quiet hours' end, or the next try. */
  dueAt: Instant,
  tries: z.int().min(0),
  /** Why the last try failed. */
  failure: z.string().optional(),
});
export type Notice = z.infer<typeof Notice>;

export const NotificationState = z.strictObject({
  waiting: z.int(),
  dead: z.int(),
  /** Who of each rota is on duty now, and who is next. */
  duty: z.array(z.strictObject({ rota: Id, now: Id, next: Id, until: Instant, handedOverBy: z.string().optional() })),
});
export type NotificationState = z.infer<typeof NotificationState>;

export const NoticeQuery = z.strictObject({
  state: NoticeState.default("dead"),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
export type NoticeQuery = z.infer<typeof NoticeQuery>;

/** POST /rotas/{rota}/hand-over: somebody else stands in until then. */
export const HandOverRequest = z.strictObject({ to: Id, until: Instant });
export type HandOverRequest = z.infer<typeof HandOverRequest>;
