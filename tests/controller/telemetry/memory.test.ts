import { expect, test } from "vitest";
import { MemoryTelemetry } from "#controller/telemetry/memory";
import { reading, telemetryStoreSuite } from "#tests/suites/telemetry-store";

telemetryStoreSuite(async () => new MemoryTelemetry());

test("plays an unreachable store", async () => {
  const store = new MemoryTelemetry();
  store.offline = "the database is away";
  await expect(store.write([reading()])).rejects.toMatchObject({ code: "STORE_OFFLINE", message: "the database is away" });
  store.offline = undefined;
  await store.write([reading()]);
  expect(await store.count()).toBe(1);
});
