/** The page of the node protocol is true: its messages fit their schemas, and its commands work as they stand. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { faultBits, Hello, Programme, Report } from "#contract/messages";
import { down, up } from "#contract/topics";
import { secretOf, startRig, until, within } from "../../broker/rig.ts";
import { requirePackages } from "../../setup/packages.ts";

requirePackages(["mosquitto-clients"]);
const page = readFileSync(new URL("../../../docs/protocol.md", import.meta.url), "utf8");
const blocks = (language: string): string[][] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map((match) => [...match].slice(1));
const schemas = { ...up, ...down };
const isKind = (kind: string): kind is keyof typeof schemas => Object.hasOwn(schemas, kind);
const examples = blocks("json (\\w+)").map(([kind = "", example = ""]) => ({ kind, example }));

test("there is an example of every message", () => {
  expect([...new Set(examples.map(({ kind }) => kind))].sort()).toEqual(Object.keys(schemas).sort());
});

test.each(examples)("the $kind example fits its schema, every field of it", ({ kind, example }) => {
  if (!isKind(kind)) throw new Error(`no message is called ${kind}`);
  const parsed: unknown = JSON.parse(example);
  expect(schemas[kind].parse(parsed)).toEqual(parsed);
});

test("the fault bits are those of the contract", () => {
  const listed = /Fault bits: ([^.]+)\./.exec(page)?.[1] ?? "";
  expect([...listed.matchAll(/\b\d+\b/g)].map(Number)).toEqual(Object.values(faultBits));
});

test("a node made of the page's own commands says hello, gets its programme and reports", async () => {
  const rig = await startRig();
  onTestFinished(() => rig.close());
  const [[script = ""] = []] = blocks("sh node");
  const env = { ...process.env, AUTHORITY: "camden", NODE: "n1", SECRET: secretOf("n1"), PORT: String(rig.broker.port) };
  const node = spawn("bash", ["-euc", script], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void node.kill());
  const printed = text(node.stdout);

  Hello.parse(JSON.parse((await rig.heard("leerie/v1/camden/n1/n1/up/hello")).payload.toString()));
  const programme = examples.find(({ kind }) => kind === "programme")?.example ?? "";
  // Commands reach nobody until mosquitto_sub has subscribed: sent again, as the controller does.
  const reported = (): boolean => rig.handed.some(({ topic }) => topic.endsWith("/up/report"));
  await until(10_000, "the node reports after its programme", () => {
    if (!reported()) rig.bus.publish("leerie/v1/camden/n1/n1/down/programme", programme);
    return reported();
  });
  Report.parse(JSON.parse((await rig.heard("leerie/v1/camden/n1/n1/up/report")).payload.toString()));
  const [topic, ...payload] = (await within(5_000, "the commands end", printed)).split(" ");
  expect(topic).toBe("leerie/v1/camden/n1/n1/down/programme");
  expect(Programme.parse(JSON.parse(payload.join(" "))).version).toBe("5f0c2ab91d7e");
});
