import { expect, test } from "vitest";
import { help, parseStartOptions } from "../../scripts/arguments.ts";

const refusal = (...args: string[]): string => {
  try {
    parseStartOptions(args);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "taken";
};

test("without arguments it is the demo town at 60 times", () => {
  expect(parseStartOptions([])).toMatchObject({ lights: 2_000, speed: 60, seed: 1, port: 8080, brokerPort: 1883, demoFaults: true, help: false });
  expect(parseStartOptions(["--at", "2026-12-24T15:00:00Z", "--no-demo-faults", "--speed=0.5"])).toMatchObject({
    at: Date.UTC(2026, 11, 24, 15),
    demoFaults: false,
    speed: 0.5,
  });
});

test("an unknown option is refused with the one that was probably meant", () => {
  expect(refusal("--inventroy", "x.csv")).toContain("There is no option --inventroy. Did you mean --inventory?");
  expect(refusal("--broker_port=1")).toContain("Did you mean --broker-port?");
  expect(refusal("--frobnicate")).toMatch(/no option --frobnicate\.\n.*--help/);
  expect(refusal("lamps.csv")).toContain("lamps.csv");
  expect(refusal("--port")).toContain("--port");
});

test("every problem is told at once, with what was found and what was expected", () => {
  const told = refusal("--lights", "many", "--port", "70000", "--at", "tonight", "--influx", "localhost", "--mapping", "m.yaml", "--speed", "");
  for (const part of ['--lights is "many"', '--port is "70000"', '--at is "tonight"', '--influx is "localhost"', "--mapping says", '--speed is ""']) {
    expect(told).toContain(part);
  }
});

test("what belongs to the demo is refused for an installation, whose file says it", () => {
  expect(refusal("--config", "my.yaml", "--port", "81", "--demand", "d.csv").split("\n")).toEqual([
    "--port goes with the demo; with --config, say it in my.yaml",
    "--demand goes with the demo; with --config, say it in my.yaml",
  ]);
  expect(refusal("--config", "my.yaml", "--data", "/srv/leerie")).toBe("taken");
});

test("the help page names every option", () => {
  for (const name of [
    "inventory",
    "mapping",
    "roads",
    "demand",
    "config",
    "influx",
    "port",
    "broker-port",
    "data",
    "seed",
    "lights",
    "speed",
    "at",
    "no-demo-faults",
  ]) {
    expect(help).toContain(`--${name}`);
  }
});
