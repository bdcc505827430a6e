/** A stock MQTT client plays a node by the documented protocol. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Hello, Target } from "#contract/messages";
import { requirePackages } from "../setup/packages.ts";
import { type Rig, secretOf, startRig, until, within } from "./rig.ts";

requirePackages(["mosquitto-clients"]);
const call = promisify(execFile);
let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const asNode = (secret = secretOf("n1")): string[] => ["-h", "127.0.0.1", "-p", `${rig.broker.port}`, "-i", "camden/n1", "-u", "camden/n1", "-P", secret];
const hello: Hello = { node: "n1", boot: 1, at: "2026-11-21T16:00:00Z", firmware: "mosquitto", command: 0, seq: 0, log: [] };

test("it says hello and gets its target", async () => {
  const target: Target = {
    seq: 1,
    issuedAt: "2026-11-21T16:00:01Z",
    validUntil: "2026-11-21T17:00:00Z",
    levelPct: 60,
    fadeMs: 2_000,
    because: "override",
  };
  const node = spawn("mosquitto_sub", [
    ...asNode(),
    "-q",
    "1",
    "-t",
    "leerie/v1/camden/n1/+/down/+",
    "-t",
    "leerie/v1/camden/all/all/down/ask",
    "-C",
    "1",
    "-F",
    "%t %p",
  ]);
  const heard = once(node.stdout, "data");
  await until(5_000, "mosquitto_sub is connected", () => rig.broker.stats().connections === 1);
  // Its subscriptions follow its sign-in; until they are there a command has nowhere to go.
  await until(5_000, "the target reaches mosquitto_sub", () => {
    rig.bus.publish("leerie/v1/camden/n1/n1/down/target", JSON.stringify(target));
    return rig.broker.stats().sent > 0;
  });
  const [line] = await within(5_000, "mosquitto_sub prints its target", heard);
  const [topic, payload] = [String(line).slice(0, String(line).indexOf(" ")), String(line).slice(String(line).indexOf(" "))];
  expect(topic).toBe("leerie/v1/camden/n1/n1/down/target");
  expect(Target.parse(JSON.parse(payload))).toEqual(target);

  await call("mosquitto_pub", [...asNode(), "-q", "1", "-t", "leerie/v1/camden/n1/n1/up/hello", "-m", JSON.stringify(hello)]);
  const message = await rig.heard("leerie/v1/camden/n1/n1/up/hello");
  expect(Hello.parse(JSON.parse(message.payload.toString()))).toEqual(hello);
});

test("with a wrong secret it is told that it is not authorised", async () => {
  await expect(call("mosquitto_pub", [...asNode("guess"), "-t", "leerie/v1/camden/n1/n1/up/hello", "-m", "{}"])).rejects.toThrow(/not authori[sz]ed/i);
});
