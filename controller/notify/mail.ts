/** E-mail to one person: plain text, one mail for everything that is due. */
import { createTransport } from "nodemailer";
import type { EmailConfig, PersonConfig } from "#config/notifications";
import { messageOf } from "#contract/failures";
import type { News } from "#contract/notifications";
import { type Delivery, deliveryMsMax } from "./delivery.ts";

export interface Mailer {
  /** `id` names the mail for ever: one that is sent again after a crash is known by it. */
  send(to: Pick<PersonConfig, "name" | "email">, id: string, news: readonly News[]): Promise<Delivery>;
  close(): void;
}

/** Mails by way of this server. */
export function openMailer({ host, port, security, username, from }: EmailConfig, password: string | undefined): Mailer {
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    ...(username === undefined ? {} : { auth: { user: username, pass: password ?? "" } }),
    connectionTimeout: deliveryMsMax,
    greetingTimeout: deliveryMsMax,
    socketTimeout: deliveryMsMax,
    // Nothing in a mail may make this server read a file or fetch a page.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (to, id, news) => {
      const mail = {
        from,
        to: { name: to.name, address: to.email },
        messageId: `<${id}@leerie>`,
        ...mailOf(news),
        headers: { "Auto-Submitted": "auto-generated" },
      };
      return transport.sendMail(mail).then((): Delivery => ({ ok: true }), failed);
    },
    close: () => transport.close(),
  };
}

/** Changes listed in one mail; the rest are counted. */
const listedMax = 50;

/** What one mail says of these changes, the most urgent first. */
export function mailOf(news: readonly News[]): { readonly subject: string; readonly text: string } {
  const sorted = [...news].sort((a, b) => a.priority - b.priority || Date.parse(a.at) - Date.parse(b.at));
  const [first] = sorted;
  if (!first) return { subject: "Nothing", text: "" };
  const subject = sorted.length === 1 ? headOf(first) : `${sorted.length} changes, first: ${headOf(first)}`;
  const more = sorted.length > listedMax ? [`And ${sorted.length - listedMax} more: see the page.`] : [];
  return { subject: subject.replaceAll(/\s+/g, " "), text: [...sorted.slice(0, listedMax).map(blockOf), ...more].join("\n\n") };
}

const words: Readonly<Record<News["kind"], string>> = {
  raised: "New",
  "raised-again": "Again",
  "more-urgent": "More urgent",
  escalated: "Nobody has answered",
  cleared: "Cleared",
  "work-made": "Work order",
  "work-reopened": "Work order open again",
  test: "Test",
};

const headOf = ({ kind, priority, title }: News): string => `[${priority}] ${words[kind]}: ${title}`;

function blockOf(news: News): string {
  const lights = news.lights > 0 ? `, ${news.lights} ${news.lights === 1 ? "light" : "lights"}` : "";
  return [headOf(news), `${news.at}, ${news.subject}${lights}`, ...(news.text === "" ? [] : [news.text])].join("\n");
}

/** RFC 5321 4.2.1: a reply of 5yz is permanent. One about signing in is not the mail's fault: somebody may correct the password. */
function failed(error: unknown): Delivery {
  const code = error instanceof Error && "responseCode" in error ? Number(error.responseCode) : 0;
  const isOurs = error instanceof Error && "code" in error && error.code === "EAUTH";
  return { ok: false, failure: messageOf(error).slice(0, 300), isFinal: code >= 500 && !isOurs };
}
