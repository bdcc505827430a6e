import { once } from "node:events";
import { connect as connectUnix } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { busSocketPath } from "#config/paths";
import { downFilter } from "#contract/topics";
import { EmbeddedBus } from "#controller/bus/embedded";
import { connectPacket, subscribePacket } from "./packets.ts";
import { cut, nextMessage, type Rig, startRig, systemClock, until, within } from "./rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const own = (id: string, kind: string, subject = id): string => `leerie/v1/camden/${id}/${subject}/up/${kind}`;
const refusedFor = (reason: string): number => rig.broker.stats().refused[reason] ?? 0;

test("a report reaches the controller and a command reaches the node", async () => {
  const node = await rig.signIn("n1");
  await node.subscribeAsync("leerie/v1/camden/n1/+/down/+", { qos: 1 });
  const command = nextMessage(node);
  await node.publishAsync(own("n1", "report"), "lit", { qos: 1 });
  expect((await rig.heard(own("n1", "report"))).payload.toString()).toBe("lit");

  expect(rig.bus.publish("leerie/v1/camden/n1/n1/down/target", '{"levelPct":40}')).toBe(true);
  expect(await within(2_000, "the node gets its target", command)).toEqual({
    topic: "leerie/v1/camden/n1/n1/down/target",
    payload: '{"levelPct":40}',
    qos: 1,
  });
});

test("a gateway speaks for the nodes it carries, and only for them", async () => {
  const gateway = await rig.signIn("g1");
  await gateway.publishAsync(own("g1", "report", "n7"), "from n7", { qos: 1 });
  await rig.heard(own("g1", "report", "n7"));
  gateway.publish(own("g1", "report", "n1"), "from n1", { qos: 1 });
  await cut(gateway, "a gateway that speaks for another's node");
  expect(rig.handed.map((message) => message.topic)).toEqual([own("g1", "report", "n7")]);
});

test("a broadcast reaches every connection of the authority and none of another", async () => {
  const clients = [await rig.signIn("n1"), await rig.signIn("n2"), await rig.signIn("g1")];
  for (const client of clients) await client.subscribeAsync("leerie/v1/camden/all/all/down/ask", { qos: 1 });
  const stranger = await rig.signIn("n1", { clientId: "fife/n1", username: "fife/n1" });
  await expect(stranger.subscribeAsync("leerie/v1/camden/all/all/down/ask")).rejects.toThrow();
  const heard = Promise.all(clients.map(nextMessage));
  rig.bus.publish("leerie/v1/camden/all/all/down/ask", '{"want":"hello","withinS":60}');
  await within(2_000, "all three get the broadcast", heard);
});

test.each([
  ["another node's topic", own("n2", "report")],
  ["another authority's topic", "leerie/v1/fife/n1/n1/up/report"],
  ["a down topic", "leerie/v1/camden/n1/n1/down/target"],
  ["a kind that is not its own", own("n1", "demand")],
  ["a topic outside the table", "leerie/v1/camden/n1/n1/up/firmware"],
  ["$SYS, to throw another out", "$SYS/x/new/clients"],
  ["a deep topic", `${"a/".repeat(200)}a`],
])("a node that publishes on %s is cut, counted, and nobody hears it", async (_what, topic) => {
  const node = await rig.signIn("n1");
  node.publish(topic, "camden/n2", { qos: 1 });
  await cut(node, "the node");
  // A refused connection still says that it is gone only if it left a will; this one did not.
  expect(rig.handed).toEqual([]);
  if (!topic.startsWith("a/")) expect(refusedFor("publish-topic")).toBe(1);
});

