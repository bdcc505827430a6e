import fc from "fast-check";
import { expect, test } from "vitest";
import { broadcastTopic, type DownKind, down, downTopic, parseDownTopic, parseUpTopic, type UpKind, up, upTopic } from "#contract/topics";
import { Id } from "#contract/units";

const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/);
const route = fc.record({ authority: id, connection: id, subject: id });
const upKind = fc.constantFrom<UpKind>("hello", "report", "replay", "lost", "demand");
const downKind = fc.constantFrom<DownKind>("programme", "target", "ask");

test("every topic of the table comes back as what it was made of, and is of one direction only", () => {
  fc.assert(
    fc.property(route, upKind, downKind, (where, upwards, downwards) => {
      expect(parseUpTopic(upTopic(where, upwards))).toEqual({ ...where, kind: upwards });
      expect(parseDownTopic(downTopic(where, downwards))).toEqual({ ...where, kind: downwards });
      expect(parseDownTopic(upTopic(where, upwards))).toBeUndefined();
      expect(parseUpTopic(downTopic(where, downwards))).toBeUndefined();
    }),
  );
});

test("the broadcast is a down topic of nobody's connection", () => {
  expect(parseDownTopic(broadcastTopic("camden"))).toEqual({ authority: "camden", connection: "all", subject: "all", kind: "ask" });
});

test("the kinds tested are all there are", () => {
  expect([Object.keys(up).sort(), Object.keys(down).sort()]).toEqual([
    ["demand", "hello", "lost", "replay", "report"],
    ["ask", "programme", "target"],
  ]);
});

test.each([
  ["too shallow", "leerie/v1/camden/n1/up/report"],
  ["too deep", "leerie/v1/camden/n1/n1/up/report/x"],
  ["another root", "lamps/v1/camden/n1/n1/up/report"],
  ["another version", "leerie/v2/camden/n1/n1/up/report"],
  ["upper case", "leerie/v1/camden/N1/n1/up/report"],
  ["an empty level", "leerie/v1/camden//n1/up/report"],
  ["a wildcard", "leerie/v1/camden/+/n1/up/report"],
  ["a kind every object has", "leerie/v1/camden/n1/n1/up/constructor"],
  ["a control character", "leerie/v1/camden/n1\n/n1/up/report"],
  ["an id of 64 characters", `leerie/v1/camden/${"n".repeat(64)}/n1/up/report`],
  ["a leading slash", "/leerie/v1/camden/n1/n1/up/report"],
  ["a trailing slash", "leerie/v1/camden/n1/n1/up/report/"],
  ["nothing", ""],
])("%s is no topic", (_what, topic) => {
  expect(parseUpTopic(topic)).toBeUndefined();
  expect(parseDownTopic(topic.replace("/up/report", "/down/target"))).toBeUndefined();
});

test("what passes in a topic is an id by the schema as well", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 70 }), (level) => {
      expect(parseUpTopic(`leerie/v1/camden/${level}/n1/up/report`) !== undefined).toBe(Id.safeParse(level).success);
    }),
  );
});
