import { describe, expect, test } from "vitest";
import { ApiError } from "#contract/api";
import { fakeNow } from "./fake-desk.ts";
import { localHost, testApp } from "./setup.ts";

describe("bad input is refused with every problem at once, and changes nothing", () => {
  const override = { scope: { street: "Harbour Wynd" }, levelPct: 50, reason: "road works" };
  test.each([
    [
      "an override with three mistakes",
      "/api/v1/overrides",
      { ...override, levelPct: 120, reason: "x", colour: "red" },
      ["levelPct 120", 'reason "x"', 'colour "red"'],
    ],
    ["an override of nothing", "/api/v1/overrides", { ...override, scope: {} }, ["scope {}"]],
    ["an override of two scopes", "/api/v1/overrides", { ...override, scope: { street: "a", area: "b" } }, ['scope {"street":"a","area":"b"}']],
    [
      "rows that are no rows",
      "/api/v1/overrides",
      { ...override, scope: { rows: [-1, "2"] } },
      ["scope.rows.0 -1", 'scope.rows.1 "2"', "scope.geometryVersion nothing"],
    ],
    ["an instant without its zone", "/api/v1/overrides", { ...override, endsAt: "2026-11-21 17:30" }, ['endsAt "2026-11-21 17:30"']],
    ["a reading that is none", "/api/v1/demand", { source: "Bridge!", value: "many" }, ['source "Bridge!"', "at nothing", 'value "many"']],
    ["no object at all", "/api/v1/demand", ["reading"], ['body ["reading"]']],
    ["an unknown clock command", "/api/v1/clock", { do: "rewind" }, ['do "rewind"']],
    ["an impossible speed", "/api/v1/clock", { do: "speed", speed: 0 }, ["speed 0"]],
    ["an unknown fault of no light", "/api/v1/simulator/faults", { lights: [], fault: "ghost", on: "yes" }, ["lights []", 'fault "ghost"', 'on "yes"']],
    [
      "connections that are none",
      "/api/v1/connections",
      {
        connections: [
          { id: "a/b", kind: "node" },
          { id: "b", kind: "tree" },
        ],
      },
      ['connections.0.id "a/b"', 'connections.1.kind "tree"'],
    ],
  ])("%s", async (_name, url, payload, expected) => {
    const { app, desk } = await testApp();
    const answer = await app.inject({ method: "POST", url, payload, headers: localHost });
    expect(answer.statusCode, answer.body).toBe(400);
    const error = ApiError.parse(answer.json());
    expect(error.code).toBe("BAD_INPUT");
    expect(error.problems?.map(({ field, found }) => `${field} ${found}`)).toEqual(expected);
    for (const problem of error.problems ?? []) expect(problem.expected).not.toBe("");
    expect(desk.told).toEqual([]);
  });

  test.each([
    ["/api/v1/lights?condition=normal,dim&bbox=1,2,3&limit=5000&colour=red", ["condition", "bbox", "limit", "colour"]],
    ["/api/v1/lights.csv?limit=10", ["limit"]],
    ["/api/v1/lights/rows/-1?geometryVersion=x", ["row", "geometryVersion"]],
    ["/api/v1/lights/UPPER", ["id"]],
    ["/api/v1/lights/UPPER/history?from=yesterday&limit=0", ["id", "from", "to", "limit"]],
    [`/api/v1/lights/hw-1/history?from=${fakeNow}&to=${fakeNow}`, ["to"]],
    ["/api/v1/energy/night?day=2026-02-30", ["day"]],
    ["/api/v1/energy/summary?from=2026-02-30&by=ward&baseline=hope&sort=size&limit=0&ward=x", ["from", "to", "by", "baseline", "sort", "limit", "ward"]],
    ["/api/v1/energy/summary.csv?from=2026-02-01&to=2026-02-02&limit=5", ["limit"]],
    ["/api/v1/energy/days?from=2026-02-01&to=today&group=A%20B", ["to", "group"]],
    ["/api/v1/energy/power?from=2026-02-01&to=2026-02-02&stepMin=15", ["stepMin"]],
    ["/api/v1/energy/heat?from=2026-02-01", ["to", "from"]],
    ["/api/v1/energy/days?from=2026-02-01&to=2026-02-02&area=Nowhere", ["area"]],
    ["/api/v1/energy/days.csv?from=2026-02-01&to=2026-02-02&area=Nowhere", ["area"]],
  ])("%s", async (url, fields) => {
    const { app } = await testApp();
    const answer = await app.inject({ url, headers: localHost });
    expect(answer.statusCode).toBe(400);
    const found = ApiError.parse(answer.json()).problems?.map(({ field }) => field) ?? [];
    expect(found.sort()).toEqual([...fields].sort());
  });

  test.each([
    ["/api/v1/energy/days?to=2026-02-02", "from: found nothing, expected a date, such as 2026-11-21. Nothing was changed."],
    ["/api/v1/energy/days", "from: found nothing, expected a date, such as 2026-11-21 (and 1 more problem). Nothing was changed."],
    [
      "/api/v1/issued?period=2026-13",
      'period: found "2026-13", expected exactly one of: a date, such as 2026-11-21; a month, such as 2026-11. Nothing was changed.',
    ],
  ])("%s says what to give", async (url, message) => {
    const { app } = await testApp();
    expect((await app.inject({ url, headers: localHost })).json().message).toBe(message);
  });

  test("a scope that says nothing is told which ways there are", async () => {
    const { app } = await testApp();
    const answer = await app.inject({ method: "POST", url: "/api/v1/overrides", payload: { ...override, scope: {} }, headers: localHost });
    expect(answer.json().problems[0].expected).toBe("exactly one of: lights; rows with geometryVersion; street; group; area");
  });

  test("ninety thousand bad ids get a short answer", async () => {
    const { app } = await testApp();
    const payload = { ...override, scope: { lights: new Array(90_000).fill("BAD ID") } };
    const answer = await app.inject({ method: "POST", url: "/api/v1/overrides", payload, headers: localHost });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().problems).toHaveLength(200);
  });
});

