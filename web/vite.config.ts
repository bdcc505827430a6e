import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Leaflet's package names only its UMD file; the module build of the same release bundles smaller. */
const leafletModule = fileURLToPath(new URL("../node_modules/leaflet/dist/leaflet-src.esm.js", import.meta.url));

// Vite reads its configuration from the default export.
export default defineConfig({
  root: import.meta.dirname,
  // Never the development form, whoever builds: it names source files in the page, and is a tenth larger.
  oxc: { jsx: { runtime: "automatic", importSource: "preact", development: false } },
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
