import { once } from "node:events";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectBytesMax, PacketWatch, packetBytesMax } from "#broker/guard";
import { connectPacket, packet, publishPacket } from "./packets.ts";
import { cut, type Rig, startRig, systemClock, until, within } from "./rig.ts";

describe("the watch over packet headers", () => {
  const connect = packet(0x10, Buffer.alloc(30));
  const bodies = fc.array(fc.nat(packetBytesMax), { maxLength: 8 });

  test("lets good packets through however the stream is cut into chunks", () => {
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1 }), (lengths, cuts) => {
        const stream = Buffer.concat([connect, ...lengths.map((length) => packet(0x30, Buffer.alloc(length)))]);
        const watch = new PacketWatch();
        watch.signedIn();
        let at = 0;
        for (let i = 0; at < stream.length; i++) {
          const chunk = stream.subarray(at, at + (cuts[i % cuts.length] ?? 1));
          at += chunk.length;
          expect(watch.inspect(chunk)).toBeUndefined();
        }
      }),
      { numRuns: 50 },
    );
  });

  test("stops a packet by what it declares, before its body arrives", () => {
    fc.assert(
      fc.property(fc.integer({ min: packetBytesMax + 1, max: 268_435_455 }), (length) => {
        const watch = new PacketWatch();
        expect(watch.inspect(connect)).toBeUndefined();
        expect(watch.inspect(packet(0x30, Buffer.alloc(0), length))).toBe("packet-too-large");
      }),
    );
  });

  test.each([
    ["a CONNECT too long", packet(0x10, Buffer.alloc(0), connectBytesMax + 1), "packet-too-large"],
    ["HTTP", Buffer.from("GET / HTTP/1.1\r\n"), "no-connect"],
    ["a PUBLISH first", packet(0x30, Buffer.alloc(4)), "no-connect"],
    ["a length of five bytes", Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01]), "malformed"],
  ])("%s is refused", (_what, bytes, reason) => {
    expect(new PacketWatch().inspect(bytes)).toBe(reason);
  });

  test("before the sign-in there is room for one packet behind the CONNECT, not for many", () => {
    const watch = new PacketWatch();
    expect(watch.inspect(connect)).toBeUndefined();
    expect(watch.inspect(packet(0x30, Buffer.alloc(16_000)))).toBeUndefined();
    expect(watch.inspect(packet(0x30, Buffer.alloc(16_000)))).toBe("too-much-before-sign-in");
  });
});

describe("at the port", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  test("four sockets that declare 256 MiB and send what they can don't fill the memory", async () => {
    const before = process.memoryUsage.rss();
    const chunk = Buffer.alloc(64 * 1024);
    const attack = async (): Promise<number> => {
      const socket = await rig.knock();
      const closed = cut(socket, "the attacker");
      socket.write(packet(0x10, Buffer.alloc(0), 268_435_455));
      let sent = 0;
      while (!socket.destroyed && sent < 200 * 1024 * 1024) {
        sent += chunk.length;
        if (!socket.write(chunk)) await Promise.race([once(socket, "drain").catch(() => {}), closed]);
      }
      await closed;
      return sent;
    };
    const sent = await Promise.all([attack(), attack(), attack(), attack()]);
    expect(Math.max(...sent)).toBeLessThan(16 * 1024 * 1024);
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
    expect(rig.broker.stats().refused).toEqual({ "packet-too-large": 4 });
    await rig.signIn("n1");
  });

  test("a socket that says nothing is closed after five seconds", async () => {
    const startedMs = systemClock.elapsedMs();
    const socket = await rig.knock();
    await within(7_000, "the silent socket is closed", once(socket, "close"));
    expect(systemClock.elapsedMs() - startedMs).toBeGreaterThan(4_500);
  });

  test("the largest payload passes, one byte more is refused and cut", async () => {
    const topic = "leerie/v1/camden/n1/n1/up/report";
    const node = await rig.signIn("n1");
    await node.publishAsync(topic, Buffer.alloc(16 * 1024, "x"), { qos: 1 });
    expect((await rig.heard(topic)).payload).toHaveLength(16 * 1024);
    node.publish(topic, Buffer.alloc(16 * 1024 + 1, "x"), { qos: 1 });
    await cut(node, "the node with too large a payload");
    expect(rig.broker.stats().refused).toEqual({ "payload-too-large": 1 });
  });

  test("a report sent right behind the CONNECT, before its answer, is heard", async () => {
    const socket = await rig.knock();
    socket.write(Buffer.concat([connectPacket({ id: "n1" }), publishPacket("leerie/v1/camden/n1/n1/up/report", Buffer.from("eager"))]));
    await rig.heard("leerie/v1/camden/n1/n1/up/report");
  });

  test("a flood is cut; the rest is served", async () => {
    const flooder = await rig.signIn("n1");
    const other = await rig.signIn("n2");
    const gone = cut(flooder, "the flooding node");
    for (let i = 0; i < 400; i++) flooder.publish("leerie/v1/camden/n1/n1/up/report", "x", { qos: 0 });
    await gone;
    expect(rig.broker.stats().refused).toEqual({ "too-many-messages": expect.any(Number) });
    expect(rig.broker.stats().received).toBeLessThanOrEqual(210);
    await other.publishAsync("leerie/v1/camden/n2/n2/up/report", "y", { qos: 1 });
    await rig.heard("leerie/v1/camden/n2/n2/up/report");
  });
});

test("more connects than the rate allows are reset early", async () => {
  const rig = await startRig({ broker: { connectsPerSecond: 5 } });
  try {
    const sockets = await Promise.all(Array.from({ length: 10 }, () => rig.knock()));
    await until(2_000, "five of ten are reset", () => sockets.filter((socket) => socket.closed).length >= 5);
    expect(rig.broker.stats().refused).toEqual({ "too-many-connects": 5 });
  } finally {
    await rig.close();
  }
});
