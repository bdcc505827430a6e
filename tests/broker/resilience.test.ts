import { once } from "node:events";
import { createServer } from "node:net";
import { Aedes, type AedesOptions } from "aedes";
import { afterEach, expect, test } from "vitest";
import { createHooks } from "#broker/hooks";
import { Identities } from "#broker/identity";
import { Refusals } from "#broker/refusals";
import { Sessions } from "#broker/session";
import { identitiesPath } from "#config/paths";
import { randomInt, seededRandom } from "#contract/random";
import { connectPacket, packet, publishPacket, subscribePacket } from "./packets.ts";
import { cut, identity, nextMessage, type Rig, signInAt, startRig, systemClock, until, within } from "./rig.ts";

let rig: Rig;
afterEach(() => rig.close());

test("a wildcard subscriber that stops reading delays no command", async () => {
  rig = await startRig({ broker: { messagesPerSecond: 100_000, messagesBurst: 100_000 } });
  const frozen = await rig.knock();
  frozen.write(connectPacket({ id: "desk" }));
  await within(2_000, "a CONNACK", once(frozen, "data"));
  frozen.write(subscribePacket("leerie/v1/camden/+/+/up/+"));
  await within(2_000, "a SUBACK", once(frozen, "data"));
  frozen.pause();

  const node = await rig.signIn("n2");
  await node.subscribeAsync("leerie/v1/camden/n2/+/down/+", { qos: 1 });
  const chatty = await rig.signIn("n1");
  const payload = Buffer.alloc(16 * 1024, "x");
  let flooding = true;
  const flood = (async () => {
    while (flooding) await Promise.all(Array.from({ length: 20 }, () => chatty.publishAsync("leerie/v1/camden/n1/n1/up/report", payload, { qos: 1 })));
  })();

  let worstMs = 0;
  for (let i = 0; i < 40; i++) {
    const sentMs = systemClock.elapsedMs();
    const arrives = nextMessage(node);
    rig.bus.publish("leerie/v1/camden/n2/n2/down/target", `${i}`);
    await within(5_000, `command ${i} arrives while a subscriber is frozen`, arrives);
    worstMs = Math.max(worstMs, systemClock.elapsedMs() - sentMs);
  }
  // Broker, flood and node share this process and two busy cores; a stall would last the 2 s until the frozen one is cut.
  expect(worstMs).toBeLessThan(1_000);
  await until(8_000, "what the frozen subscriber doesn't read is no longer piled up", () => rig.broker.stats().skipped > 100);
  flooding = false;
  await flood;
});

test("seeded rubbish harms nobody: the canary is answered throughout", async () => {
  const connections = 400;
  // An identity each: one alone would soon be refused for coming back too often, and its rubbish never looked at.
  rig = await startRig({ more: Array.from({ length: connections }, (_, i) => identity(`f${i}`)) });
  const canary = await rig.signIn("n2");
  const random = seededRandom("rubbish");
  let packets = 0;
  for (let i = 0; i < connections; i++) {
    const socket = await rig.knock();
    if (random.next() < 0.7) {
      socket.write(connectPacket({ id: `f${i}` }));
      await within(2_000, "a CONNACK", once(socket, "data"));
    }
    const count = 1 + randomInt(random, 14);
    for (let j = 0; j < count && !socket.destroyed; j++) socket.write(rubbish());
    packets += count;
    socket.end();
    if (i % 100 === 99) {
      const topic = "leerie/v1/camden/n2/n2/up/report";
      await within(2_000, "the canary's report is acknowledged", canary.publishAsync(topic, `${i}`, { qos: 1 }));
      await until(2_000, "the canary's report is handed over", () => rig.handed.some((message) => message.payload.toString() === `${i}`));
    }
  }
  expect(packets).toBeGreaterThan(2_000);
  expect(rig.broker.stats().signIns).toBeGreaterThan(connections / 2);
  await rig.signIn("g1");

  function rubbish(): Buffer {
    const body = Buffer.from(Array.from({ length: randomInt(random, 60) }, () => randomInt(random, 256)));
    const shape = random.next();
    if (shape < 0.3) return Buffer.concat([Buffer.from([randomInt(random, 256)]), body]);
    if (shape < 0.7) return packet(randomInt(random, 256), body);
    if (shape < 0.8) return packet(randomInt(random, 256), body, body.length + randomInt(random, 300));
    if (shape < 0.9) return publishPacket(String.fromCharCode(...body), body, randomInt(random, 65_536));
    const good = Buffer.from(connectPacket({ id: "n1" }));
    good[randomInt(random, good.length)] = randomInt(random, 256);
    return good;
  }
});

test("a hook that throws refuses that one packet: the broker and the others live on", async () => {
  rig = await startRig();
  const log: string[] = [];
  const deps = {
    identities: new Identities(identitiesPath(rig.folder), systemClock, () => {}),
    sessions: new Sessions(systemClock, { perSecond: 100, burst: 100 }),
    refusals: new Refusals(systemClock, (line) => log.push(line)),
    take: () => {
      throw new TypeError("planted");
    },
  };
  const { hooks } = createHooks(deps);
  const options: AedesOptions = hooks;
  const aedes = await Aedes.createBroker(options);
  const server = createServer(aedes.handle).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `mqtt://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
  try {
    const unlucky = await signInAt(url, "n1");
    const gone = cut(unlucky, "the node whose message hit the bug");
    unlucky.publish("leerie/v1/camden/n1/n1/up/report", "x", { qos: 1 });
    await gone;
    expect(deps.refusals.counts()).toEqual({ internal: 1 });
    expect(log.join()).toContain("planted");
    const other = await signInAt(url, "n2");
    await other.endAsync();
  } finally {
    deps.identities.close();
    deps.refusals.close();
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    server.close();
  }
});

test("a will that aedes publishes for nobody is refused, not a crash", async () => {
  rig = await startRig();
  const refusals = new Refusals(systemClock, () => {});
  const { hooks } = createHooks({
    identities: new Identities(identitiesPath(rig.folder), systemClock, () => {}),
    sessions: new Sessions(systemClock, { perSecond: 1, burst: 1 }),
    refusals,
    take: () => {
      throw new Error("must not be taken");
    },
  });
  const will = { cmd: "publish", topic: "leerie/v1/camden/n1/n1/up/lost", payload: "", qos: 1, retain: false, dup: false } as const;
  const error = await new Promise<unknown>((resolve) => hooks.authorizePublish(null, will, resolve));
  expect(error).toBeInstanceOf(Error);
  expect(refusals.counts()).toEqual({ internal: 1 });
});
