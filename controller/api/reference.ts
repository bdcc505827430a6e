/** The OpenAPI document and the page that shows it, both from the schemas the routes are checked by. */
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from "fastify-type-provider-zod";
import { z } from "zod";
import * as contract from "#contract/api";
import { Demand, Report } from "#contract/messages";
import { WhatIf, WhatIfRequest } from "#contract/what-if";
import { type Api, apiPrefix } from "./operation.ts";

const docsPrefix = `${apiPrefix}/docs`;

/** Schemas that appear under their own name in the document. */
const named = {
  ApiError: contract.ApiError,
  Because: contract.Because,
  Basemap: contract.Basemap,
  ClockCommand: contract.ClockCommand,
  CommissionRequest: contract.CommissionRequest,
  CommissionResult: contract.CommissionResult,
  Demand,
  DemandSource: contract.DemandSource,
  Estate: contract.Estate,
  FaultCommand: contract.FaultCommand,
  Health: contract.Health,
  History: contract.History,
  ImportResult: contract.ImportResult,
  Inventory: contract.Inventory,
  LightDetail: contract.LightDetail,
  LightPage: contract.LightPage,
  LightSummary: contract.LightSummary,
  NightEnergy: contract.NightEnergy,
  Override: contract.Override,
  OverrideRequest: contract.OverrideRequest,
  Report,
  Scope: contract.Scope,
  Status: contract.Status,
  WhatIf,
  WhatIfRequest,
} as const;

const tags = [
  { name: "estate", description: "What this installation is." },
  { name: "lights", description: "Lists, snapshot, one light, its history." },
  { name: "live", description: "What changes, as it changes." },
  { name: "overrides", description: "Levels set by people, always with an end." },
  { name: "designs", description: "Profiles, calendars, groups, road sections, luminaires and demand rules: drafts, what they would do, what is published." },
  { name: "demand", description: "Readings of use." },
  { name: "inventory", description: "Lights as they are installed." },
  { name: "connections", description: "Identities of nodes, gateways and sources." },
  { name: "energy", description: "What the lights took." },
  { name: "health", description: "How the system is." },
  { name: "demo", description: "The clock and the faults of the demo." },
];

const info = {
  title: "Leerie",
  version: "1",
  description: "Street lighting: what the lights do and why, and how to tell them otherwise. Instants are ISO 8601 UTC; units are in the names.",
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

/** The reference page styles some of its elements inline; scripts stay ours alone, and nothing comes from elsewhere. */
const docsPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Every schema is made twice, as it is taken and as it is given; most are only one of them. */
function withoutUnused<D extends { paths?: unknown; components?: { schemas?: object } }>(document: D): D {
  const schemas = new Map(Object.entries(document.components?.schemas ?? {}));
  const used = new Set<string>();
  const follow = (part: unknown): void => {
    for (const [, name = ""] of JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(schemas.get(name));
    }
  };
  follow(document.paths);
  return { ...document, components: { ...document.components, schemas: Object.fromEntries([...schemas].filter(([name]) => used.has(name))) } };
}

/** To be registered before the routes it describes. */
export async function serveReference(api: Api): Promise<void> {
  for (const [id, schema] of Object.entries(named)) z.globalRegistry.add(schema, { ...schema.meta(), id });
  // Bytes and files have no JSON schema: they say their type in their own meta.
  const zodToJsonConfig = { unrepresentable: "any" } as const;
  await api.register(swagger, {
    openapi: { openapi: "3.1.0", info, tags },
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject: (document) => withoutUnused(createJsonSchemaTransformObject({ zodToJsonConfig })(document)),
  });
  await api.register(swaggerUi, {
    routePrefix: docsPrefix,
    staticCSP: docsPolicy,
    theme: { title: "Leerie: API reference" },
    uiConfig: { deepLinking: true, tryItOutEnabled: true, defaultModelsExpandDepth: 0, layout: "BaseLayout" },
  });
  api.get(`${apiPrefix}/openapi.json`, { schema: { hide: true, summary: "This document" } }, () => api.swagger());
}
