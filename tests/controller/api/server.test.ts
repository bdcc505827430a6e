import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startApi } from "#controller/api/server";
import { options } from "./setup.ts";

test("listens on a free port, says where, and lets go of it", async () => {
  const api = await startApi({ ...options(), port: 0 });
  expect(api.address).toBe(`http://127.0.0.1:${api.port}`);
  expect((await fetch(`${api.address}/healthz`)).status).toBe(200);
  await api.close();
  const again = await startApi({ ...options(), port: api.port });
  await again.close();
});

test("a port in use is said plainly, with what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expect(startApi({ ...options(), port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use by another program. Choose another with --port, or web.port in the configuration.`,
  );
});

test("an address of another machine is said plainly", async () => {
  await expect(startApi({ ...options(), host: "192.0.2.1", port: 0 })).rejects.toThrow("192.0.2.1 is not an address of this machine");
});
