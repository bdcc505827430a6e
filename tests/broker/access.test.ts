import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Caller, mayPublish, maySubscribe } from "#broker/access";
import { callerOf } from "#broker/identity";
import { mosquittoAcl } from "#broker/mosquitto";
import { downFilter } from "#contract/topics";
import { cast, identity } from "./rig.ts";

const node = callerOf(identity("n1"));
const gateway = callerOf(identity("g1", "gateway", ["n7", "n8"]));
const source = callerOf(identity("s1", "source"));
const service = callerOf(identity("desk", "service"));

test.each<[string, Caller, string, boolean]>([
  ["a node, its hello", node, "leerie/v1/camden/n1/n1/up/hello", true],
  ["a node, its report", node, "leerie/v1/camden/n1/n1/up/report", true],
  ["a node, another subject", node, "leerie/v1/camden/n1/n2/up/report", false],
  ["a node, demand", node, "leerie/v1/camden/n1/n1/up/demand", false],
  ["a gateway, a node it carries", gateway, "leerie/v1/camden/g1/n7/up/report", true],
  ["a gateway, a node it does not", gateway, "leerie/v1/camden/g1/n9/up/report", false],
  ["a gateway, that it is lost", gateway, "leerie/v1/camden/g1/g1/up/lost", true],
  ["a gateway, that a node is lost", gateway, "leerie/v1/camden/g1/n7/up/lost", false],
  ["a gateway, as the node", gateway, "leerie/v1/camden/n7/n7/up/report", false],
  ["a source, a reading", source, "leerie/v1/camden/s1/s1/up/demand", true],
  ["a source, a report", source, "leerie/v1/camden/s1/s1/up/report", false],
  ["a service, a command", service, "leerie/v1/camden/n1/n1/down/target", true],
  ["a service, the broadcast", service, "leerie/v1/camden/all/all/down/ask", true],
  ["a service, a target to all", service, "leerie/v1/camden/all/all/down/target", false],
  ["a service, another authority", service, "leerie/v1/fife/n1/n1/down/target", false],
  ["a service, a report", service, "leerie/v1/camden/n1/n1/up/report", false],
])("publish: %s", (_what, caller, topic, allowed) => {
  expect(mayPublish(caller, topic)).toBe(allowed);
});

const level = fc.oneof(
  fc.constantFrom("leerie", "v1", "camden", "fife", "n1", "n2", "g1", "n7", "all", "+", "#", "", "up", "down", "report", "lost", "ask", "target", "$SYS"),
  fc.string({ maxLength: 4 }),
);
const nearTopic = fc
  .tuple(fc.constantFrom("leerie", "$share"), fc.constantFrom("v1", "v2"), level, level, level, level, level)
  .map((levels) => levels.join("/"));
const anyTopic = fc.oneof(
  nearTopic,
  fc.array(level, { maxLength: 9 }).map((levels) => levels.join("/")),
);

/** By the standard's own words, [MQTT-4.7.1]: an independent reading of what a filter matches. */
function matches(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const found = topic.split("/");
  for (const [i, want] of wanted.entries()) {
    if (want === "#") return true;
    if (found[i] === undefined || (want !== "+" && want !== found[i])) return false;
  }
  return wanted.length === found.length;
}

describe("over generated topics and filters", () => {
  test("nothing a node may publish or subscribe to is outside its own subtree and the broadcast", () => {
    fc.assert(
      fc.property(anyTopic, (topic) => {
        if (mayPublish(node, topic)) expect(topic).toMatch(/^leerie\/v1\/camden\/n1\/n1\/up\/(hello|report|replay|lost)$/);
        if (maySubscribe(node, topic)) expect([downFilter("camden", "n1"), "leerie/v1/camden/all/all/down/ask"]).toContain(topic);
      }),
      { numRuns: 20_000 },
    );
  });

  test("mosquitto's ACL says the same as the hooks, for every kind of connection", () => {
    const acls = cast.map((one) => ({ caller: callerOf(one), lines: mosquittoAcl([one]).trim().split("\n") }));
    const filters = (lines: string[], verb: string): string[] =>
      lines.filter((line) => line.startsWith(`topic ${verb} `)).map((line) => line.slice(7 + verb.length));
    fc.assert(
      fc.property(anyTopic, fc.nat(cast.length - 1), (topic, index) => {
        const acl = acls[index];
        if (!acl || !mayPublish(acl.caller, topic)) return;
        expect(filters(acl.lines, "write").some((filter) => matches(filter, topic))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    for (const { caller, lines } of acls) {
      expect(lines[0]).toBe(`user ${caller.authority}/${caller.id}`);
      // What a node or a gateway may write has no wildcard, and each line passes the hooks.
      if (caller.kind !== "service") expect(filters(lines, "write").filter((topic) => !mayPublish(caller, topic))).toEqual([]);
      expect(filters(lines, "read").filter((filter) => !maySubscribe(caller, filter))).toEqual([]);
    }
  });
});
