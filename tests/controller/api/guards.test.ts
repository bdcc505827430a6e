import { expect, test } from "vitest";
import { contentSecurityPolicy } from "#controller/api/headers";
import { fakeNow } from "./fake-desk.ts";
import { localHost, testApp } from "./setup.ts";

const reading = { source: "bridge", at: fakeNow, value: 120 };

test.each([
  ["a program, which sends no Origin", {}, 202],
  ["the page itself", { origin: "http://127.0.0.1:8080" }, 202],
  ["another site", { origin: "https://evil.example" }, 403],
  ["another port of this machine", { origin: "http://127.0.0.1:9999" }, 403],
  ["a sandboxed page", { origin: "null" }, 403],
])("a change asked for by %s", async (_name, headers, status) => {
  const { app, desk } = await testApp();
  const answer = await app.inject({ method: "POST", url: "/api/v1/demand", payload: reading, headers: { ...localHost, ...headers } });
  expect(answer.statusCode).toBe(status);
  expect(desk.told).toHaveLength(status === 202 ? 1 : 0);
});

test("another site cannot release an override either", async () => {
  const { app } = await testApp();
  const answer = await app.inject({ method: "DELETE", url: "/api/v1/overrides/o1", headers: { ...localHost, origin: "https://evil.example" } });
  expect(answer.statusCode).toBe(403);
});

test.each([
  ["127.0.0.1:8080", 200],
  ["localhost:3000", 200],
  ["LOCALHOST", 200],
  ["[::1]:8080", 200],
  ["evil.example", 421],
  ["127.0.0.1.evil.example:8080", 421],
  ["localhost:8080@evil.example", 421],
])("bound to loopback, asked as %s", async (host, status) => {
  const { app } = await testApp();
  expect((await app.inject({ url: "/api/v1/estate", headers: { host } })).statusCode).toBe(status);
});

test("a proxy's name is known when it is configured; on a network address any name is", async () => {
  const proxied = await testApp({ names: ["lights.strathburn.example"] });
  expect((await proxied.app.inject({ url: "/api/v1/estate", headers: { host: "lights.strathburn.example" } })).statusCode).toBe(200);
  expect((await proxied.app.inject({ url: "/api/v1/estate", headers: { host: "other.example" } })).statusCode).toBe(421);
  const open = await testApp({ host: "0.0.0.0" });
  expect((await open.app.inject({ url: "/api/v1/estate", headers: { host: "lamps:8080" } })).statusCode).toBe(200);
});

test.each([
  ["/api/v1/estate", 200],
  ["/api/v1/lights.csv", 200],
  ["/api/v1/lights/snapshot", 200],
  ["/api/v1/lights?limit=0", 400],
  ["/api/v1/nothing", 404],
  ["/", 404],
  ["/healthz", 200],
  ["/metrics", 200],
  ["/%zz", 400],
  [`/api/v1/lights/${"a".repeat(200)}`, 404],
])("%s carries the security headers", async (url, status) => {
  const { app } = await testApp();
  const answer = await app.inject({ url, headers: localHost });
  expect(answer.statusCode).toBe(status);
  expect(answer.headers["content-security-policy"]).toBe(contentSecurityPolicy);
  expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  expect(answer.headers["referrer-policy"]).toBe("no-referrer");
  expect(answer.headers["cross-origin-resource-policy"]).toBe("same-origin");
});

test("so does a refusal", async () => {
  const { app } = await testApp();
  const answer = await app.inject({ url: "/", headers: { host: "evil.example" } });
  expect(answer.headers["content-security-policy"]).toBe(contentSecurityPolicy);
  expect(answer.json().code).toBe("UNKNOWN_HOST");
});
