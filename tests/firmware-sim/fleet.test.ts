import { afterEach, expect, test } from "vitest";
import { at, hourMs, minuteMs, programme, target } from "./lamp.ts";
import { openStreet, type Street, startsAt } from "./street.ts";

let street: Street | undefined;
afterEach(async () => {
  await street?.close();
  street = undefined;
});

async function open(...options: Parameters<typeof openStreet>): Promise<Street> {
  street = await openStreet(...options);
  return street;
}

const night = programme(
  [
    ["2026-01-01T12:00:00Z", 0],
    ["2026-01-01T16:30:00Z", 100],
    ["2026-01-01T23:00:00Z", 50],
    ["2026-01-02T08:00:00Z", 0],
  ],
  { fadeMs: 10_000 },
);
const nightLevel = (ms: number): number => (ms >= at("2026-01-01T16:30:10Z") ? (ms >= at("2026-01-01T23:00:10Z") ? 50 : 100) : 0);

/** Every report the broker was given, live or replayed, without doubles, as "node/boot/seq". */
const reportsHeard = ({ broker }: Street): Set<string> =>
  new Set([...broker.of("report"), ...broker.of("replay").flatMap(({ reports }) => reports)].map(({ node, boot, seq }) => `${node}/${boot}/${seq}`));

async function sendProgramme({ broker, fleet }: Street): Promise<void> {
  for (const node of fleet.nodes.keys()) broker.tell(node, node, "programme", night);
  await broker.hears(
    "an acknowledgement from each node",
    () =>
      new Set(
        broker
          .of("report")
          .filter(({ command }) => command === 1)
          .map(({ node }) => node),
      ).size === fleet.nodes.size,
  );
}

test("each node says hello on its own connection, and takes and acknowledges its programme", async () => {
  const here = await open(10);
  expect(here.broker.heard.filter(({ kind }) => kind === "hello").map(({ connection, subject }) => [connection, subject])).toEqual(
    expect.arrayContaining([...here.fleet.nodes.keys()].map((node) => [node, node])),
  );
  expect(here.broker.of("hello")).toHaveLength(10);
  await sendProgramme(here);
  expect(here.fleet.counts).toMatchObject({ received: 10, refused: 0, unsent: 0, connected: 10 });
});

test("a whole evening, minute by minute, gives every node's level, and every report reaches the broker", async () => {
  const here = await open(10);
  await sendProgramme(here);
  for (let minute = 1; minute <= 12 * 60; minute++) {
    here.clock.advance(minuteMs);
    if (minute % 60 === 0) await here.fleet.settled();
    if (here.clock.now() === at("2026-01-01T16:30:00Z") || here.clock.now() === at("2026-01-01T23:00:00Z")) continue;
    expect(new Set(here.fleet.levels().values())).toEqual(new Set([nightLevel(here.clock.now())]));
  }
  await here.fleet.settled();
  const made = [...here.fleet.nodes.values()].reduce((sum, node) => sum + node.hello(here.clock.now()).seq, 0);
  expect(made).toBeGreaterThan(10 * 48);
  expect(reportsHeard(here).size).toBe(made);
  expect(here.fleet.counts.acknowledged).toBe(here.fleet.counts.published);
});

test("a jump of hours loses no report and comes in few packets, the newest as itself", async () => {
  const here = await open(20);
  await sendProgramme(here);
  const before = here.fleet.counts.published;
  here.clock.step(20 * hourMs);
  here.fleet.wake();
  await here.fleet.settled();
  const made = [...here.fleet.nodes.values()].reduce((sum, node) => sum + node.hello(here.clock.now()).seq, 0);
  expect(made).toBeGreaterThan(20 * 80);
  expect(reportsHeard(here).size).toBe(made);
  expect(here.fleet.counts.published - before).toBeLessThan(made / 10);
  for (const [id, node] of here.fleet.nodes)
    expect(here.broker.of("report").some((report) => report.node === id && report.seq === node.hello(0).seq)).toBe(true);
});