describe("bodies of the wrong kind", () => {
  test.each([
    ["text/plain", 415],
    ["application/x-www-form-urlencoded", 415],
    ["multipart/form-data; boundary=x", 415],
    ["application/jsonx", 415],
    ["text/csv", 415],
    [" application/json", 400],
    ["application/json\t", 400],
    ["Application/JSON ;x", 400],
  ])("%j never passes an unchecked reading", async (type, status) => {
    const { app, desk } = await testApp();
    const answer = await app.inject({
      method: "POST",
      url: "/api/v1/demand",
      payload: '{"source":"bridge","value":"many"}',
      headers: { ...localHost, "content-type": type },
    });
    expect([status, 415]).toContain(answer.statusCode);
    expect(ApiError.safeParse(answer.json()).success).toBe(true);
    expect(desk.told).toEqual([]);
  });

  test("an inventory is CSV and nothing else; no body is no inventory", async () => {
    const { app, desk } = await testApp();
    const asJson = await app.inject({ method: "POST", url: "/api/v1/inventory", payload: { id: 1 }, headers: localHost });
    expect(asJson.statusCode).toBe(415);
    const empty = await app.inject({ method: "POST", url: "/api/v1/inventory", headers: { ...localHost, "content-type": "text/csv" } });
    expect(empty.statusCode).toBe(400);
    expect(desk.told).toEqual([]);
  });

  test.each(["{", "", '{"__proto__":{"x":1}}'])("JSON %j is refused", async (payload) => {
    const { app } = await testApp();
    const answer = await app.inject({ method: "POST", url: "/api/v1/demand", payload, headers: { ...localHost, "content-type": "application/json" } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().code).toBe("BAD_INPUT");
  });

  test("a packed body is not unpacked", async () => {
    const { app } = await testApp();
    const answer = await app.inject({
      method: "POST",
      url: "/api/v1/demand",
      payload: Buffer.from([31, 139, 8]),
      headers: { ...localHost, "content-type": "application/json", "content-encoding": "gzip" },
    });
    expect(answer.statusCode).toBe(400);
  });
});

describe("failures", () => {
  test("a store that is away is 503, with what the desk says", async () => {
    const { app, desk } = await testApp();
    desk.storeOffline = true;
    const answer = await app.inject({ url: `/api/v1/lights/hw-1/history?from=2026-11-20T12:00:00Z&to=${fakeNow}`, headers: localHost });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ code: "STORE_OFFLINE", message: "The telemetry store does not answer." });
  });

  test("a bug is 500 without its text, and in the log once with the request's id", async () => {
    const { app, desk, logged } = await testApp();
    desk.estate = () => {
      throw new TypeError("secret detail");
    };
    const answer = await app.inject({ url: "/api/v1/estate", headers: localHost });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("secret detail");
    expect(logged).toHaveLength(1);
    const id = /log as (\S+)\./.exec(answer.json().message)?.[1];
    expect(logged[0]).toContain(`${id} GET /api/v1/estate failed`);
  });

  test("an answer that does not fit its schema is a bug, not an answer", async () => {
    const { app, desk, logged } = await testApp();
    desk.geometryVersion = 1.5;
    const answer = await app.inject({ url: "/api/v1/estate", headers: localHost });
    expect(answer.statusCode).toBe(500);
    expect(logged).toHaveLength(1);
  });
});
