import type { AddressInfo } from "node:net";
import { messageOf } from "#contract/failures";
import { type AppOptions, createApp } from "./app.ts";

export interface ApiServer {
  /** Where people open it: "http://127.0.0.1:8080". */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

export type ApiOptions = AppOptions & {
  /** 0 takes a free port. */
  readonly port: number;
};

/** Listens. Throws an error whose message says which address could not be used and what to do. */
export async function startApi({ port, ...options }: ApiOptions): Promise<ApiServer> {
  const app = await createApp(options);
  try {
    await app.listen({ host: options.host, port });
  } catch (error) {
    await app.close();
    throw new Error(listenAdvice(error, options.host, port), { cause: error });
  }
  const bound = app.server.address();
  const taken = typeof bound === "object" && bound !== null ? bound : { address: options.host, port };
  return { address: addressOf(taken), port: taken.port, close: () => app.close() };
}

/** An address that means "every interface" is no address to open. */
function addressOf({ address, port }: Pick<AddressInfo, "address" | "port">): string {
  const open = address === "0.0.0.0" || address === "::" ? "localhost" : address;
  return `http://${open.includes(":") ? `[${open}]` : open}:${port}`;
}

function listenAdvice(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is in use by another program. Choose another with --port, or web.port in the configuration.`;
    case "EACCES":
      return `This user may not listen on port ${port}. Choose one above 1023 with --port, or web.port in the configuration.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is not an address of this machine. Set web.host in the configuration to one that is, or to 127.0.0.1.`;
    default:
      return `The page could not be served on ${host} port ${port}: ${messageOf(error)}`;
  }
}
