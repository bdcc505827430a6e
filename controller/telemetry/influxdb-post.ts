/** Posts lines to InfluxDB's /write as they are. The `influx` client has no way to: it makes every line itself, at three times the cost. */
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { InfluxPlace } from "./influxdb-client.ts";

export interface PostAnswer {
  readonly status: number;
  /** What the server said, at most answerMax characters. */
  readonly text: string;
}

/** InfluxDB says in some hundred characters what it refuses. */
const answerMax = 4_000;

export class LinePost {
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #request: typeof httpRequest;

  constructor({ url, database, username, password }: InfluxPlace) {
    this.#url = new URL(url);
    this.#url.pathname = `${this.#url.pathname.replace(/\/$/, "")}/write`;
    this.#url.search = new URLSearchParams({ db: database, precision: "n" }).toString();
    this.#headers = username === undefined ? {} : { authorization: `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` };
    const secure = this.#url.protocol === "https:";
    this.#agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    this.#request = secure ? httpsRequest : httpRequest;
  }

  /** Resolves with whatever the server answers; rejects when it does not, or when `signal` ends the wait. */
  post(lines: string, signal: AbortSignal): Promise<PostAnswer> {
    const body = Buffer.from(lines);
    return new Promise((resolve, reject) => {
      const request = this.#request(
        this.#url,
        { method: "POST", agent: this.#agent, signal, headers: { ...this.#headers, "content-length": body.length } },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (some: string) => {
            text = (text + some).slice(0, answerMax);
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
          response.on("error", reject);
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
