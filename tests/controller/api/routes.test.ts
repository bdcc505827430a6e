import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { ManualClock } from "#contract/clock";
import { decodeSnapshot } from "#contract/live";
import { createApp } from "#controller/api/app";
import type { Api } from "#controller/api/operation";
import { FakeDesk, fakeNow } from "./fake-desk.ts";
import { localHost, testApp } from "./setup.ts";

const get = (app: Api, url: string, headers: Record<string, string> = {}) => app.inject({ url, headers: { ...localHost, ...headers } });
const post = (app: Api, url: string, payload: object) => app.inject({ method: "POST", url, payload, headers: localHost });

/** Asked for again with the tag of the copy one has. */
const packed = new Set(["/api/v1/estate", "/api/v1/basemap"]);

describe("every resource can be read", () => {
  test.each([
    ["/api/v1/estate", "Strathburn Council"],
    ["/api/v1/basemap", "Harbour Wynd"],
    ["/api/v1/lights", "HW001"],
    ["/api/v1/lights?q=hw002&condition=normal,lamp-failure&bbox=-3.2,55.9,-3.1,56&sort=level&order=desc&limit=1", "HW002"],
    ["/api/v1/lights/rows/2?geometryVersion=7", "HW003"],
    ["/api/v1/lights/hw-1", "gives 60 % from dusk"],
    [`/api/v1/lights/hw-1/history?from=2026-11-20T12:00:00Z&to=${fakeNow}`, '"energyKwh":12.5'],
    ["/api/v1/lights/hw-1/why", '"tense":"now"'],
    ["/api/v1/lights/hw-1/why?at=2026-11-20T23:00:00Z", '"tense":"past"'],
    ["/api/v1/overrides", '"overrides":[]'],
    ["/api/v1/demand", "North Bridge"],
    ["/api/v1/inventory", '"regime":"35/18"'],
    ["/api/v1/inventory/problems", '"line":3'],
    ["/api/v1/energy/night?day=2026-11-20", '"meteredKwh":1.2'],
    ["/api/v1/clock", '"speed":60'],
    ["/api/v1/health", '"part":"broker"'],
    ["/api/v1/status", '"nodesConnected":5'],
  ])("%s", async (url, holds) => {
    const { app } = await testApp();
    const answer = await get(app, url);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.headers["content-type"]).toContain("application/json");
    expect(answer.headers["cache-control"]).toBe(packed.has(url) ? "no-cache" : "no-store");
    expect(answer.body).toContain(holds);
  });

  test("what is not there is 404 in the API's own form", async () => {
    const { app } = await testApp();
    for (const url of [
      "/api/v1/lights/nobody",
      "/api/v1/lights/rows/99?geometryVersion=7",
      "/api/v1/lights/nobody/history?from=2026-11-20T12:00:00Z&to=2026-11-21T12:00:00Z",
      "/api/v1/lights/nobody/why",
      "/api/v1/nothing",
    ]) {
      const answer = await get(app, url);
      expect(answer.statusCode, url).toBe(404);
      expect(answer.json().code).toBe("NOT_FOUND");
    }
  });

  test("a row of an older geometry is a conflict that says to fetch again", async () => {
    const { app } = await testApp();
    const answer = await get(app, "/api/v1/lights/rows/2?geometryVersion=6");
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toEqual({ code: "GEOMETRY_CHANGED", message: "The inventory changed: fetch the snapshot again." });
  });
});

