import { request } from "node:http";
import { expect, test } from "vitest";
import { localHost, testApp } from "#tests/controller/api/setup";

const url = "/api/v1/whatif";
const period = { from: "2027-01-01", to: "2027-12-31" };

test("figures for a period and drafts, with the rates that were not given filled in", async () => {
  const { app, desk } = await testApp();
  const designs = [{ kind: "profile", id: "late", body: { name: "Late" } }];
  const answer = await app.inject({ method: "POST", url, headers: localHost, payload: { ...period, designs } });
  expect(answer.statusCode, answer.body).toBe(200);
  expect(answer.json()).toMatchObject({ ...period, proposed: { kwh: 2.5 }, groups: [{ id: "streets" }] });
  expect(desk.told).toEqual([{ what: "what-if", with: { ...period, designs, pencePerKwh: 28, gramsCo2PerKwh: 180 } }]);
});

test("drafts that cannot be tried are 422 with every problem, a body that cannot be read is 400, one too large 413", async () => {
  const { app } = await testApp();
  const post = (payload: object) => app.inject({ method: "POST", url, headers: localHost, payload });
  const bad = await post({ ...period, designs: [{ kind: "moonlight", id: "m", body: {} }] });
  expect(bad.statusCode).toBe(422);
  expect(bad.json()).toMatchObject({ code: "BAD_DESIGN", problems: [{ field: "designs.0.kind", found: '"moonlight"' }] });
  const unread = await post({ from: "June", designs: [], pencePerKwh: -1 });
  expect(unread.statusCode).toBe(400);
  expect(unread.json().problems.map(({ field }: { field: string }) => field)).toEqual(["from", "to", "pencePerKwh"]);
  expect((await post({ ...period, designs: [{ kind: "profile", id: "p", body: "x".repeat(8 * 1024 * 1024) }] })).statusCode).toBe(413);
});

test("someone who goes away is not calculated for any longer, and that is no failure", async () => {
  const { app, desk, logged } = await testApp();
  const { port } = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const body = JSON.stringify({ from: "1999-01-01", to: "1999-12-31" });
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const call = request({ host: "127.0.0.1", port, path: url, method: "POST", headers }).end(body);
  call.on("error", () => {});
  await until(() => desk.told.length === 1, "the request to arrive");
  call.destroy();
  await until(() => desk.told.some(({ what }) => what === "what-if aborted"), "the period to be given up");
  expect(logged).toEqual([]);
});

/** Looks again at every turn of the loop, for at most two seconds. */
async function until(isSo: () => boolean, expected: string): Promise<void> {
  const endMs = Date.now() + 2_000;
  while (!isSo()) {
    if (Date.now() > endMs) throw new Error(`waited 2 s for ${expected}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
