import { once } from "node:events";
import { appendFileSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identitiesPath } from "#config/paths";
import { type ConnectFields, connectPacket } from "./packets.ts";
import { cast, cut, identity, type Rig, startRig, until, within } from "./rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

/** The broker's whole answer to a CONNECT until it closes, or until its CONNACK. */
async function answerTo(fields: ConnectFields): Promise<number[]> {
  const socket = await rig.knock();
  socket.write(connectPacket(fields));
  const [answer] = await within(2_000, "an answer to the CONNECT", Promise.race([once(socket, "data"), once(socket, "close").then(() => [Buffer.alloc(0)])]));
  return [...answer];
}
const accepted = [0x20, 2, 0, 0];
const notAuthorised = [0x20, 2, 0, 5];

test("the right secret signs in", async () => {
  expect(await answerTo({ id: "n1" })).toEqual(accepted);
  expect(rig.broker.stats()).toMatchObject({ connections: 1, signIns: 1, refused: {} });
});

test.each<[string, ConnectFields, string]>([
  ["a wrong secret", { id: "n1", password: "0123456789abcdef" }, "secret"],
  ["another's secret", { id: "n1", password: "n2" }, "secret"],
  ["no secret", { id: "n1", password: undefined }, "secret"],
  ["no name at all", { id: "n1", username: undefined, password: undefined }, "secret"],
  ["a stolen client id", { id: "n2", clientId: "camden/n1" }, "client-id"],
  ["an empty client id", { id: "n1", clientId: "" }, "client-id"],
  ["an unknown identity", { id: "n99" }, "secret"],
  ["a name every object has", { id: "n1", clientId: "constructor", username: "constructor" }, "secret"],
  ["the prototype's name", { id: "n1", clientId: "__proto__", username: "__proto__" }, "secret"],
  ["no keep-alive", { id: "n1", keepalive: 0 }, "keepalive"],
  ["a keep-alive of nine hours", { id: "n1", keepalive: 32_400 }, "keepalive"],
])("%s is refused, with one answer for all", async (_what, fields, reason) => {
  expect(await answerTo(fields)).toEqual(notAuthorised);
  expect(rig.broker.stats()).toMatchObject({ connections: 0, refused: { [reason]: 1 } });
});

test("MQTT 5 is refused on purpose and said so", async () => {
  const socket = await rig.knock();
  // A CONNECT of level 5 has properties, here none, before the client id.
  const level4 = connectPacket({ id: "n1", level: 5 });
  const level5 = Buffer.concat([Buffer.from([0x10, level4[1] ?? 0]), level4.subarray(2, 12), Buffer.from([0]), level4.subarray(12)]);
  level5[1] = level5.length - 2;
  socket.write(level5);
  const [answer] = await within(2_000, "an answer to the CONNECT", once(socket, "data"));
  expect([...answer]).toEqual([0x20, 2, 0, 1]);
  expect(rig.broker.stats().refused).toEqual({ "protocol-version": 1 });
});

test("a node that tries again and again with a wrong secret is counted each time and logged once", async () => {
  for (let i = 0; i < 5; i++) await answerTo({ id: "n1", password: "wrong" });
  expect(rig.broker.stats().refused).toEqual({ secret: 5 });
  expect(rig.log.filter((line) => line.includes("camden/n1"))).toHaveLength(1);
});

test("what a client calls itself cannot break a line of the log", async () => {
  const name = "n1\nrefused nobody\u001b[2J";
  await answerTo({ id: "n1", clientId: name, username: name });
  expect(rig.log.filter((line) => line.includes("secret"))).toHaveLength(1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  expect(rig.log.join("")).not.toMatch(/[\u0000-\u001f]/);
});

test("an identity that is taken away is cut within a second, its will included; the others stay", async () => {
  const lost = "leerie/v1/camden/n1/n1/up/lost";
  const node = await rig.signIn("n1", { will: { topic: lost, payload: Buffer.from("{}"), qos: 1, retain: false } });
  await rig.signIn("n2");
  const gone = within(1_000, "the revoked node is cut", new Promise<void>((resolve) => node.once("close", () => resolve())));
  rig.setIdentities(cast.filter((one) => one.id !== "n1"));
  await gone;
  await rig.heard(lost);
  expect(await answerTo({ id: "n1" })).toEqual(notAuthorised);
  expect(rig.broker.stats().connections).toBe(1);
});

test("a new secret cuts the connection that used the old one; a new node may come in", async () => {
  const node = await rig.signIn("n1");
  const gone = cut(node, "the connection of the old secret");
  rig.setIdentities([...cast.filter((one) => one.id !== "n1"), { ...identity("n1"), secretHash: "0".repeat(64) }, identity("n3")]);
  await gone;
  expect(await answerTo({ id: "n3" })).toEqual(accepted);
});

test("a line that is no identity is told, and harms no other", async () => {
  appendFileSync(identitiesPath(rig.folder), '{"id":"UPPER"}\n');
  await until(2_000, "the log names the line", () => rig.log.some((line) => line.includes(`line ${cast.length + 1}`)));
  expect(await answerTo({ id: "n1" })).toEqual(accepted);
  expect(readFileSync(identitiesPath(rig.folder), "utf8")).not.toContain("secret of");
});