test("a clock put back takes every node back to the level of the earlier hour", async () => {
  const here = await open(5);
  await sendProgramme(here);
  here.clock.step(8 * hourMs);
  here.fleet.wake();
  await here.fleet.settled();
  expect([...here.fleet.levels().values()]).toEqual([100, 100, 100, 100, 100]);
  here.clock.step(-5 * hourMs);
  here.fleet.wake();
  await here.fleet.settled();
  expect([...here.fleet.levels().values()]).toEqual([0, 0, 0, 0, 0]);
});

test("a dark sky brings the lights of those with a photocell on, and the broker hears it from each of them", async () => {
  const here = await open(20);
  for (const node of here.fleet.nodes.keys()) here.broker.tell(node, node, "programme", { ...night, photocell: { onLux: 35, earlierMin: 60, steps: [1] } });
  await here.broker.hears("an acknowledgement from each node", () => here.broker.of("report").filter(({ command }) => command === 1).length === 20);
  here.clock.advance(4 * hourMs);
  here.fleet.setDaylight(10);
  await here.fleet.settled();
  const measuring = [...here.fleet.nodes.values()].filter(({ capabilities }) => capabilities.photocell).map(({ capabilities }) => capabilities.node);
  expect(measuring.length).toBeGreaterThan(0);
  expect(measuring.length).toBeLessThan(20);
  const early = here.broker.of("report").filter(({ following, levelPct }) => following === "local" && levelPct === 100);
  expect([...new Set(early.map(({ node }) => node))].sort()).toEqual(measuring.sort());
});

test("the broker is killed and comes back: nodes go on by themselves, reconnect, say hello, and replay what was missed", async () => {
  const here = await open(5);
  await sendProgramme(here);
  await here.broker.kill();
  here.clock.advance(6 * hourMs);
  expect([...here.fleet.levels().values()]).toEqual([100, 100, 100, 100, 100]);
  const heardBefore = reportsHeard(here);
  here.broker.heard.length = 0;
  await here.broker.open();
  await here.broker.hears("a hello from each node", () => here.broker.of("hello").length === 5);
  expect(here.broker.of("report")).toEqual([]);
  for (const { node, boot, seq } of here.broker.of("hello")) here.broker.tell(node, node, "ask", { want: "replay", boot, from: 2, to: seq });
  await here.broker.hears("what was missed", () =>
    [...here.fleet.nodes.values()].every((node) => reportsHeard(here).has(`${node.capabilities.node}/1/${node.hello(0).seq}`)),
  );
  await here.fleet.settled();
  const made = [...here.fleet.nodes.values()].reduce((sum, node) => sum + node.hello(here.clock.now()).seq, 0);
  expect(new Set([...heardBefore, ...reportsHeard(here)]).size).toBe(made);
});

test("gateways carry many nodes each: one connection, a hello for every node, commands by node", async () => {
  const here = await open(25, { perGateway: 10 });
  expect(here.fleet.counts.connected).toBe(3);
  expect(
    here.broker
      .of("hello")
      .map(({ node }) => node)
      .sort(),
  ).toEqual([...here.fleet.nodes.keys()].sort());
  here.broker.tell("gateway-002", "n12", "target", target(1, 30, "2026-01-01T13:00:00Z"));
  await here.broker.hears("the acknowledgement of n12", () => here.broker.of("report").length > 0);
  expect(here.broker.heard.at(-1)).toMatchObject({ connection: "gateway-002", subject: "n12", payload: { levelPct: 30, command: 1 } });
  expect([...here.fleet.levels().values()].filter((levelPct) => levelPct === 30)).toHaveLength(1);
});

test("a feeder lost takes its nodes' connections without a goodbye; they come back with a new boot", async () => {
  const here = await open(10);
  await sendProgramme(here);
  here.fleet.fault({ lights: ["l1"], fault: "feeder-lost", on: true });
  await here.broker.hears("the wills of the feeder's five nodes", () => here.broker.of("lost").length === 5);
  expect(
    here.broker
      .of("lost")
      .map(({ connection }) => connection)
      .sort(),
  ).toEqual(["n1", "n2", "n3", "n4", "n5"]);
  here.clock.advance(hourMs);
  await here.fleet.settled();
  expect(here.fleet.counts.connected).toBe(5);
  here.broker.heard.length = 0;
  here.fleet.fault({ lights: ["l1"], fault: "feeder-lost", on: false });
  await here.broker.hears("five hellos", () => here.broker.of("hello").length === 5);
  for (const hello of here.broker.of("hello")) expect(hello).toMatchObject({ boot: 2, programme: "p1", command: 1 });
});

