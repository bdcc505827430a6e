import { expect, test } from "vitest";
import type { LightSummary } from "#contract/api";
import { groupFaults } from "../../web/store/fault-groups.ts";

const fault = (id: string, condition: LightSummary["condition"], feeder?: string): LightSummary => ({
  id,
  row: 0,
  column: id,
  street: "Mar Street",
  area: "Harbour",
  group: "g",
  powerRatedW: 40,
  powerAssumed: false,
  lat: 56,
  lon: -4,
  condition,
  ...(feeder !== undefined && { feeder }),
});

test("a lost feeder is one line, above single faults; two lights on a feeder are no group", () => {
  const faults = [
    fault("a", "lamp-failure", "FP-1"),
    fault("b", "no-supply", "FP-2"),
    fault("c", "no-supply", "FP-2"),
    fault("d", "no-supply", "FP-2"),
    fault("e", "lamp-failure", "FP-2"),
    fault("f", "comms-lost", "FP-3"),
    fault("g", "comms-lost", "FP-3"),
    fault("h", "cycling"),
  ];
  expect(groupFaults(faults).map((group) => [group.feeder, group.lights.map((light) => light.id).join("")])).toEqual([
    ["FP-2", "bcd"],
    [undefined, "a"],
    [undefined, "e"],
    [undefined, "f"],
    [undefined, "g"],
    [undefined, "h"],
  ]);
});
