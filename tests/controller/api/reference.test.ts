import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { localHost, testApp } from "./setup.ts";

const methods = ["get", "post", "delete", "put", "patch"] as const;
const field = (value: unknown, key: string): unknown => Reflect.get(Object(value), key);

async function document(): Promise<{ openapi: string; paths: Record<string, Record<string, unknown>>; components: { schemas: Record<string, unknown> } }> {
  const { app } = await testApp();
  return (await app.inject({ url: "/api/v1/openapi.json", headers: localHost })).json();
}

/** Every value under a key, anywhere. */
function collect(value: unknown, key: string): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...collect(inner, key)]);
}

test("lists every route, each with what it does, what it takes and what it answers", async () => {
  const { paths } = await document();
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => (item[method] ? [{ name: `${method} ${path}`, operation: item[method] }] : [])),
  );
  expect(operations.map(({ name }) => name).sort()).toEqual(
    [
      "delete /api/v1/designs/{kind}/{id}/draft",
      "delete /api/v1/overrides/{id}",
      "get /api/v1/alarms",
      "get /api/v1/alarms/health",
      "get /api/v1/basemap",
      "get /api/v1/clock",
      "get /api/v1/demand",
      "get /api/v1/designs",
      "get /api/v1/designs/{kind}/{id}",
      "get /api/v1/designs/{kind}/{id}/diff",
      "get /api/v1/designs/{kind}/{id}/rollout",
      "get /api/v1/designs/{kind}/{id}/versions",
      "get /api/v1/designs/{kind}/{id}/versions/{version}",
      "get /api/v1/energy/accounts",
      "get /api/v1/energy/days",
      "get /api/v1/energy/days.csv",
      "get /api/v1/energy/days.parquet",
      "get /api/v1/energy/half-hours.parquet",
      "get /api/v1/energy/heat",
      "get /api/v1/energy/indicators",
      "get /api/v1/energy/indicators.csv",
      "get /api/v1/energy/night",
      "get /api/v1/energy/power",
      "get /api/v1/energy/power.csv",
      "get /api/v1/energy/summary",
      "get /api/v1/energy/summary.csv",
      "get /api/v1/estate",
      "get /api/v1/groups",
      "get /api/v1/health",
      "get /api/v1/incidents",
      "get /api/v1/incidents/{id}",
      "get /api/v1/inventory",
      "get /api/v1/inventory/problems",
      "get /api/v1/issued",
      "get /api/v1/issued/{kind}/{subject}/{period}/{version}",
      "get /api/v1/issued/{kind}/{subject}/{period}/{version}/companion",
      "get /api/v1/lights",
      "get /api/v1/lights.csv",
      "get /api/v1/lights/rows/{row}",
      "get /api/v1/lights/snapshot",
      "get /api/v1/lights/{id}",
      "get /api/v1/lights/{id}/history",
      "get /api/v1/lights/{id}/history.csv",
      "get /api/v1/lights/{id}/why",
      "get /api/v1/live",
      "get /api/v1/notifications",
      "get /api/v1/notifications/list",
      "get /api/v1/overrides",
      "get /api/v1/reports/months",
      "get /api/v1/reports/months/{month}",
      "get /api/v1/settlement",
      "get /api/v1/status",
      "get /api/v1/work",
      "get /api/v1/work.csv",
      "get /api/v1/work.json",
      "get /api/v1/work/{id}",
      "get /api/v1/work/{id}/photos/{photo}",
      "get /healthz",
      "get /readyz",
      "post /api/v1/alarms/act",
      "post /api/v1/clock",
      "post /api/v1/connections",
      "post /api/v1/demand",
      "post /api/v1/designs/{kind}/{id}/preview",
      "post /api/v1/designs/{kind}/{id}/publish",
      "post /api/v1/designs/{kind}/{id}/roll-back",
      "post /api/v1/inventory",
      "post /api/v1/notifications/{id}/retry",
      "post /api/v1/overrides",
      "post /api/v1/rotas/{rota}/hand-over",
      "post /api/v1/settlement/issue",
      "post /api/v1/simulator/faults",
      "post /api/v1/whatif",
      "post /api/v1/work",
      "post /api/v1/work/import",
      "post /api/v1/work/{id}/act",
      "put /api/v1/designs/{kind}/{id}/draft",
      "put /api/v1/work/{id}/photo",
    ].sort(),
  );
  for (const { name, operation } of operations) {
    for (const key of ["operationId", "summary", "description"]) expect(field(operation, key), `${key} of ${name}`).toEqual(expect.stringMatching(/.{3,}/));
    expect(field(operation, "tags"), name).toHaveLength(1);
    if (name.startsWith("post ")) expect(field(operation, "requestBody"), name).toBeDefined();
    const responses = Object.entries(Object(field(operation, "responses")));
    expect(responses.length, name).toBeGreaterThan(0);
    for (const [status, response] of responses) expect(field(response, "description"), `${name} ${status}`).not.toBe("Default Response");
  }
  const ids = collect(paths, "operationId");
  expect(new Set(ids).size).toBe(ids.length);
});

test("is sound: every reference leads somewhere and every schema is one", async () => {
  const api = await document();
  expect(api.openapi).toBe("3.1.0");
  for (const ref of collect(api, "$ref")) {
    const name = String(ref).replace("#/components/schemas/", "");
    expect(api.components.schemas, String(ref)).toHaveProperty([name]);
  }
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "leerie", components: api.components });
  for (const name of Object.keys(api.components.schemas)) expect(() => ajv.compile({ $ref: `leerie#/components/schemas/${name}` }), name).not.toThrow();
  const unused = Object.keys(api.components.schemas).filter((name) => !collect(api, "$ref").includes(`#/components/schemas/${name}`));
  expect(unused).toEqual([]);
  expect(Object.keys(api.components.schemas)).toEqual(expect.arrayContaining(["Estate", "LightDetail", "Override", "ApiError", "NightEnergy"]));
});

test("the reference page loads everything from here, under a policy that allows nothing else", async () => {
  const { app } = await testApp();
  const get = (url: string) => app.inject({ url, headers: localHost });
  const page = await get("/api/v1/docs/");
  expect(page.statusCode).toBe(200);
  expect(page.headers["content-security-policy"]).toContain("default-src 'self'; style-src 'self' 'unsafe-inline'");
  expect(page.headers["content-security-policy"]).not.toContain("http");
  const links = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? "");
  expect(links.length).toBeGreaterThan(4);
  for (const link of links) {
    expect(link).toMatch(/^\.\/static\//);
    expect((await get(`/api/v1/docs/${link.slice(2)}`)).statusCode, link).toBe(200);
  }
  expect(page.body).not.toMatch(/<script>(?!\s*<)|<style|\son\w+=/);
  const setUp = await get("/api/v1/docs/static/swagger-initializer.js");
  expect(setUp.body.replaceAll(/^\s*\/\/.*$/gm, "")).not.toMatch(/https?:\/\//);
  expect((await get("/api/v1/docs/json")).json()).toEqual((await get("/api/v1/openapi.json")).json());
});
