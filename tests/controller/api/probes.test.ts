import { expect, test } from "vitest";
import { FakeDesk } from "./fake-desk.ts";
import { localHost, testApp } from "./setup.ts";

test("alive is alive, whatever else is wrong", async () => {
  const { app, desk } = await testApp();
  desk.parts = desk.parts.map((part) => ({ ...part, state: "down" }));
  const answer = await app.inject({ url: "/healthz", headers: localHost });
  expect(answer.json()).toEqual({ alive: true });
});

test("ready needs broker, registry and a light, and tells every reason why not", async () => {
  const ready = await testApp();
  expect((await ready.app.inject({ url: "/readyz", headers: localHost })).json()).toEqual({ ready: true, reasons: [] });

  const { app, desk } = await testApp({ desk: new FakeDesk({ lights: 0 }) });
  desk.parts = desk.parts.map((part) =>
    part.part === "broker" || part.part === "telemetry"
      ? { ...part, state: "down", detail: "no connection to 127.0.0.1:1883.", advice: "Start the broker." }
      : part,
  );
  const answer = await app.inject({ url: "/readyz", headers: localHost });
  expect(answer.statusCode).toBe(503);
  expect(answer.json().reasons).toEqual([
    "broker: no connection to 127.0.0.1:1883. Start the broker.",
    "inventory: no light is known yet. Import a list: POST /api/v1/inventory.",
  ]);
});

test("metrics: lights by authority, the desk's figures, the process, and requests by route and code", async () => {
  const { app } = await testApp();
  await app.inject({ url: "/api/v1/lights/hw-1", headers: localHost });
  await app.inject({ url: "/api/v1/lights/nobody", headers: localHost });
  await app.inject({ url: "/any/path/at/all", headers: localHost });
  const read = async (): Promise<string> => (await app.inject({ url: "/metrics", headers: localHost })).body;
  await read();
  const text = await read();
  expect(text).toContain('leerie_lights{authority="strathburn"} 5');
  expect(text).toContain('leerie_reports_total{authority="strathburn"} 1234');
  expect(text).toContain("# TYPE leerie_reports_total counter");
  expect(text).toContain("leerie_load_kilowatts 0.3");
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  expect(text).toContain('leerie_http_request_duration_seconds_count{method="GET",route="/api/v1/lights/:id",status="200"} 1');
  expect(text).toContain('leerie_http_refused_total{code="NOT_FOUND"} 2');
  expect(text).not.toContain("/any/path");
});

test("a desk that counts its lights itself is believed", async () => {
  const { app, desk } = await testApp();
  desk.figures = () => [{ name: "lights", help: "Lights.", kind: "gauge", values: [{ labels: { authority: "a" }, value: 9 }] }];
  const { body } = await app.inject({ url: "/metrics", headers: localHost });
  expect(body.match(/^leerie_lights\{.*$/gm)).toEqual(['leerie_lights{authority="a"} 9']);
});
