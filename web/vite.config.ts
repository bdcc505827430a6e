import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** Leaflet's package names only its UMD file; the module build of the same release bundles smaller. */
const leafletModule = fileURLToPath(new URL("../node_modules/leaflet/dist/leaflet-src.esm.js", import.meta.url));

/** Scripts and styles compressed once, as far as it goes, so that the server need not do it for every page that opens. */
const precompress: Plugin = {
  name: "precompress",
  writeBundle: ({ dir = "" }) => {
    for (const name of readdirSync(join(dir, "assets")).filter((file) => /\.(js|css)$/.test(file))) {
      const path = join(dir, "assets", name);
      const content = readFileSync(path);
      writeFileSync(`${path}.br`, brotliCompressSync(content));
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    }
  },
};

// Vite reads its configuration from the default export.
export default defineConfig({
  root: import.meta.dirname,
  // Never the development form, whoever builds: it names source files in the page, and is a tenth larger.
  oxc: { jsx: { runtime: "automatic", importSource: "preact", development: false } },
  plugins: [precompress],
  resolve: { alias: [{ find: /^leaflet$/, replacement: leafletModule }] },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // Nothing inline: the page runs under default-src 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The page uses types and plain constants of contract/; a schema file nobody uses a value of may go, and zod with it.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !id.includes("/contract/") && !id.includes("/zod/") } },
  },
});
