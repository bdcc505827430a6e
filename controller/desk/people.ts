/** What people have to do and are told of: work orders and notifications of a controller, wired to its alarms, lights and overrides. */
import { readFileSync } from "node:fs";
import { photosPath } from "#config/paths";
import type { OverrideRequest } from "#contract/api";
import { messageOf } from "#contract/failures";
import { iso } from "#contract/units";
import { workLimits } from "#contract/work";
import type { AlarmChange } from "../alarms/alarms.ts";
import type { AlarmsDesk } from "../api/alarms-desk.ts";
import type { WorkDesk } from "../api/work-desk.ts";
import type { Controller } from "../controller.ts";
import { isNews, newsOfAlarm } from "../notify/alarm-news.ts";
import { openMailer } from "../notify/mail.ts";
import { Notifier } from "../notify/notifier.ts";
import { secretBytes } from "../notify/webhook.ts";
import type { FaultNow } from "../work/clearing.ts";
import { Photos } from "../work/photos.ts";
import { WorkBook } from "../work/work-book.ts";

type MakeOverride = (request: OverrideRequest, by: string) => Promise<unknown>;

export class ControllerPeople {
  readonly work: WorkDesk;
  readonly notifications: Notifier;
  readonly #controller: Controller;
  readonly #alarms: AlarmsDesk;
  readonly #book: WorkBook;
  #photos: Promise<Photos> | undefined;

  /** Throws when a file with a secret cannot be read. */
  constructor(controller: Controller, alarms: AlarmsDesk, override: MakeOverride) {
    this.#controller = controller;
    this.#alarms = alarms;
    this.notifications = notifierOf(controller);
    const { config, clock, registry, log } = controller.parts;
    this.#book = new WorkBook({
      ledger: registry,
      clock,
      zone: config.timeZone,
      times: config.work,
      faultsOf: (light) => this.#faultsOf(light),
      incident: (id) => this.#incident(id),
      test: async (lights, minutes, reason, by) => {
        await override({ scope: { lights: [...lights] }, levelPct: 100, endsAt: iso(clock.now() + minutes * 60_000), reason }, by);
      },
      tell: (news) => this.notifications.tell(news),
      log,
    });
    this.work = this.#workDesk();
    controller.alarmKeeping.onAlarm((change) => void this.#tell(change));
  }

  /** Ends what is under way; what waits is in the registry. */
  async close(): Promise<void> {
    await this.#book.close();
    await this.notifications.close();
  }

  #workDesk(): WorkDesk {
    const book = this.#book;
    return {
      list: (query) => book.list(query),
      all: () => book.all(),
      order: (id) => book.order(id),
      make: (request, by) => book.make(request, by),
      act: (id, action, by) => book.act(id, action, by),
      take: (rows, by) => book.take(rows, by),
      photograph: async (id, content, by) => {
        await book.order(id);
        return book.addPhoto(id, await (await this.#opened()).keep(content), by);
      },
      photo: async (id) => (await this.#opened()).content(id),
    };
  }

  #faultsOf(light: string): readonly FaultNow[] | undefined {
    const { geometry, detection } = this.#controller.situation;
    const row = geometry.rowOfLight.get(light);
    return row === undefined ? undefined : detection.faultsOf(row, this.#controller.parts.clock.now());
  }

  async #incident(id: string) {
    const detail = await this.#alarms.incident(id);
    return detail && { ...detail.incident, lights: detail.incident.lights.slice(0, workLimits.lights) };
  }

  async #tell(change: AlarmChange): Promise<void> {
    if (!isNews(change)) return;
    try {
      const incident = await this.#incident(change.alarm.id);
      const news = incident && newsOfAlarm(incident, change);
      if (news) await this.notifications.tell(news);
    } catch (error) {
      this.#controller.parts.log(`nobody can be told of ${change.alarm.id}: ${messageOf(error)}`);
    }
  }

  /** Opened with the first photo: a folder that cannot be used is tried again with the next. */
  #opened(): Promise<Photos> {
    const { dataFolder, work } = this.#controller.parts.config;
    this.#photos ??= Photos.open(photosPath(dataFolder), work.photosMb * 1_000_000).catch((error: unknown) => {
      this.#photos = undefined;
      throw error;
    });
    return this.#photos;
  }
}

function notifierOf({ parts: { config, registry, pace, log } }: Controller): Notifier {
  const { notifications, timeZone } = config;
  const { email, webhooks } = notifications;
  const password = email?.passwordFile === undefined ? undefined : readFileSync(email.passwordFile, "utf8").trim();
  const hooks = webhooks.map(({ id, url, secretFile, privateAddresses }) => {
    return [id, { url, secret: secretBytes(readFileSync(secretFile, "utf8")), privateAddresses }] as const;
  });
  return new Notifier({
    config: notifications,
    zone: timeZone,
    ledger: registry,
    mailer: email && openMailer(email, password),
    hooks: new Map(hooks),
    pace,
    log,
  });
}
