/** A process that saves overrides one after another and says the id of each when it is durable. Killed by registry.test.ts. */
import { writeSync } from "node:fs";
import { openSqliteRegistry } from "#controller/registry/sqlite";
import { exampleOverride } from "./example-records.ts";

const registry = openSqliteRegistry(process.argv[2] ?? "");
for (let i = 0; ; i++) {
  await registry.saveOverride(exampleOverride(`o${i}`, { createdAtMs: i }));
  writeSync(1, `o${i}\n`);
}