test("a gateway lost takes the voice and the ears of all its nodes, lit as they are, and they greet with the same boot when it is back", async () => {
  const here = await open(6, { perGateway: 3 });
  for (const node of ["n1", "n2", "n3"]) here.broker.tell("gateway-001", node, "programme", night);
  await here.broker.hears("acknowledgements", () => here.broker.of("report").filter(({ command }) => command === 1).length >= 3);
  await here.fleet.settled();
  here.fleet.fault({ lights: ["l2"], fault: "gateway-lost", on: true });
  await here.broker.hears("the gateway's will", () => here.broker.of("lost").length === 1);
  expect(here.broker.of("lost")).toEqual([{ connection: "gateway-001" }]);
  here.broker.heard.length = 0;
  here.clock.advance(6 * hourMs);
  await here.fleet.settled();
  expect(new Set(here.broker.of("report").map(({ node }) => node))).toEqual(new Set(["n4", "n5", "n6"]));
  expect(["n1", "n2", "n3"].map((node) => here.fleet.levels().get(node))).toEqual([100, 100, 100]);
  here.broker.heard.length = 0;
  here.fleet.fault({ lights: ["l2"], fault: "gateway-lost", on: false });
  await here.broker.hears("hellos", () => here.broker.of("hello").length === 3);
  expect(new Set(here.broker.of("hello").map(({ node, boot }) => `${node} ${boot}`))).toEqual(new Set(["n1 1", "n2 1", "n3 1"]));
});

test("a silent node is connected, says nothing and does what it is told", async () => {
  const here = await open(2);
  here.fleet.fault({ lights: ["l1"], fault: "silent", on: true });
  await here.fleet.settled();
  here.broker.heard.length = 0;
  here.broker.tell("n1", "n1", "ask", { want: "hello", withinS: 0 });
  for (const node of ["n1", "n2"]) here.broker.tell(node, node, "target", target(1, 30, "2026-01-02T13:00:00Z"));
  await here.broker.hears("the acknowledgement of n2", () => here.broker.of("report").length > 0);
  here.clock.advance(hourMs);
  await here.fleet.settled();
  expect([...here.fleet.levels().values()]).toEqual([30, 30]);
  expect(new Set(here.broker.heard.map(({ subject }) => subject))).toEqual(new Set(["n2"]));
});

test("asked all at once for a hello, nodes spread it over the time they are given", async () => {
  const here = await open(20);
  here.broker.heard.length = 0;
  const received = here.fleet.counts.received;
  here.broker.tell("all", "all", "ask", { want: "hello", withinS: 100 });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (here.fleet.counts.received - received >= 20) resolve();
      else setImmediate(look);
    };
    look();
  });
  const heardBy: number[] = [];
  for (let s = 0; s < 100; s += 25) {
    here.clock.advance(25_000);
    await here.fleet.settled();
    heardBy.push(here.broker.of("hello").length);
  }
  expect(heardBy.at(-1)).toBe(20);
  expect(heardBy[0]).toBeGreaterThan(0);
  expect(heardBy[0]).toBeLessThan(15);
});

test("messages that break the contract are counted and told by the node, and harm nothing", async () => {
  const here = await open(1);
  here.broker.tell("n1", "n1", "target", "{ not json");
  here.broker.tell("n1", "n1", "programme", '{"version":"x"}');
  here.broker.tell("n1", "n1", "ask", "[]");
  await here.broker.hears("both bits", () => here.broker.of("report").some(({ faultBits }) => faultBits === 64 + 1024));
  expect(here.fleet.counts.refused).toBeGreaterThanOrEqual(2);
  expect([...here.fleet.levels().values()]).toEqual([100]);
  expect(here.clock.now()).toBe(at(startsAt));
});
