/** The web page, as Vite built it. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { RefusedRequest } from "./errors.ts";
import type { Api } from "./operation.ts";

/** Files whose name changes with their content, as Vite names them. */
const hashed = /[/\\]assets[/\\][^/\\]+-[\w-]{8}\.\w+(\.br|\.gz)?$/;

/** Serves the built page; every path a person may open that is no file is the page itself, which knows what to show. */
export async function servePage(api: Api, webFolder: string): Promise<void> {
  const root = resolve(webFolder);
  await api.register(fastifyStatic, {
    root,
    dotfiles: "ignore",
    cacheControl: false,
    // The build leaves a .br and a .gz beside what gains by it.
    preCompressed: true,
    suppressWarning: true,
    setHeaders: (reply, path) => {
      reply.header("cache-control", hashed.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  api.setNotFoundHandler((request, reply) => notFound(root, request, reply));
}

async function notFound(root: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const isPage = request.method === "GET" && !request.url.startsWith("/api/") && request.headers.accept?.includes("text/html");
  if (!isPage)
    throw new RefusedRequest(404, "NOT_FOUND", `There is nothing at ${request.method} ${request.url.split("?", 1)[0]}. The routes are listed at /api/v1/docs.`);
  const page = await indexPage(root);
  return reply
    .code(page ? 200 : 503)
    .header("cache-control", "no-cache")
    .type("text/html; charset=utf-8")
    .send(page ?? unbuiltPage);
}

/** Read each time: the page may be built while the controller runs. */
async function indexPage(root: string): Promise<Buffer | undefined> {
  return readFile(join(root, "index.html")).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
}

const unbuiltPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Leerie: the page is not built</title>
<h1>The page is not built yet</h1>
<p>The controller runs. To see the map, build the page once and load this address again:</p>
<pre>npx vite build web</pre>
<p><code>npm start</code> does this by itself. Until then there is the <a href="/api/v1/docs">reference of the API</a>.</p>
</html>
`;
