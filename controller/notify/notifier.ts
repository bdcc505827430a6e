/** Tells people and programs what happened to alarms and orders: each change once, to those it concerns. */
import { createHash } from "node:crypto";
import type { NotificationsConfig } from "#config/notifications";
import type { Clock } from "#contract/clock";
import { LightingError } from "#contract/failures";
import type { HandOverRequest, News, Notice, NoticeQuery, NotificationState } from "#contract/notifications";
import { iso } from "#contract/units";
import type { HandOverRecord, NoticeLedger } from "../registry/notice-ledger.ts";
import type { Mailer } from "./mail.ts";
import { Outbox } from "./outbox.ts";
import { type Duty, dutyAt } from "./rota.ts";
import { routesOf } from "./routing.ts";
import { type Hook, post } from "./webhook.ts";

export interface NotifierParts {
  readonly config: NotificationsConfig;
  readonly zone: string;
  readonly ledger: NoticeLedger;
  readonly mailer: Mailer | undefined;
  /** By the webhook's id. */
  readonly hooks: ReadonlyMap<string, Hook>;
  /** Real time: people live by it. */
  readonly pace: Clock;
  readonly log: (line: string) => void;
}

export class Notifier {
  readonly outbox: Outbox;
  readonly #parts: NotifierParts;
  /** Read from the registry when first asked for. */
  #standIns: Promise<Map<string, HandOverRecord>> | undefined;

  constructor(parts: NotifierParts) {
    const { config, mailer, hooks, ledger, pace, log } = parts;
    this.#parts = parts;
    const channels = {
      mail: (recipient: string, id: string, news: readonly News[]) => {
        const person = config.people.find((each) => each.id === recipient);
        return person && mailer?.send(person, id, news);
      },
      hook: (recipient: string, id: string, body: string) => {
        const hook = hooks.get(recipient);
        return hook && post(hook, id, body, pace);
      },
    };
    this.outbox = new Outbox({ ledger, channels, pace, log });
  }

  async close(): Promise<void> {
    await this.outbox.close();
    this.#parts.mailer?.close();
  }

  /** Queues a change for everybody it concerns, durable before it answers; the same one again changes nothing. */
  async tell(news: News): Promise<void> {
    const { config, zone, pace } = this.#parts;
    const nowMs = pace.now();
    const duties = await this.#duties(nowMs);
    const notices = routesOf(news, config, duties, nowMs, zone).map(({ channel, recipient, dueAtMs }): Notice => {
      const id = idOf(news.id, channel, recipient);
      return { id, channel, recipient, news, state: "waiting", madeAt: iso(nowMs), dueAt: iso(dueAtMs), tries: 0 };
    });
    if (notices.length > 0) await this.outbox.add(notices);
  }

  /** How long the queue is, and who is on duty. */
  async state(): Promise<NotificationState> {
    const { config, ledger, pace } = this.#parts;
    const [waiting, dead] = await Promise.all([ledger.noticeCount("waiting"), ledger.noticeCount("dead")]);
    const duties = await this.#duties(pace.now());
    const duty = duties.map(({ now, next, untilMs, handedOverBy }, index) => {
      const rota = config.rotas[index]?.id ?? "";
      return { rota, now, next, until: iso(untilMs), ...(handedOverBy === undefined ? {} : { handedOverBy }) };
    });
    return { waiting, dead, duty };
  }

  notices({ state, limit }: NoticeQuery): Promise<Notice[]> {
    return this.#parts.ledger.notices(state, limit);
  }

  /** Sends a dead letter again, from its first try on. Rejects with NOT_FOUND, or CONFLICT when it is not dead. */
  async retry(id: string): Promise<Notice> {
    const { ledger, pace } = this.#parts;
    const found = await ledger.notice(id);
    if (!found) throw new LightingError("NOT_FOUND", `notification: found "${id}", expected one that is listed`);
    if (found.state !== "dead") throw new LightingError("CONFLICT", `This notification is ${found.state}, not dead.`);
    const again: Notice = { ...found, state: "waiting", dueAt: iso(pace.now()), tries: 0 };
    await ledger.saveNotices([again]);
    return again;
  }

  /** Somebody stands in from now on. Rejects with NOT_FOUND for a rota or person that is not in the configuration. */
  async handOver(rotaId: string, { to, until }: HandOverRequest, by: string): Promise<NotificationState> {
    const { config, ledger, pace } = this.#parts;
    if (!config.rotas.some(({ id }) => id === rotaId)) throw new LightingError("NOT_FOUND", `rota: found "${rotaId}", expected one of the configuration`);
    if (!config.people.some(({ id }) => id === to)) throw new LightingError("NOT_FOUND", `to: found "${to}", expected the id of a person`);
    const [fromMs, untilMs] = [pace.now(), Date.parse(until)];
    if (untilMs <= fromMs) throw new LightingError("BAD_INPUT", `until: found ${until}, expected an instant to come`);
    const record = { rota: rotaId, to, fromMs, untilMs, by };
    await ledger.saveHandOver(record);
    (await this.#known()).set(rotaId, record);
    return this.state();
  }

  /** By rota, in the order of the configuration. */
  async #duties(nowMs: number): Promise<Duty[]> {
    const standIns = await this.#known();
    return this.#parts.config.rotas.map((rota) => dutyAt(rota, standIns.get(rota.id), nowMs, this.#parts.zone));
  }

  /** A registry that was away is asked again the next time. */
  #known(): Promise<Map<string, HandOverRecord>> {
    this.#standIns ??= this.#parts.ledger.handOvers().then(
      (records) => new Map(records.map((record) => [record.rota, record])),
      (error: unknown) => {
        this.#standIns = undefined;
        throw error;
      },
    );
    return this.#standIns;
  }
}

/** The same change for the same recipient has the same name, also after a restart. */
const idOf = (news: string, channel: string, recipient: string): string =>
  `n-${createHash("sha256").update(`${news} ${channel} ${recipient}`).digest("hex").slice(0, 32)}`;
