import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { packet } from "./packets.ts";
import { nextMessage, signInAt, startRig, until, within } from "./rig.ts";

test("MQTT over WebSocket: the same rules, both ways", async () => {
  const rig = await startRig({ broker: { websocketPort: 0 } });
  try {
    const url = `ws://127.0.0.1:${rig.broker.websocketPort}`;
    const node = await signInAt(url, "n1");
    await node.subscribeAsync("leerie/v1/camden/n1/+/down/+", { qos: 1 });
    await node.publishAsync("leerie/v1/camden/n1/n1/up/report", "x", { qos: 1 });
    await rig.heard("leerie/v1/camden/n1/n1/up/report");
    const message = nextMessage(node);
    rig.bus.publish("leerie/v1/camden/n1/n1/down/target", "y");
    expect((await within(2_000, "the node's target", message)).payload).toBe("y");
    await node.endAsync();
    await expect(signInAt(url, "n1", { password: "guess" })).rejects.toThrow();

    const attacker = new WebSocket(url, "mqtt");
    await within(2_000, "the socket opens", once(attacker, "open"));
    const closed = within(2_000, "the attacker is cut", once(attacker, "close"));
    attacker.send(packet(0x10, Buffer.alloc(0), 268_435_455));
    await closed;
    await until(1_000, "it is counted", () => rig.broker.stats().refused["packet-too-large"] === 1);
  } finally {
    await rig.close();
  }
});