describe("what people change", () => {
  test("an override is made as asked, with its defaults, by the actor, and released", async () => {
    const { app, desk } = await testApp();
    const made = await post(app, "/api/v1/overrides", { scope: { street: "Harbour Wynd" }, levelPct: 100, reason: " police asked " });
    expect(made.statusCode, made.body).toBe(201);
    expect(made.json()).toMatchObject({ id: "o1", levelPct: 100, state: "live", by: "visitor" });
    expect(desk.told).toEqual([
      { what: "override", with: { scope: { street: "Harbour Wynd" }, levelPct: 100, fadeMs: 2_000, reason: "police asked" }, by: "visitor" },
    ]);

    const released = await app.inject({ method: "DELETE", url: "/api/v1/overrides/o1", headers: localHost });
    expect(released.json()).toMatchObject({ id: "o1", state: "released" });
    const again = await app.inject({ method: "DELETE", url: "/api/v1/overrides/o1", headers: localHost });
    expect(again.statusCode).toBe(409);
    const nothing = await app.inject({ method: "DELETE", url: "/api/v1/overrides/o9", headers: localHost });
    expect(nothing.statusCode).toBe(404);
  });

  test("a lasso round 300,000 rows passes; other routes stop at 64 KiB", async () => {
    const { app, desk } = await testApp();
    const rows = Array.from({ length: 300_000 }, (_, row) => row);
    const made = await post(app, "/api/v1/overrides", { scope: { rows, geometryVersion: 7 }, levelPct: 10, reason: "festival" });
    expect(made.statusCode).toBe(201);
    expect(desk.told).toHaveLength(1);
    const large = await post(app, "/api/v1/demand", { source: "x".repeat(70_000), at: fakeNow, value: 1 });
    expect(large.statusCode).toBe(413);
    expect(large.json().code).toBe("PAYLOAD_TOO_LARGE");
  });

  test("a reading, a clock command and a simulated fault are passed on", async () => {
    const { app, desk } = await testApp();
    const reading = { source: "bridge", at: fakeNow, value: 120 };
    expect((await post(app, "/api/v1/demand", reading)).statusCode).toBe(202);
    expect((await post(app, "/api/v1/clock", { do: "jump", to: "dusk" })).statusCode).toBe(202);
    expect((await post(app, "/api/v1/simulator/faults", { lights: ["hw-1"], fault: "lamp-out", on: true })).json()).toEqual({ accepted: true });
    expect(desk.told.map(({ what, with: told }) => [what, told])).toEqual([
      ["reading", reading],
      ["clock", { do: "jump", to: "dusk" }],
      ["fault", { lights: ["hw-1"], fault: "lamp-out", on: true }],
    ]);
  });

  test("an installation has no demo clock and no simulated faults", async () => {
    const { app } = await testApp({ desk: new FakeDesk({ demo: false }) });
    const answers = [
      await get(app, "/api/v1/clock"),
      await post(app, "/api/v1/clock", { do: "pause" }),
      await post(app, "/api/v1/simulator/faults", { lights: ["hw-1"], fault: "silent", on: true }),
    ];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(409);
      expect(answer.json().code).toBe("NOT_IN_DEMO");
    }
  });

  test("an inventory arrives as text, up to the size of a large city's", async () => {
    const { app, desk } = await testApp();
    const csv = `id,lat,lon\r\n${"lamp,55.95,-3.19\r\n".repeat(100_000)}`;
    const answer = await app.inject({
      method: "POST",
      url: "/api/v1/inventory",
      payload: csv,
      headers: { ...localHost, "content-type": "text/csv; charset=utf-8" },
    });
    expect(answer.statusCode, answer.body.slice(0, 200)).toBe(200);
    expect(answer.json()).toMatchObject({ refused: 1 });
    expect(desk.told).toEqual([{ what: "import", with: csv }]);
  });

  test("secrets are shown once and kept by nobody on the way", async () => {
    const { app } = await testApp();
    const answer = await post(app, "/api/v1/connections", { connections: [{ id: "node-1", kind: "node" }] });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.json()).toEqual({ connections: [{ id: "node-1", secret: "secret-of-node-1" }] });
  });
});

