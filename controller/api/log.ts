/** Where the API tells the operator what happened: one line each. `cause` is what to print under the line, a stack when there is one. */
export type Log = (level: "info" | "warn" | "error", line: string, cause?: unknown) => void;
