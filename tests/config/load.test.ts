import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigProblem, loadConfig, parseConfig } from "#config/load";
import { stockProfiles, stockRegimes } from "#config/profiles";
import { Config } from "#config/schema";

const authority = "authority: { id: a, name: A }\n";

/** The message an administrator sees. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigProblem) return error.message;
    throw error;
  }
  throw new Error("expected a ConfigProblem, but the configuration was taken");
}

test("an installation that says only who it is runs, with the stock profiles", () => {
  const config = parseConfig(authority, "my.yaml");
  expect(config.web).toEqual({ host: "127.0.0.1", port: 8080 });
  expect(config.profiles).toEqual(stockProfiles);
  expect(config.regimes).toEqual(stockRegimes);
});

test("the regimes of the Camden list and of any other have a stock profile, which is valid", () => {
  for (const regime of ["35/18", "70/35", "Dusk-Dawn", "*"]) expect(stockProfiles, regime).toHaveProperty([stockRegimes[regime] ?? "missing"]);
  expect(Config.shape.profiles.parse(stockProfiles)).toEqual(stockProfiles);
});

test("a council's own profile and regime replace the stock ones of the same name, and only those", () => {
  const config = parseConfig(
    `${authority}profiles: { mine: { name: Mine, steps: [{ at: { time: "18:00" }, levelPct: 80 }] } }\nregimes: { 35/18: mine }\n`,
    "my.yaml",
  );
  expect(config.regimes).toEqual({ ...stockRegimes, "35/18": "mine" });
  expect(Object.keys(config.profiles).sort()).toEqual(["dusk-dawn", "mine", "part-night-35-18", "part-night-70-35"]);
});

test("every problem is told at once, with its line, what was found and what was expected", () => {
  const message = refusal(() =>
    parseConfig(
      `authority:
  id: Not Good
  name: A
timeZone: Mars/Base
web:
  port: 99999
  colour: red
profiles:
  p:
    name: x
    steps:
      - at: { time: "25:00" }
        levelPct: 120
demand:
  - { id: a, name: b, kind: cycles, min: 5, max: 2 }
  - { id: a, name: b, kind: cycles, rules: [{ groups: [g], from: 5000, levelPct: 100 }] }
floors: [{ levelPct: 100 }]
`,
      "my.yaml",
    ),
  );
  expect(message).toContain("my.yaml cannot be used, 10 problems:");
  expect(message).toContain('line 2, authority.id: found "Not Good", expected lower-case letters');
  expect(message).toContain("line 6, web.port: found 99999, expected at most 65535");
  expect(message).toContain("line 7, web.colour: found a key that does not exist here");
  expect(message).toContain('line 12, profiles.p.steps[0].at.time: found "25:00", expected hh:mm');
  expect(message).toContain("line 13, profiles.p.steps[0].levelPct: found 120, expected at most 100");
  expect(message).toContain('line 4, timeZone: found "Mars/Base", expected a time zone of the IANA list');
  expect(message).toContain("line 15, demand[0].max: found 2, expected more than min, 5");
  expect(message).toContain('line 16, demand[1].id: found "a", expected an id no other source has');
  expect(message).toContain("line 16, demand[1].rules[0].from: found 5000, expected 0 to 1000");
  expect(message).toContain("line 17, floors[0]: found neither lights nor streets");
  expect(message).toContain("Correct these and start again");
});

test("a regime must name a profile that exists, its own or a stock one", () => {
  expect(refusal(() => parseConfig(`${authority}regimes:\n  35/18: nope\n`, "my.yaml"))).toContain(
    'line 3, regimes.35/18: found "nope", expected the name of a profile: part-night-35-18, part-night-70-35, dusk-dawn',
  );
});

test("two steps of one moment are refused", () => {
  const steps = '[{ at: { time: "18:00" }, levelPct: 80 }, { at: { time: "18:00" }, levelPct: 20 }]';
  expect(refusal(() => parseConfig(`${authority}profiles: { p: { name: x, steps: ${steps} } }\n`, "my.yaml"))).toContain("profiles.p.steps[1].at: found");
});

test("two tariffs, or two carbon factors, that begin on one day are refused", () => {
  const tariff = "{ name: A, from: 2026-04-01, pencePerKwh: 28 }";
  const factor = "{ from: 2026-01-01, source: X, gramsPerKwh: 180 }";
  const message = refusal(() => parseConfig(`${authority}tariffs: [${tariff}, ${tariff}]\ncarbon: [${factor}, ${factor}]\n`, "my.yaml"));
  expect(message).toContain('line 2, tariffs[1].from: found "2026-04-01", expected another day');
  expect(message).toContain('line 3, carbon[1].from: found "2026-01-01", expected another day');
});

test.each([
  ["a tab", "authority:\n\tid: a\n", "line 2: tabs cannot indent; use spaces"],
  ["an unclosed list", "floors: [\n", "is not YAML that can be read"],
  ["a key twice", "timeZone: UTC\ntimeZone: UTC\n", "line 2: Map keys must be unique"],
  ["a list instead of keys", "- timeZone\n", "must be a list of keys and values"],
  ["an empty file", "", "authority: found nothing, expected keys and values"],
  ["nested aliases", `a: &a [x,x]\n${[..."bcdefgh"].map((name, index) => `${name}: &${name} [${`*${"abcdefg"[index]},`.repeat(9)}]`).join("\n")}\n`, "alias"],
])("%s gets one clear message", (_, text, words) => {
  expect(refusal(() => parseConfig(text, "my.yaml"))).toContain(words);
});

test("a file that is missing, or is a folder, says what to do", () => {
  const folder = mkdtempSync(join(tmpdir(), "leerie-config-"));
  expect(refusal(() => loadConfig({ file: join(folder, "no.yaml") }))).toContain("Copy config/leerie.yaml there");
  expect(refusal(() => loadConfig({ file: folder }))).toContain("it is a folder");
});

test("the command line outranks the file, key by key, and its mistakes are called its own", () => {
  const file = join(mkdtempSync(join(tmpdir(), "leerie-config-")), "my.yaml");
  writeFileSync(file, `${authority}web: { host: 0.0.0.0 }\nbroker: { kind: embedded, port: 1999 }\n`);
  const config = loadConfig({
    file,
    overrides: { web: { port: 0 }, telemetry: { kind: "influxdb", url: "http://127.0.0.1:8086" }, broker: { kind: "mqtt", url: "mqtt://b" } },
  });
  expect(config.web).toEqual({ host: "0.0.0.0", port: 0 });
  expect(config.broker).toEqual({ kind: "mqtt", url: "mqtt://b" });
  expect(config.telemetry).toMatchObject({ kind: "influxdb", database: "leerie" });
  expect(refusal(() => loadConfig({ file, overrides: { telemetry: { kind: "influxdb", url: "8086" } } }))).toContain(
    'command line, telemetry.url: found "8086", expected an address that begins with http:// or https://',
  );
});