test.each([
  ["everything", "#"],
  ["$SYS", "$SYS/#"],
  ["its authority", "leerie/v1/camden/#"],
  ["another node's commands", downFilter("camden", "n2")],
  ["more than its own by a wildcard", "leerie/v1/camden/+/+/down/+"],
  ["what nodes report", "leerie/v1/camden/+/+/up/+"],
])("a node may not subscribe to %s, and stays connected", async (_what, filter) => {
  const node = await rig.signIn("n1");
  await expect(node.subscribeAsync(filter)).rejects.toThrow();
  expect(refusedFor("subscribe-topic")).toBe(1);
  await node.publishAsync(own("n1", "report"), "still here", { qos: 1 });
  await rig.heard(own("n1", "report"));
});

test("a shared subscription is refused: aedes would take it and deliver nothing", async () => {
  const socket = await rig.knock();
  socket.write(connectPacket({ id: "n1" }));
  await within(2_000, "a CONNACK", once(socket, "data"));
  socket.write(subscribePacket(`$share/g/${downFilter("camden", "n1")}`));
  const [suback] = await within(2_000, "a SUBACK", once(socket, "data"));
  expect([...suback]).toEqual([0x90, 3, 0, 1, 0x80]);
  expect(refusedFor("subscribe-topic")).toBe(1);
});

test("the retain flag is taken off: the message is heard, nothing is kept", async () => {
  const node = await rig.signIn("n1");
  await node.publishAsync(own("n1", "report"), "kept?", { qos: 1, retain: true });
  await rig.heard(own("n1", "report"));
  const desk = await rig.signIn("desk");
  const messages: string[] = [];
  desk.on("message", (_topic, payload) => messages.push(payload.toString()));
  await desk.subscribeAsync("leerie/v1/camden/+/+/up/+", { qos: 1 });
  await node.publishAsync(own("n1", "report"), "fresh", { qos: 1 });
  await until(2_000, "the service hears the fresh report", () => messages.includes("fresh"));
  expect(messages).toEqual(["fresh"]);
  expect(rig.broker.stats().retainStripped).toBe(1);
});

test("a will on its own lost topic is handed over when the connection breaks, not after a goodbye", async () => {
  const will = { topic: own("n1", "lost"), payload: Buffer.from('{"connection":"n1"}'), qos: 1, retain: false } as const;
  const polite = await rig.signIn("n2", { will: { ...will, topic: own("n2", "lost") } });
  await polite.endAsync();
  const node = await rig.signIn("n1", { will });
  node.stream.destroy();
  expect((await rig.heard(own("n1", "lost"))).payload.toString()).toBe('{"connection":"n1"}');
  expect(rig.handed).toHaveLength(1);
});

test("when the broker ends in good order, the controller hears of every connection that it is lost", async () => {
  const will = { topic: own("n1", "lost"), payload: Buffer.from('{"connection":"n1"}'), qos: 1, retain: false } as const;
  await rig.signIn("n1", { will });
  await rig.broker.close();
  await rig.heard(own("n1", "lost"));
});

test.each([
  ["another's lost topic", own("n2", "lost"), false],
  ["a report", own("n1", "report"), false],
  ["a command", "leerie/v1/camden/n2/n2/down/target", false],
  ["its own lost topic, retained", own("n1", "lost"), true],
])("a will on %s is refused at the sign-in", async (_what, topic, retain) => {
  await expect(rig.signIn("n1", { will: { topic, payload: Buffer.from("x"), qos: 1, retain } })).rejects.toThrow(/not authorized/i);
  expect(refusedFor("will")).toBe(1);
});

test("one connection an identity: the newer takes over, which is counted", async () => {
  const first = await rig.signIn("n1");
  const gone = cut(first, "the older connection");
  const second = await rig.signIn("n1");
  await gone;
  expect(rig.broker.stats()).toMatchObject({ connections: 1, takeovers: 1 });
  await second.publishAsync(own("n1", "report"), "the newer one", { qos: 1 });
  await rig.heard(own("n1", "report"));
});

test("two devices that share one identity don't keep the broker busy: the identity is refused for a while", async () => {
  let refused = 0;
  for (let i = 0; i < 20; i++) await rig.signIn("n1").catch(() => refused++);
  expect(refused).toBeGreaterThanOrEqual(6);
  expect(refusedFor("returns-too-often")).toBe(refused);
  await rig.signIn("n2");
});

