import type { ApiError } from "../contract/api.ts";

/** A refusal or failure of the API, in the API's own words; also when the server could not be reached. */
export class ApiFailure extends Error {
  readonly code: string;
  readonly problems: NonNullable<ApiError["problems"]>;
  /** The whole answer, of an error that says more than others. */
  readonly answer: unknown;

  constructor(error: ApiError, answer?: unknown) {
    super(error.message);
    this.code = error.code;
    this.problems = error.problems ?? [];
    this.answer = answer;
  }
}

const base = "/api/v1";

/** Answers of the API, typed by the caller from contract/api: the server checks them against the same schemas before sending. */
export const get = <T>(path: string, until?: AbortSignal): Promise<T> => call<T>(path, until ? { signal: until } : {});
export const post = <T>(path: string, body: unknown, until?: AbortSignal): Promise<T> => send<T>("POST", path, body, until);
export const put = <T>(path: string, body: unknown): Promise<T> => send<T>("PUT", path, body);
export const remove = <T>(path: string): Promise<T> => call<T>(path, { method: "DELETE" });

export async function getBytes(path: string): Promise<ArrayBuffer> {
  const response = await reach(path, {});
  return response.arrayBuffer();
}

/** A query string from the pairs that have a value. */
export const query = (pairs: Readonly<Record<string, string | number | undefined>>): string => {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(pairs)) if (value !== undefined && value !== "") params.set(key, String(value));
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
};

const send = <T>(method: string, path: string, body: unknown, until?: AbortSignal): Promise<T> =>
  call<T>(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body), ...(until && { signal: until }) });

async function call<T>(path: string, init: RequestInit): Promise<T> {
  const response = await reach(path, init);
  // The one cast of the page: the server validates what it sends with the schema T comes from.
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export async function reach(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(base + path, { credentials: "same-origin", ...init }).catch(() => {
    throw new ApiFailure({ code: "UNREACHABLE", message: "The controller did not answer. Nothing was changed." });
  });
  if (!response.ok) throw await failureOf(response);
  return response;
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const fallback = { code: `HTTP_${response.status}`, message: `The controller answered ${response.status} ${response.statusText}`.trim() };
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body !== "object" || body === null || !("message" in body) || typeof body.message !== "string") return new ApiFailure(fallback);
  const problems = "problems" in body && Array.isArray(body.problems) ? { problems: body.problems } : {};
  const code = "code" in body && typeof body.code === "string" ? body.code : fallback.code;
  return new ApiFailure({ code, message: body.message, ...problems }, body);
}
