/** Each part of the system in words for the page: what is wrong, since when, and what it means for the street. */
import type { Health, PartHealth } from "#contract/api";
import type { Controller } from "../controller.ts";

/** Share of nodes that may be away before the page says so: single lights are faults, not a broken system. */
const nodesAwayShare = 0.05;

export function healthOf(controller: Controller, startedAtMs: number): Health {
  return {
    parts: [
      broker(controller),
      up("controller", startedAtMs, "deciding"),
      telemetry(controller),
      nodes(controller, startedAtMs),
      demand(controller, startedAtMs),
    ],
  };
}

function broker({ bus }: Controller): PartHealth {
  return bus.connected
    ? up("broker", bus.sinceMs, bus.detail)
    : {
        part: "broker",
        state: "down",
        since: iso(bus.sinceMs),
        detail: bus.detail,
        advice:
          "Lights follow the programmes they hold and overrides end by themselves. New overrides and demand wait until it is back; it is tried again all the time.",
      };
}

function telemetry({ parts }: Controller): PartHealth {
  const { state, sinceMs, detail, buffered, dropped } = parts.recorder.state();
  if (state === "up") return up("telemetry", sinceMs, `${parts.store.title}: ${detail}`);
  return {
    part: "telemetry",
    state,
    since: iso(sinceMs),
    detail: `${parts.store.title}: ${detail}`,
    advice: `Lights do not depend on it. ${buffered.toLocaleString("en-GB")} readings wait in memory${dropped > 0 ? `, ${dropped.toLocaleString("en-GB")} were dropped; the nodes' logs still hold them` : ""}. History and energy may be behind.`,
  };
}

function nodes({ situation, bus, parts }: Controller, startedAtMs: number): PartHealth {
  const { fleet } = situation;
  let connected = 0;
  for (const each of fleet.connected) connected += each;
  const away = fleet.size - connected;
  const detail = `${connected.toLocaleString("en-GB")} of ${fleet.size.toLocaleString("en-GB")} connected`;
  if (!bus.connected || away <= nodesAwayShare * fleet.size) return up("nodes", startedAtMs, detail);
  return {
    part: "nodes",
    state: connected === 0 ? "down" : "degraded",
    since: iso(parts.clock.now()),
    detail,
    advice: "Nodes that are away follow the programme they hold. Just after a start or a broker's return they come back over about a minute.",
  };
}

function demand({ demand, parts }: Controller, startedAtMs: number): PartHealth {
  const states = demand.states(parts.clock.now());
  const bad = states.filter(({ state }) => state === "stale" || state === "suspect");
  if (bad.length === 0) return up("demand", startedAtMs, `${states.length} sources`);
  return {
    part: "demand",
    state: "degraded",
    since: iso(parts.clock.now()),
    detail: `${bad.length} of ${states.length} sources stale or suspect: ${bad
      .slice(0, 5)
      .map(({ id }) => id)
      .join(", ")}`,
    advice: "Their groups are back on their profiles; check the sensors.",
  };
}

const up = (part: PartHealth["part"], sinceMs: number, detail: string): PartHealth => ({ part, state: "up", since: iso(sinceMs), detail, advice: "" });
const iso = (ms: number): string => new Date(ms).toISOString();
