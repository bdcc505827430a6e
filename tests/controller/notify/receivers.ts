/** Real servers that take what is sent: SMTP on a socket, HTTP that answers as it is told. Closed after the test. */
import { once } from "node:events";
import { createServer as createHttp, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer as createTcp } from "node:net";
import { onTestFinished } from "vitest";

export interface MailServer {
  readonly port: number;
  /** Whole messages as they came, headers and text. */
  readonly mails: string[];
  /** What it says to RCPT TO: "250 ok", or a refusal. */
  answer: string;
}

/** As much of RFC 5321 as a client without extensions needs. */
export async function mailServer(): Promise<MailServer> {
  const taken = { port: 0, mails: [] as string[], answer: "250 ok" };
  const server = createTcp((socket) => {
    let [unread, mail]: [string, string | undefined] = ["", undefined];
    socket.on("error", () => socket.destroy());
    socket.write("220 test\r\n");
    const line = (text: string): string | undefined => {
      if (mail !== undefined) {
        if (text !== ".") mail += `${text}\n`;
        else {
          taken.mails.push(mail);
          mail = undefined;
          return "250 kept";
        }
        return undefined;
      }
      if (/^RCPT/i.test(text)) return taken.answer;
      if (/^QUIT/i.test(text)) return "221 bye";
      if (!/^DATA/i.test(text)) return "250 ok";
      mail = "";
      return "354 go on";
    };
    socket.on("data", (data) => {
      unread += data.toString();
      const lines = unread.split("\r\n");
      unread = lines.pop() ?? "";
      for (const each of lines) {
        const said = line(each);
        if (said !== undefined) socket.write(`${said}\r\n`);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  taken.port = portOf(server.address());
  return taken;
}

export interface HookServer {
  readonly url: string;
  readonly posts: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** Statuses of the next answers; 200 when there are none left. */
  readonly statuses: number[];
}

export async function hookServer(): Promise<HookServer> {
  const posts: { headers: IncomingHttpHeaders; body: string }[] = [];
  const statuses: number[] = [];
  const server = createHttp(async (request, response) => {
    const body = (await request.toArray()).join("");
    posts.push({ headers: request.headers, body });
    response.writeHead(statuses.shift() ?? 200, { location: "http://127.0.0.1:1/" }).end("not read");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${portOf(server.address())}/hook`, posts, statuses };
}

const portOf = (address: string | AddressInfo | null): number => (typeof address === "object" && address !== null ? address.port : 0);
