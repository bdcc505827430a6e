/** Operations that failed, each a named code with its HTTP status and whether trying again can help. */
export const failures = {
  BAD_INPUT: { status: 400, retry: false },
  NOT_FOUND: { status: 404, retry: false },
  CONFLICT: { status: 409, retry: false },
  GEOMETRY_CHANGED: { status: 409, retry: true },
  BUSY: { status: 503, retry: true },
  NOT_IN_DEMO: { status: 409, retry: false },
  STORE_OFFLINE: { status: 503, retry: true },
  BUS_OFFLINE: { status: 503, retry: true },
} as const;
export type FailureCode = keyof typeof failures;

/** A failed operation. `message` says what to do; `cause` keeps what happened underneath. */
export class LightingError extends Error {
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LightingError";
    this.code = code;
  }
}

/** Refused input is a value, not an exception: which field, what was found, what was expected. */
export interface Refusal {
  readonly ok: false;
  /** Short and fixed, for counting: "bad-json", "bad-report", "unknown-node", … */
  readonly reason: string;
  readonly detail: string;
}

/** What a caught value says: an error's message, or the value as text. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
