import { MemoryBus } from "#controller/bus/memory";
import { messageBusSuite } from "../../suites/message-bus.ts";

messageBusSuite("in memory", async () => {
  const bus = new MemoryBus();
  return {
    bus,
    nodeSays: async (topic, payload) => bus.deliver(topic, payload),
    nodeHeard: () => bus.sent,
    breakDown: async () => bus.setReachable(false),
    recover: async () => bus.setReachable(true),
    close: () => bus.close(),
  };
});
