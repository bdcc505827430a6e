import { ClockCommand, FaultCommand } from "#contract/api";
import { ClockSetting } from "#contract/clock";
import { LightingError } from "#contract/failures";
import type { Desk } from "../desk.ts";
import { Accepted, type Api, accepted, json, refusals } from "../operation.ts";

/** The clock and the simulated faults of the demo; an installation answers 409 NOT_IN_DEMO. */
export function demoRoutes(api: Api, desk: Desk): void {
  clockRoutes(api, desk);
  api.post(
    "/simulator/faults",
    {
      schema: {
        operationId: "simulateFault",
        tags: ["demo"],
        summary: "Switch a simulated fault on or off",
        description: "feeder-lost takes every light of the first light's feeder pillar. Only in the demo.",
        body: FaultCommand,
        response: { 202: json("Passed on to the simulator.", Accepted), ...refusals },
      },
    },
    (request, reply) => {
      demoOf(desk).simulateFault(request.body);
      reply.code(202);
      return accepted;
    },
  );
}

function clockRoutes(api: Api, desk: Desk): void {
  api.get(
    "/clock",
    {
      schema: {
        operationId: "clock",
        tags: ["demo"],
        summary: "How the demo's clock runs",
        description: "The instant it showed at an instant of the system's clock, and how fast it has run since. Only in the demo.",
        response: { 200: json("The setting.", ClockSetting), ...refusals },
      },
    },
    () => {
      demoOf(desk);
      const { clock } = desk.status();
      if (!clock) throw notInDemo();
      return clock;
    },
  );
  api.post(
    "/clock",
    {
      schema: {
        operationId: "setClock",
        tags: ["demo"],
        summary: "Pause the demo's clock, change its speed, or jump",
        description: "Every part of the demo follows; the new setting arrives with the next status of the live stream. Only in the demo.",
        body: ClockCommand,
        response: { 202: json("Passed on.", Accepted), ...refusals },
      },
    },
    (request, reply) => {
      demoOf(desk).clock(request.body);
      reply.code(202);
      return accepted;
    },
  );
}

function demoOf(desk: Desk): NonNullable<Desk["demo"]> {
  if (!desk.demo) throw notInDemo();
  return desk.demo;
}

const notInDemo = (): LightingError =>
  new LightingError("NOT_IN_DEMO", "Only the demo has a clock and faults to play with; this installation runs on real ones.");
