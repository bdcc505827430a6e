/** What every MessageBus must do. Run on each implementation by tests/controller/bus/. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BusMessage, BusState, MessageBus } from "#controller/bus/port";
import { until } from "../broker/rig.ts";

/** A bus and the world on its other side: one node, "n1" of authority "camden". */
export interface BusWorld {
  readonly bus: MessageBus;
  /** The node publishes; its message is on the way when this resolves. */
  nodeSays(topic: string, payload: string): Promise<void>;
  /** What the node has been sent, oldest first. */
  nodeHeard(): readonly { readonly topic: string; readonly payload: string }[];
  /** The broker goes away, with all its connections. */
  breakDown(): Promise<void>;
  /** The broker is back, and the node with it. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

const report = "leerie/v1/camden/n1/n1/up/report";
const target = "leerie/v1/camden/n1/n1/down/target";
/** mqtt.js waits a second before it tries again, and a busy machine takes its time. */
const patienceMs = 8_000;

export function messageBusSuite(name: string, open: () => Promise<BusWorld>): void {
  describe(`message bus: ${name}`, () => {
    let world: BusWorld;
    let states: BusState[];
    let batches: (readonly BusMessage[])[];
    let heard: { topic: string; payload: string }[];
    beforeEach(async () => {
      world = await open();
      states = [];
      batches = [];
      heard = [];
      world.bus.onState((state) => states.push(state));
      world.bus.onMessages((batch) => {
        batches.push(batch);
        heard.push(...batch.map(({ topic, payload }) => ({ topic, payload: Buffer.from(payload).toString() })));
      });
    });
    afterEach(() => world.close());

    const connected = (): boolean => states.at(-1)?.connected === true;
    const start = async (): Promise<void> => {
      world.bus.start();
      await until(patienceMs, "the bus says that it is connected", connected);
    };

    test("refuses to send before it is connected", () => {
      expect(world.bus.publish(target, "{}")).toBe(false);
      expect(world.nodeHeard()).toEqual([]);
    });

    test("says that it is connected, and to what", async () => {
      await start();
      expect(states.at(-1)?.detail).toMatch(/connected/);
    });

    test("hands on what nodes say, in order, bytes unchanged, in batches that are never empty", async () => {
      await start();
      const payloads = Array.from({ length: 50 }, (_, i) => `{"seq":${i},"street":"Ålesund – ${i}"}`);
      for (const payload of payloads) await world.nodeSays(report, payload);
      await until(patienceMs, "all 50 reports", () => heard.length >= 50);
      expect(heard).toEqual(payloads.map((payload) => ({ topic: report, payload })));
      expect(batches.every((batch) => batch.length > 0)).toBe(true);
    });

    test("sends to the node, in order", async () => {
      await start();
      const sent = Array.from({ length: 20 }, (_, i) => ({ topic: target, payload: `{"seq":${i}}` }));
      for (const { topic, payload } of sent) expect(world.bus.publish(topic, payload)).toBe(true);
      await until(patienceMs, "all 20 targets at the node", () => world.nodeHeard().length >= 20);
      expect(world.nodeHeard()).toEqual(sent);
    });

    test("carries a message of the largest size both ways", async () => {
      await start();
      const payload = "x".repeat(16 * 1024);
      await world.nodeSays(report, payload);
      world.bus.publish(target, payload);
      await until(patienceMs, "both messages", () => heard.length === 1 && world.nodeHeard().length === 1);
      expect([heard[0]?.payload, world.nodeHeard()[0]?.payload]).toEqual([payload, payload]);
    });

    test("while the broker is away it says so and refuses to send; when it is back, all goes on by itself", async () => {
      await start();
      await world.breakDown();
      await until(patienceMs, "the bus says that it is not connected", () => states.at(-1)?.connected === false);
      expect(states.at(-1)?.detail).not.toBe("");
      expect(world.bus.publish(target, "refused")).toBe(false);
      await world.recover();
      await until(patienceMs, "the bus is connected again", connected);
      await world.nodeSays(report, "after");
      expect(world.bus.publish(target, "after")).toBe(true);
      await until(patienceMs, "messages both ways after the break", () => heard.length > 0 && world.nodeHeard().length > 0);
      expect(heard.at(-1)).toEqual({ topic: report, payload: "after" });
      expect(world.nodeHeard()).toEqual([{ topic: target, payload: "after" }]);
    });

    test("closed, it sends no more", async () => {
      await start();
      await world.bus.close();
      expect(connected()).toBe(false);
      expect(world.bus.publish(target, "{}")).toBe(false);
    });

    test("may be started long before its broker", async () => {
      await world.breakDown();
      world.bus.start();
      await world.recover();
      await until(patienceMs, "the bus connects once its broker is there", connected);
    });
  });
}
