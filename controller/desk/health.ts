/** Each part of the system in words for the page: what is wrong, since when, and what it means for the street. */

import type { Health, PartHealth } from "#contract/api";
import { type Cancel, every } from "#contract/clock";
import { iso } from "#contract/units";
import type { Controller } from "../controller.ts";
import type { RecorderState } from "../telemetry/recorder-state.ts";

/** Between two looks at the parts, real time: a page says since when one is down to the second. */
const lookMs = 1_000;

/** The parts' health with the instant of each one's last change, noticed also while nobody looks. */
export class HealthBook {
  readonly #controller: Controller;
  readonly #changes = new Map<PartHealth["part"], Pick<PartHealth, "state" | "since">>();
  readonly #stop: Cancel;

  constructor(controller: Controller) {
    this.#controller = controller;
    this.#stop = every(controller.parts.pace, lookMs, "health of the parts", () => this.now());
    this.now();
  }

  now(): Health {
    const nowMs = this.#controller.parts.clock.now();
    return { parts: partsOf(this.#controller, nowMs).map((part) => ({ ...part, since: this.#sinceOf(part) })) };
  }

  close(): void {
    this.#stop();
  }

  #sinceOf({ part, state, since }: PartHealth): string {
    const last = this.#changes.get(part);
    if (last?.state === state) return last.since;
    this.#changes.set(part, { state, since });
    return since;
  }
}

/** Share of nodes that may be away before the page says so: single lights are faults, not a broken system. */
const nodesAwayShare = 0.05;

/** `since` is the part's own word where it has one, else now. */
const partsOf = (controller: Controller, nowMs: number): PartHealth[] => [
  broker(controller),
  up("controller", nowMs, "deciding"),
  telemetry(controller),
  nodes(controller, nowMs),
  demand(controller, nowMs),
];

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
  const recorder = parts.recorder.state();
  const { state, sinceMs, detail } = recorder;
  if (state === "up") return up("telemetry", sinceMs, `${parts.store.title}: ${detail}`);
  return { part: "telemetry", state, since: iso(sinceMs), detail: `${parts.store.title}: ${detail}`, advice: telemetryAdvice(recorder) };
}

/** What waits where, what was let go of, and what to do. */
export function telemetryAdvice({ detail, buffered, spooled, dropped, spoolProblem }: RecorderState): string {
  const count = (readings: number): string => `${readings.toLocaleString("en-GB")} readings`;
  const sentences = [
    "Lights do not depend on it.",
    spooled > 0 ? `${count(buffered)} wait in memory and ${count(spooled)} on disk.` : `${count(buffered)} wait in memory.`,
    dropped > 0 ? `${count(dropped)} were dropped; the nodes' logs still hold them.` : "",
    spoolProblem === undefined || spoolProblem === detail ? "" : `No more fit on disk: ${spoolProblem}.`,
    "History and energy may be behind.",
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

function nodes({ situation, bus }: Controller, nowMs: number): PartHealth {
  const { fleet } = situation;
  let connected = 0;
  for (const each of fleet.connected) connected += each;
  const away = fleet.size - connected;
  const detail = `${connected.toLocaleString("en-GB")} of ${fleet.size.toLocaleString("en-GB")} connected`;
  if (!bus.connected || away <= nodesAwayShare * fleet.size) return up("nodes", nowMs, detail);
  return {
    part: "nodes",
    state: connected === 0 ? "down" : "degraded",
    since: iso(nowMs),
    detail,
    advice: "Nodes that are away follow the programme they hold. Just after a start or a broker's return they come back over about a minute.",
  };
}

function demand({ demand }: Controller, nowMs: number): PartHealth {
  const states = demand.states(nowMs);
  const bad = states.filter(({ state }) => state === "stale" || state === "suspect");
  if (bad.length === 0) return up("demand", nowMs, `${states.length} sources`);
  return {
    part: "demand",
    state: "degraded",
    since: iso(nowMs),
    detail: `${bad.length} of ${states.length} sources stale or suspect: ${bad
      .slice(0, 5)
      .map(({ id }) => id)
      .join(", ")}`,
    advice: "Their groups are back on their profiles; check the sensors.",
  };
}

const up = (part: PartHealth["part"], sinceMs: number, detail: string): PartHealth => ({ part, state: "up", since: iso(sinceMs), detail, advice: "" });
