/** The rules of the architecture that a reader of one file cannot see, checked from the sources. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
/** Folders whose code runs in an installation. */
const product = ["contract", "config", "broker", "controller", "firmware-sim", "web"] as const;
const sources = [...product, "scripts", "tests"].flatMap((folder) =>
  globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root, exclude: (path) => path.includes("node_modules") || path.startsWith("web/dist") }).map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    return { path: path.split(sep).join("/"), folder, text, code: withoutComments(text) };
  }),
);
const inProduct = sources.filter(({ folder }) => product.some((name) => name === folder));

/** What each top-level folder may import of the others; a package by name only where listed. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contract: ["contract"],
  config: ["contract", "config"],
  broker: ["contract", "config", "broker"],
  controller: ["contract", "config", "controller"],
  "firmware-sim": ["contract", "config", "firmware-sim"],
  web: ["contract", "web"],
  scripts: ["contract", "config", "controller", "firmware-sim", "scripts"],
};

test("imports go one way: contract ← config ← broker, controller, simulator; contract ← web; nobody but tests imports tests or scripts", () => {
  const wrong = sources
    .filter(({ folder }) => folder !== "tests")
    .flatMap(({ path, folder, code }) =>
      importsOf(code)
        .map((specifier) => ({ specifier, target: targetFolder(path, specifier) }))
        .filter(({ target }) => target !== undefined && !mayImport[folder]?.includes(target))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
  expect(wrong).toEqual([]);
});

test("the contract depends on zod alone, so that a page can share it", () => {
  const wrong = sources
    .filter(({ folder }) => folder === "contract")
    .flatMap(({ path, code }) =>
      importsOf(code)
        .filter((name) => !name.startsWith(".") && !name.startsWith("#contract/") && name !== "zod")
        .map((name) => `${path} imports ${name}`),
    );
  expect(wrong).toEqual([]);
});

/** Each rule: what the text may not hold, and the files that are the edge where it belongs. */
const edges: readonly { readonly what: string; readonly pattern: RegExp; readonly allowed: RegExp }[] = [
  { what: "the system's time: use a Clock", pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bhrtime\b/, allowed: /^contract\/clock\.ts$/ },
  { what: "a timer: use a Clock", pattern: /(?:^|[^.\w]|window\.|globalThis\.)(?:setTimeout|setInterval)\b/, allowed: /^contract\/clock\.ts$/ },
  { what: "chance: use contract/random.ts", pattern: /\bMath\.random\b/, allowed: /^$/ },
  { what: "the environment: read it in a main.ts", pattern: /\bprocess\.(?:env|argv)\b/, allowed: /(?:^|\/)main\.ts$/ },
];

test.each(edges)("nothing in the product asks for $what", ({ pattern, allowed }) => {
  const wrong = inProduct
    .filter(({ path }) => !allowed.test(path))
    .flatMap(({ path, code }) => code.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])));
  expect(wrong).toEqual([]);
});

test("no default exports but where a tool asks for one, no enums, no unfinished work, no mocked modules", () => {
  const banned: readonly (readonly [RegExp, string])[] = [
    [/^export default\b/m, "a default export"],
    [/^(?:export )?(?:const )?enum\b/m, "an enum"],
    [/\b(?:TODO|FIXME|XXX)\b/, "unfinished work"],
    [/\bvi\.(?:mock|doMock)\(/, "a mocked module"],
  ];
  const wrong = sources
    .filter(({ path }) => !path.endsWith(".config.ts") && path !== "tests/architecture.test.ts")
    .flatMap(({ path, text, code }) =>
      banned.filter(([pattern, what]) => pattern.test(what === "unfinished work" ? text : code)).map(([, what]) => `${path}: ${what}`),
    );
  expect(wrong).toEqual([]);
});

test("no source file is longer than 400 lines", () => {
  const long = sources.filter(({ folder }) => folder !== "tests").filter(({ text }) => text.split("\n").length > 400);
  expect(long.map(({ path, text }) => `${path}: ${text.split("\n").length} lines`)).toEqual([]);
});

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly resolved?: string; readonly hasInstallScript?: boolean; readonly optional?: boolean }>
  >;
}
const lockText = readFileSync(join(root, "package-lock.json"), "utf8");
const lock: Lock = JSON.parse(lockText);

/** Lowest versions without a known hole, and why (GHSA, CVE or AIKIDO number). */
const floors: Readonly<Record<string, readonly [floor: string, why: string]>> = {
  aedes: ["1.2.0", "GHSA-52qw-whmv-87c5, GHSA-xxqp-5qx8-gj5q"],
  fastify: ["5.8.5", "CVE-2026-33806, CVE-2026-25223, CVE-2025-32442"],
  "@fastify/static": ["10.1.3", "CVE-2026-15074"],
  zod: ["4.5.0", "AIKIDO-2026-500926"],
  leaflet: ["1.9.4", "CVE-2025-69993 stands; strings are never given to it as HTML"],
  mqtt: ["5.16.0", "reconnect loops, lost subscriptions"],
};

const floorRows = Object.entries(floors).map(([name, [floor, why]]) => ({ name, floor, why }));

test.each(floorRows)("one copy of $name, at $floor or newer: $why", ({ name, floor }) => {
  const copies = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  expect(copies.length, `copies of ${name} in package-lock.json`).toBe(1);
  for (const [path, { version }] of copies) expect(atLeast(version ?? "0", floor), `${path} is ${version}, below ${floor}`).toBe(true);
});

test("the lockfile names no registry, and no package needs its install script", () => {
  expect(
    Object.entries(lock.packages)
      .filter(([, entry]) => entry.resolved !== undefined)
      .map(([path]) => path),
  ).toEqual([]);
  // An optional package with a script is one for another system (fsevents).
  const scripted = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript && !entry.optional);
  expect(scripted.map(([path]) => path)).toEqual([]);
});

/** Comments become spaces, line by line, so that a rule's name in a sentence is no breach. Strings stay: none holds these words. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " ")).replace(/(^|[\s;{}(,])\/\/.*$/gm, "$1");
}

function importsOf(code: string): string[] {
  return [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g)].flatMap(([, specifier]) => (specifier === undefined ? [] : [specifier]));
}

/** The top-level folder an import leads to; undefined for a package. */
function targetFolder(path: string, specifier: string): string | undefined {
  if (specifier.startsWith("#")) return specifier.slice(1).split("/")[0];
  if (!specifier.startsWith(".")) return undefined;
  return relative(root, join(root, dirname(path), specifier)).split(sep)[0];
}

function atLeast(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) => text.split(/[.-]/).map(Number));
  const differing = [0, 1, 2].find((index) => a?.[index] !== b?.[index]);
  return differing === undefined || (a?.[differing] ?? 0) > (b?.[differing] ?? 0);
}
