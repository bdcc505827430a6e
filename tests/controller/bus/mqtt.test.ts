import { expect, test } from "vitest";
import { mosquittoAcl } from "#broker/mosquitto";
import { MqttBus } from "#controller/bus/mqtt";
import { cast, secretOf, startRig, until } from "../../broker/rig.ts";
import { requirePackages } from "../../setup/packages.ts";
import { messageBusSuite } from "../../suites/message-bus.ts";
import { embeddedBroker, mosquittoBroker, worldAt } from "./worlds.ts";

requirePackages(["mosquitto", "mosquitto-clients"]);

const busAt = (port: number, id = "desk"): MqttBus =>
  new MqttBus({ url: `mqtt://127.0.0.1:${port}`, authority: "camden", username: `camden/${id}`, password: secretOf(id) });

messageBusSuite("MQTT client at the embedded broker", async () => worldAt(await embeddedBroker(), ({ port }) => busAt(port)));
messageBusSuite("MQTT client at mosquitto", async () => worldAt(await mosquittoBroker(mosquittoAcl), ({ port }) => busAt(port)));

test("a broker that does not let it listen is told in words, and it is not connected", async () => {
  const rig = await startRig();
  const bus = busAt(rig.broker.port, "n1");
  const details: string[] = [];
  let connected = false;
  bus.onState((state) => {
    details.push(state.detail);
    connected ||= state.connected;
  });
  bus.start();
  await until(5_000, "the bus says that it may not subscribe", () => details.some((detail) => detail.includes("does not let camden/n1 subscribe")));
  expect(connected).toBe(false);
  await bus.close();
  await rig.close();
});

test("a mosquitto with our rules keeps a node to its own topics", async () => {
  const broker = await mosquittoBroker(mosquittoAcl);
  const world = await worldAt(broker, ({ port }) => busAt(port));
  const heard: string[] = [];
  let connected = false;
  world.bus.onMessages((batch) => heard.push(...batch.map((message) => message.topic)));
  world.bus.onState((state) => {
    connected = state.connected;
  });
  world.bus.start();
  await until(5_000, "the bus is connected", () => connected);
  await world.nodeSays("leerie/v1/camden/n2/n2/up/report", "another's");
  await world.nodeSays("leerie/v1/camden/n1/n1/up/demand", "another kind");
  await world.nodeSays("leerie/v1/camden/n1/n1/up/report", "its own");
  await until(5_000, "its own report", () => heard.length > 0);
  expect(heard).toEqual(["leerie/v1/camden/n1/n1/up/report"]);
  await world.close();
});

test("revoked, it says so and is back when its identity is", async () => {
  const rig = await startRig();
  const bus = busAt(rig.broker.port);
  const states: boolean[] = [];
  bus.onState((state) => states.push(state.connected));
  bus.start();
  await until(5_000, "the bus is connected", () => states.at(-1) === true);
  rig.setIdentities([]);
  await until(5_000, "the bus is cut", () => states.at(-1) === false);
  rig.setIdentities(cast);
  await until(10_000, "the bus is back", () => states.at(-1) === true);
  await bus.close();
  await rig.close();
});
