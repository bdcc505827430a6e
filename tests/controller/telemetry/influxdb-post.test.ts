import { once } from "node:events";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { openInfluxTelemetry } from "#controller/telemetry/influxdb";

test("a server that dies in the middle of an answer ends the question at once, with what to do", async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"results":[{"series":[{"columns":["time","count"],"values":[[0,', () => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a port from the system");
  const store = openInfluxTelemetry({ url: `http://127.0.0.1:${address.port}`, database: "leerie" });
  onTestFinished(async () => {
    await store.close();
    server.close();
  });
  await expect(store.count()).rejects.toMatchObject({ code: "STORE_OFFLINE", message: expect.stringContaining("see whether it runs") });
}, 10_000);
