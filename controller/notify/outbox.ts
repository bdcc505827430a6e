/** Delivers what waits in the registry. A restart loses nothing: what was not noted as sent is sent again, under the same id. */
import { createHash } from "node:crypto";
import { type Cancel, type Clock, every } from "#contract/clock";
import { messageOf } from "#contract/failures";
import type { News, Notice } from "#contract/notifications";
import { iso } from "#contract/units";
import type { NoticeLedger } from "../registry/notice-ledger.ts";
import { backOffMs, triesMax } from "./back-off.ts";
import type { Delivery } from "./delivery.ts";

/** How to reach the recipients; undefined for one that is no longer in the configuration. */
export interface Channels {
  mail(recipient: string, id: string, news: readonly News[]): Promise<Delivery> | undefined;
  hook(recipient: string, id: string, body: string): Promise<Delivery> | undefined;
}

export interface OutboxParts {
  readonly ledger: NoticeLedger;
  readonly channels: Channels;
  /** Real time. */
  readonly pace: Clock;
  readonly log: (line: string) => void;
}

const roundMs = 5_000;
/** Taken a round: more wait 5 s longer. */
const noticesARound = 1_000;
/** A person gets no second mail within this; what happens meanwhile is in the next. */
const betweenMailsMs = 60_000;
/** What is waiting when no server answers. Beyond, what is new goes to the dead letters, where a person finds it. */
export const waitingMax = 10_000;
/** What was sent or given up is kept this long, and swept once in a while. */
const keptMs = 30 * 24 * 3_600_000;
const sweepMs = 3_600_000;

export class Outbox {
  readonly #parts: OutboxParts;
  readonly #timers: readonly Cancel[];
  readonly #mailedAtMs = new Map<string, number>();
  #round: Promise<void> | undefined;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#timers = [
      every(parts.pace, roundMs, "notifications to be sent", () => void this.deliver()),
      every(parts.pace, sweepMs, "old notifications to be removed", () => void this.#sweep()),
    ];
  }

  async close(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    await this.#round;
  }

  /** Keeps them, durable before it answers. */
  async add(notices: readonly Notice[]): Promise<void> {
    const room = waitingMax - (await this.#parts.ledger.noticeCount("waiting"));
    const failure = `${waitingMax} notifications wait already`;
    await this.#parts.ledger.addNotices(notices.map((notice, index) => (index < room ? notice : { ...notice, state: "dead", failure })));
  }

  /** Delivers what is due. While a round is on its way, waits for that one. */
  deliver(): Promise<void> {
    this.#round ??= this.#deliverDue().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  async #deliverDue(): Promise<void> {
    const { ledger, pace, log } = this.#parts;
    try {
      const due = await ledger.dueNotices(pace.now(), noticesARound);
      const groups = Map.groupBy(due, ({ channel, recipient }) => `${channel} ${recipient}`);
      // One recipient that does not answer must not hold up the others.
      await Promise.all([...groups.values()].map((group) => (group[0]?.channel === "email" ? this.#mail(group) : this.#hooks(group))));
    } catch (error) {
      log(`notifications cannot be sent: ${messageOf(error)}`);
    }
  }

  /** Everything that is due for a person is one mail. */
  async #mail(group: readonly Notice[]): Promise<void> {
    const { channels, pace } = this.#parts;
    const recipient = group[0]?.recipient ?? "";
    const mailedAtMs = this.#mailedAtMs.get(recipient);
    if (mailedAtMs !== undefined && pace.elapsedMs() - mailedAtMs < betweenMailsMs) return;
    const id = createHash("sha256")
      .update(group.map((notice) => notice.id).join(" "))
      .digest("hex")
      .slice(0, 32);
    const delivery = await (channels.mail(
      recipient,
      id,
      group.map(({ news }) => news),
    ) ?? gone);
    if (delivery.ok) this.#mailedAtMs.set(recipient, pace.elapsedMs());
    await this.#note(group, delivery);
  }

  /** In their order, until one fails: those after it wait as long. */
  async #hooks(group: readonly Notice[]): Promise<void> {
    for (const [index, notice] of group.entries()) {
      const delivery = await (this.#parts.channels.hook(notice.recipient, notice.id, JSON.stringify(notice.news)) ?? gone);
      const isDown = !delivery.ok && !delivery.isFinal;
      await this.#note(isDown ? group.slice(index) : [notice], delivery);
      if (isDown) return;
    }
  }

  async #note(notices: readonly Notice[], delivery: Delivery): Promise<void> {
    const { ledger, pace, log } = this.#parts;
    const nowMs = pace.now();
    const after = notices.map((notice) => afterTry(notice, delivery, nowMs));
    await ledger.saveNotices(after);
    for (const { state, channel, recipient, news, failure } of after)
      if (state === "dead") log(`notification given up: ${channel} to ${recipient}, "${news.title}": ${failure ?? ""}`);
  }

  async #sweep(): Promise<void> {
    const { ledger, pace, log } = this.#parts;
    await ledger.pruneNotices(pace.now() - keptMs).catch((error: unknown) => log(`old notifications cannot be removed: ${messageOf(error)}`));
  }
}

/** What a try makes of a notice. */
function afterTry({ failure: _, ...notice }: Notice, delivery: Delivery, nowMs: number): Notice {
  const tries = notice.tries + 1;
  if (delivery.ok) return { ...notice, tries, state: "sent" };
  const { failure, isFinal } = delivery;
  if (isFinal || tries >= triesMax) return { ...notice, tries, failure, state: "dead" };
  return { ...notice, tries, failure, dueAt: iso(nowMs + backOffMs(tries, notice.id)) };
}

const gone: Promise<Delivery> = Promise.resolve({ ok: false, failure: "no longer in the configuration", isFinal: true });