describe("the snapshot", () => {
  let app: Api;
  let desk: FakeDesk;
  beforeAll(async () => {
    desk = new FakeDesk({ lights: 2_000 });
    app = await createApp({ desk, host: "127.0.0.1", webFolder: "none", clock: new ManualClock(fakeNow), log: () => {} });
    return () => app.close();
  });

  test("holds every light, and is smaller on the wire", async () => {
    const plain = await get(app, "/api/v1/lights/snapshot");
    expect(plain.headers["content-type"]).toBe("application/octet-stream");
    const decoded = decodeSnapshot(Uint8Array.from(plain.rawPayload).buffer);
    expect(decoded).toEqual(desk.snapshot());
    for (const encoding of ["gzip", "br"]) {
      const packed = await get(app, "/api/v1/lights/snapshot", { "accept-encoding": encoding });
      expect(packed.headers["content-encoding"]).toBe(encoding);
      expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
    }
  });

  test("is not sent again while nothing changed", async () => {
    const first = await get(app, "/api/v1/lights/snapshot");
    expect(first.headers.etag).toBe('W/"7-42"');
    expect(first.headers["cache-control"]).toBe("no-cache");
    const same = await get(app, "/api/v1/lights/snapshot", { "if-none-match": 'W/"7-42"' });
    expect(same.statusCode).toBe(304);
    expect(same.rawPayload).toHaveLength(0);
    desk.seq++;
    expect((await get(app, "/api/v1/lights/snapshot", { "if-none-match": 'W/"7-42"' })).statusCode).toBe(200);
  });
});

describe.each([
  ["estate", "Strathburn Council"],
  ["basemap", "Harbour Wynd"],
] as const)("the %s, packed once", (name, holds) => {
  const url = `/api/v1/${name}`;

  test("comes in the coding that is asked for", async () => {
    const { app } = await testApp();
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync } as const;
    for (const [asked, coding] of [
      ["gzip, deflate, br, zstd", "br"],
      ["gzip;q=1.0, br;q=0", "gzip"],
    ] as const) {
      const answer = await get(app, url, { "accept-encoding": asked });
      expect(answer.headers["content-encoding"]).toBe(coding);
      expect(String(unpack[coding](answer.rawPayload))).toContain(holds);
    }
    const plain = await get(app, url);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(plain.headers["content-type"]).toBe("application/json; charset=utf-8");
  });

  test("is not sent again until it is another", async () => {
    const { app, desk } = await testApp();
    const { etag } = (await get(app, url)).headers;
    const known = { "if-none-match": String(etag) };
    const same = await get(app, url, known);
    expect([same.statusCode, same.rawPayload.length]).toEqual([304, 0]);
    if (name === "estate") desk.geometryVersion++;
    else desk.basemap = () => ({ source: "columns", streets: [] });
    expect((await get(app, url, known)).statusCode).toBe(200);
  });
});

describe("files", () => {
  test("the list of lights, all that match, with nothing a spreadsheet would run", async () => {
    const desk = new FakeDesk({ lights: 1_500 });
    const first = desk.rows[0];
    if (first) desk.rows[0] = { ...first, street: '=HYPERLINK("http://x","y")', column: "@SUM(A1)", area: "-1+1", group: "a", feeder: "\tx" };
    const { app } = await testApp({ desk });
    const answer = await get(app, "/api/v1/lights.csv?q=w");
    expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(answer.headers["content-disposition"]).toBe('attachment; filename="lights.csv"');
    const lines = answer.body.split("\r\n");
    expect(lines).toHaveLength(1_501);
    const all = (await get(app, "/api/v1/lights.csv")).body.split("\r\n");
    expect(all[0]).toBe("id,column,street,area,group,feeder,lat,lon,powerRatedW,powerAssumed,condition,levelPct,powerW,seenAt");
    expect(all[1]).toBe(`hw-1,'@SUM(A1),"'=HYPERLINK(""http://x"",""y"")",'-1+1,a,'\tx,55.95,-3.19,60,false,normal,60,36,${fakeNow}`);
    expect(all).toHaveLength(1_502);
  });

  test("a light's history", async () => {
    const { app } = await testApp();
    const answer = await get(app, `/api/v1/lights/hw-1/history.csv?from=2026-11-20T12:00:00Z&to=${fakeNow}`);
    expect(answer.body).toBe(
      "at,levelPct,powerW,voltageV,energyKwh,temperatureC,faultBits,following\r\n2026-11-20T12:00:00.000Z,60,36,231,12.5,-4.5,0,programme\r\n",
    );
    expect(answer.headers["content-disposition"]).toContain("hw-1-history.csv");
  });
});
