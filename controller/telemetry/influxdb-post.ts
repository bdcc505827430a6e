/**
 * Posts to InfluxDB what the `influx` client cannot: lines to /write as they are, which it would make itself at three times the cost; and
 * statements to /query whose failure is told at once when the server dies in the middle of an answer, for which it would wait for ever.
 */
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
  readonly #post: Post;

  constructor(place: InfluxPlace) {
    this.#post = new Post(place, "write", { precision: "n" }, answerMax);
  }

  /** Resolves with whatever the server answers; rejects when it does not, or when `signal` ends the wait. */
  post(lines: string, signal: AbortSignal): Promise<PostAnswer> {
    return this.#post.send(lines, "text/plain", signal);
  }

  close(): void {
    this.#post.close();
  }
}

export class StatementPost {
  readonly #post: Post;

  constructor(place: InfluxPlace) {
    this.#post = new Post(place, "query", { epoch: "ms" }, Number.POSITIVE_INFINITY);
  }

  /** `values` are what $names in the statement stand for. The answer is JSON; instants in it are ms. Rejects as LinePost does. */
  post(statement: string, values: Readonly<Record<string, string | number>>, signal: AbortSignal): Promise<PostAnswer> {
    // The body instead of the address: the list of lights of a query may be long.
    const body = new URLSearchParams({ q: statement, params: JSON.stringify(values) });
    return this.#post.send(body.toString(), "application/x-www-form-urlencoded", signal);
  }

  close(): void {
    this.#post.close();
  }
}

class Post {
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #request: typeof httpRequest;
  readonly #answerMax: number;

  constructor({ url, database, username, password }: InfluxPlace, path: string, search: Readonly<Record<string, string>>, charactersMax: number) {
    this.#answerMax = charactersMax;
    this.#url = new URL(url);
    this.#url.pathname = `${this.#url.pathname.replace(/\/$/, "")}/${path}`;
    this.#url.search = new URLSearchParams({ db: database, ...search }).toString();
    this.#headers = username === undefined ? {} : { authorization: `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` };
    const secure = this.#url.protocol === "https:";
    this.#agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    this.#request = secure ? httpsRequest : httpRequest;
  }

  send(text: string, type: string, signal: AbortSignal): Promise<PostAnswer> {
    const body = Buffer.from(text);
    return new Promise((resolve, reject) => {
      const request = this.#request(
        this.#url,
        { method: "POST", agent: this.#agent, signal, headers: { ...this.#headers, "content-type": type, "content-length": body.length } },
        (response) => {
          let answer = "";
          response.setEncoding("utf8");
          response.on("data", (some: string) => {
            if (answer.length < this.#answerMax) answer = (answer + some).slice(0, this.#answerMax);
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text: answer }));
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
