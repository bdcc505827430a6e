import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { localHost, temporaryFolder, testApp } from "./setup.ts";

const html = { ...localHost, accept: "text/html,application/xhtml+xml" };

/** A built page, with a secret beside it. */
function built(): string {
  const folder = temporaryFolder();
  const root = join(folder, "dist");
  mkdirSync(join(root, "assets"), { recursive: true });
  writeFileSync(join(root, "index.html"), "<!doctype html><title>Leerie</title>");
  writeFileSync(join(root, "assets", "index-B1x9_-aZ.js"), "export const lamp = 1;\n".repeat(200));
  writeFileSync(join(root, "icon.svg"), "<svg/>");
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(root, ".env"), "secret");
  return root;
}

test("the page is served, fresh each time; its hashed files for ever, and packed", async () => {
  const { app } = await testApp({ webFolder: built() });
  const page = await app.inject({ url: "/", headers: html });
  expect(page.body).toContain("<title>Leerie</title>");
  expect(page.headers["cache-control"]).toBe("no-cache");
  const script = await app.inject({ url: "/assets/index-B1x9_-aZ.js", headers: { ...localHost, "accept-encoding": "br" } });
  expect(script.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(script.headers["content-encoding"]).toBe("br");
  expect((await app.inject({ url: "/icon.svg", headers: localHost })).headers["cache-control"]).toBe("no-cache");
});

test("a file that the build compressed is sent as it is, and kept for ever too", async () => {
  const root = built();
  const packed = brotliCompressSync("export const lamp = 1;");
  writeFileSync(join(root, "assets", "index-B1x9_-aZ.js.br"), packed);
  const { app } = await testApp({ webFolder: root });
  const script = await app.inject({ url: "/assets/index-B1x9_-aZ.js", headers: { ...localHost, "accept-encoding": "gzip, deflate, br, zstd" } });
  expect(script.rawPayload).toEqual(packed);
  expect(script.headers["content-encoding"]).toBe("br");
  expect(script.headers["content-type"]).toMatch(/javascript/);
  expect(script.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(script.headers.vary).toContain("accept-encoding");
});

test("any address a person opens is the page; missing files and API routes are not", async () => {
  const { app } = await testApp({ webFolder: built() });
  const deep = await app.inject({ url: "/lights/hw-1?tab=history", headers: html });
  expect(deep.statusCode).toBe(200);
  expect(deep.body).toContain("<title>Leerie</title>");
  expect((await app.inject({ url: "/assets/gone-12345678.js", headers: localHost })).statusCode).toBe(404);
  const api = await app.inject({ url: "/api/v1/nothing", headers: html });
  expect(api.statusCode).toBe(404);
  expect(api.json().code).toBe("NOT_FOUND");
  expect((await app.inject({ method: "POST", url: "/", headers: { ...html, "content-type": "application/json" }, payload: "{}" })).statusCode).toBe(404);
});

test("a page that is not built yet says how, and appears once it is", async () => {
  const webFolder = join(temporaryFolder(), "dist");
  const { app } = await testApp({ webFolder });
  const before = await app.inject({ url: "/", headers: html });
  expect(before.statusCode).toBe(503);
  expect(before.body).toContain("npx vite build web");
  mkdirSync(webFolder);
  writeFileSync(join(webFolder, "index.html"), "<title>built</title>");
  expect((await app.inject({ url: "/", headers: html })).body).toBe("<title>built</title>");
});

test.each([
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/%2e%2e%2fsecret.txt",
  "/..%5csecret.txt",
  "/assets/..%5c..%5csecret.txt",
  "/assets/%2e%2e/%2e%2e/secret.txt",
  "/assets/..%2f..%2fsecret.txt",
  "/%252e%252e/secret.txt",
  "//secret.txt",
  "/secret.txt%00.js",
  "/.env",
])("%s reaches nothing outside the page", async (url) => {
  const { app } = await testApp({ webFolder: built() });
  const answer = await app.inject({ url, headers: localHost });
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(answer.statusCode).toBeLessThan(500);
  expect(answer.body).not.toContain("secret\n");
  expect(answer.body).not.toBe("secret");
});
