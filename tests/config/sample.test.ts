import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Document, isMap, isNode, isSeq, parseDocument } from "yaml";
import { z } from "zod";
import { loadConfig } from "#config/load";
import { Config } from "#config/schema";

const file = new URL("../../config/leerie.yaml", import.meta.url).pathname;
const text = readFileSync(file, "utf8");
/** The sample with everything that is switched off switched on; sections then come twice. */
const everything = parseDocument(text.replace(/^( *)#(?=(?: {2})*(?:- )?(?:\w+:|# ))/gm, "$1"), { uniqueKeys: false });

test("the sample is a configuration that can be used", () => {
  const config = loadConfig({ file });
  expect(config.authority.name).toBe("Example Council");
  expect(config.profiles["quiet-street"]?.steps).toHaveLength(4);
});

test("what the sample sets in these sections is what they are when left out", () => {
  const bare = Config.parse({ authority: { id: "example", name: "Example Council" } });
  const { timeZone, dataFolder, broker, web, telemetry, telemetryBuffer } = loadConfig({ file });
  expect({ timeZone, dataFolder, broker, web, telemetry, telemetryBuffer }).toEqual({
    timeZone: bare.timeZone,
    dataFolder: bare.dataFolder,
    broker: bare.broker,
    web: bare.web,
    telemetry: bare.telemetry,
    telemetryBuffer: bare.telemetryBuffer,
  });
});

test("every key of the schema is in the sample, and no other", () => {
  const inSample = new Set(keysOf(everything));
  expect([...inSample].sort()).toEqual([...new Set(schemaKeys(Config, ""))].sort());
});

test("what is switched off in the sample is right when switched on", () => {
  expect(everything.errors).toEqual([]);
  const sections = isMap(everything.contents) ? everything.contents.items : [];
  for (const { key, value } of sections) {
    const name = String(key);
    const parsed = Config.partial().safeParse({ [name]: isNode(value) ? value.toJS(everything) : value });
    expect(parsed.error?.issues ?? [], name).toEqual([]);
  }
});

/** Paths of the keys of a document; entries of lists and of maps with free names are "*". */
function keysOf(document: Document): string[] {
  const walk = (node: unknown, path: string): string[] => {
    if (isSeq(node)) return node.items.flatMap((item) => walk(item, `${path}.*`));
    if (!isMap(node)) return [];
    return node.items.flatMap(({ key, value }) => {
      const below = freeNames.has(path) ? `${path}.*` : `${path}.${String(key)}`;
      return [below, ...walk(value, below)];
    });
  };
  return walk(document.contents, "");
}

const freeNames = new Set([".profiles", ".regimes"]);

function schemaKeys(schema: z.core.$ZodType, path: string): string[] {
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape).flatMap(([key, value]) => [`${path}.${key}`, ...schemaKeys(value, `${path}.${key}`)]);
  if (schema instanceof z.ZodArray) return schemaKeys(schema.element, `${path}.*`);
  if (schema instanceof z.ZodRecord) return [`${path}.*`, ...schemaKeys(schema.valueType, `${path}.*`)];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => schemaKeys(option, path));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schemaKeys(schema.unwrap(), path);
  return [];
}
