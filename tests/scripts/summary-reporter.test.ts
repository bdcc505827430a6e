import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

test("a run ends with a plain line: passed, failed, skipped; a file that cannot be loaded is a failure", () => {
  const folder = mkdtempSync(join(root, "node_modules/.cache-summary-"));
  try {
    writeFileSync(
      join(folder, "some.test.js"),
      `import { test } from "vitest"; test("good", () => {}); test("bad", () => { throw new Error("no"); }); test.skip("later", () => {});`,
    );
    writeFileSync(join(folder, "broken.test.js"), `import "./not-there.js";`);
    const config = `import { SummaryReporter } from ${JSON.stringify(join(root, "scripts/summary-reporter.ts"))};
      export default { test: { include: ["*.test.js"], exclude: [], reporters: ["default", new SummaryReporter()] } };`;
    writeFileSync(join(folder, "vitest.config.ts"), config);
    const run = spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", folder], { encoding: "utf8" });
    expect(run.stdout.trimEnd().split("\n").at(-1)).toBe("1 passed, 2 failed, 1 skipped");
    expect(run.status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
