import { createServer } from "node:net";
import { LightingError } from "#contract/failures";

/**
 * The port to listen on: `port` itself when nobody else has it, a free one when it is 0. Throws LightingError BAD_INPUT that names the
 * option to change when it is taken. Asked before anything is started, so that a second demo changes nothing of the first.
 */
export function freePort(port: number, option: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const what = cause.code === "EADDRINUSE" ? `Port ${port} is in use by another program` : `Port ${port} cannot be used (${cause.message})`;
      reject(
        new LightingError("CONFLICT", `${what}. End that one, or choose another port: npm start -- ${option} ${port < 1024 ? 8080 : port + 1}`, { cause }),
      );
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === "object" ? address.port : port));
    });
  });
}