test("a subscription outlives no connection: nothing is stored up for a node that is away", async () => {
  const node = await rig.signIn("n1", { clean: false });
  await node.subscribeAsync(downFilter("camden", "n1"), { qos: 1 });
  await node.endAsync();
  await until(2_000, "the node is gone", () => rig.broker.stats().connections === 0);
  rig.bus.publish("leerie/v1/camden/n1/n1/down/target", "missed");
  await until(2_000, "the command has nobody to go to", () => rig.broker.stats().undelivered === 1);
  const back = await rig.signIn("n1", { clean: false });
  const messages: string[] = [];
  back.on("message", (_topic, payload) => messages.push(payload.toString()));
  await back.subscribeAsync(downFilter("camden", "n1"), { qos: 1 });
  rig.bus.publish("leerie/v1/camden/n1/n1/down/target", "new");
  await until(2_000, "the node gets the new command", () => messages.length > 0);
  expect(messages).toEqual(["new"]);
});

test("the controller hears once a second how the broker is", async () => {
  await rig.signIn("n1");
  await expect(rig.signIn("n2", { password: "guess" })).rejects.toThrow();
  await until(3_000, "stats with one connection and one refusal", () => rig.bus.brokerStats()?.connections === 1);
  await until(3_000, "stats with one refusal", () => rig.bus.brokerStats()?.refused.secret === 1);
});

test("only one controller at a time: a second is told why, and the first goes on", async () => {
  const second = new EmbeddedBus({ socketPath: busSocketPath(rig.folder), clock: systemClock });
  const details: string[] = [];
  second.onState((state) => details.push(state.detail));
  second.start();
  await until(2_000, "the second is told", () => details.some((detail) => detail.includes("another controller")));
  await second.close();
  const node = await rig.signIn("n1");
  await node.publishAsync(own("n1", "report"), "x", { qos: 1 });
  await rig.heard(own("n1", "report"));
});

test("what nodes say while the controller is away waits for it, in order", async () => {
  const node = await rig.signIn("n1");
  await rig.bus.close();
  for (let i = 0; i < 100; i++) await node.publishAsync(own("n1", "report"), `${i}`, { qos: 1 });
  expect(rig.handed).toEqual([]);
  const back = new EmbeddedBus({ socketPath: busSocketPath(rig.folder), clock: systemClock });
  const heard: string[] = [];
  back.onMessages((batch) => heard.push(...batch.map(({ payload }) => Buffer.from(payload).toString())));
  back.start();
  await until(3_000, "all 100 reports", () => heard.length >= 100);
  expect(heard).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
  await back.close();
});

test("QoS 0 and 2 are heard as well, once each", async () => {
  const node = await rig.signIn("n1");
  await node.publishAsync(own("n1", "report"), "0", { qos: 0 });
  await node.publishAsync(own("n1", "report"), "2", { qos: 2 });
  await until(3_000, "both reports", () => rig.handed.length >= 2);
  expect(rig.handed.map((message) => message.payload.toString())).toEqual(["0", "2"]);
});

test("it ends at once although somebody has connected and says nothing", async () => {
  const silent = await rig.knock();
  await within(1_000, "the broker closes", rig.broker.close());
  await cut(silent, "the silent socket");
});

test("it ends within seconds although its controller has stopped reading", async () => {
  await rig.bus.close();
  const frozen = connectUnix(busSocketPath(rig.folder)).on("error", () => {});
  await within(1_000, "the hand-over socket is open", once(frozen, "connect"));
  frozen.pause();
  const node = await rig.signIn("g1");
  for (let i = 0; i < 300; i++) await node.publishAsync(own("g1", "report", "n7"), Buffer.alloc(16 * 1024), { qos: 1 });
  await within(3_000, "the broker closes", rig.broker.close());
  frozen.destroy();
});
