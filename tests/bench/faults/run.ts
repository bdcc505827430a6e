/** One share of the town, simulated and watched night after night, and matched with what was truly wrong. */
import { type Random, seededRandom } from "#contract/random";
import type { LightRecord } from "#controller/registry/inventory";
import type { Period } from "#firmware-sim/period";
import { populate } from "#firmware-sim/population";
import { seedFaults } from "#firmware-sim/seeded-faults";
import { changesOf, type TrueFault as PlayedFault, type Truth } from "#firmware-sim/truth";
import { seededWorld } from "#firmware-sim/world";
import { type Break, type Breaks, breaksOf } from "./breaks.ts";
import { Detections } from "./detections.ts";
import { expectations } from "./expectations.ts";
import { type Matched, match, type TrueFault } from "./matching.ts";
import { mistakesOf } from "./mistakes.ts";
import { Street } from "./street.ts";
import { Timeline } from "./timeline.ts";
import { dayMs, inventoryOf, type Share, startMs, type Town, townConfig, townOf } from "./town.ts";
import { type Cost, Watch } from "./watch.ts";

export interface ShareResult {
  readonly matched: Matched;
  readonly mistakes: readonly string[];
  readonly endMs: number;
  readonly reports: number;
  readonly cost: Cost;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Between two looks at what time alone changes. */
export const tickMs = 10_000;
/** Between two looks at every light: commands that were lost are sent again. */
const wholeTicks = 60;
/** Nights before the first fault, so that programmes are out and what is learned has begun. */
const quietMs = 2 * hourMs;
/** Reports a node's log holds: the longest silence of a night or two. */
const logCapacity = 300;

export async function runShare(share: Share): Promise<ShareResult> {
  const random = seededRandom(share.seed);
  const town = townOf(share);
  const { own: lights } = town;
  const period = { fromMs: startMs + quietMs, nights: share.nights };
  const endMs = period.fromMs + period.nights * dayMs;
  const played = ofShare(truthOfTown(town, random, period), lights);
  const own = random.fork(`share/${share.part}`);
  const carried = new Set([...town.gateways.values()].flat());
  const breaks = breaksOf(
    lights.filter(({ node }) => !carried.has(node)),
    own.fork("breaks"),
    period,
  );
  const truth = truthOf([...played.faults, ...breaks.outages], endMs);
  const { street, watch } = await start(town, played, random, own.fork("network"));
  const detections = new Detections(watch.detection, watch.geometry.lights);
  play(street, played, breaks, endMs);
  const people = own.fork("people");
  const timeline = new Timeline();
  for (let [nowMs, tick] = [startMs, 0]; nowMs <= endMs; nowMs += tickMs, tick++) {
    street.advanceTo(nowMs);
    watch.tick(street.nowMs, tick % wholeTicks === 0);
    timeline.note(watch.plans.all(), nowMs);
    if (nowMs % dayMs === testedAtMs) testSome(watch, lights, people, street.nowMs);
  }
  const { rowOfLight } = watch.geometry;
  const nodeOf = new Map(lights.map(({ id, node }) => [id, node]));
  const planOf = (light: string) => watch.plans.of(rowOfLight.get(light) ?? -1);
  const matched = match(truth, detections.all, {
    stretchesOf: (light) => timeline.of(planOf(light)),
    commandsOf: (light) => street.commandsOf(nodeOf.get(light) ?? ""),
  });
  return { matched, mistakes: mistakesOf(matched, truth), endMs, reports: street.reports, cost: watch.cost() };
}

/** Feeders whose nodes are on gateways keep their supply: nobody could tell its loss from the node's own silence within minutes. */
function truthOfTown({ all, gateways }: Town, random: Random, period: Period): Truth {
  const carried = new Set([...gateways.values()].flat());
  const inventory = inventoryOf(all);
  return seedFaults(
    inventory.map(({ feeder, ...light }) => ({ ...light, ...(feeder !== undefined && !carried.has(light.node) && { feeder }) })),
    random.fork("truth"),
    { ...period, gateways: [...gateways.values()] },
  );
}

async function start({ all, own, gateways }: Town, { burningHours }: Truth, random: Random, network: Random): Promise<{ street: Street; watch: Watch }> {
  const [first] = all;
  if (!first) throw new Error("the town has no lights");
  const world = seededWorld(random.fork("world"), first);
  const nodes = populate({ inventory: inventoryOf(own), random: random.fork("nodes"), logCapacity, world, burningHours }, startMs);
  const streets: Street[] = [];
  const watch = await Watch.start({
    config: townConfig(),
    lights: own,
    nowMs: startMs,
    publish: (topic, payload) => {
      for (const street of streets) street.publish(topic, payload);
    },
  });
  const { rowOfNode } = watch.geometry;
  const gatewayOf = new Map([...gateways].flatMap(([gateway, carried]) => carried.map((node) => [node, gateway])));
  const connectionOf = (node: string): string => gatewayOf.get(node) ?? node;
  const street = new Street({ nodes, rowOf: (node) => rowOfNode.get(node) ?? -1, connectionOf, random: network, nowMs: startMs });
  streets.push(street);
  street.listen(watch);
  return { street, watch };
}

/** What a share sees of the town's truth. */
function ofShare({ faults, causes, reboots, burningHours }: Truth, lights: readonly LightRecord[]): Truth {
  const nodes = new Set(lights.map(({ node }) => node));
  return { faults: faults.filter(({ node }) => nodes.has(node)), causes, reboots: reboots.filter(({ node }) => nodes.has(node)), burningHours };
}

function truthOf(played: readonly (PlayedFault | Break)[], endMs: number): TrueFault[] {
  return played.map(({ light, fault, fromMs, toMs, cause }) => ({
    light,
    name: fault,
    expectation: expectations[fault],
    fromMs,
    toMs: Math.min(toMs, endMs),
    cause,
  }));
}

/** Puts everything that will go wrong on the agenda. */
function play(street: Street, played: Truth, { outages, drops }: Breaks, endMs: number): void {
  for (const change of changesOf(played, endMs)) {
    street.at(change.atMs, (nowMs) => {
      const number = street.numberOf(change.node);
      if (change.do === "reboot") street.reboot(number, nowMs);
      else street.fault(number, change.fault, change.on, nowMs);
    });
  }
  for (const { node, fromMs, toMs } of [...outages, ...drops]) street.at(fromMs, (nowMs) => street.outage(street.numberOf(node), nowMs, toMs));
}

/** At 20:00 UTC people try some streets at another level for half an hour. */
const testedAtMs = 20 * hourMs;
const testedShare = 1 / 4;
const testedForMs = 30 * minuteMs;

function testSome(watch: Watch, lights: readonly LightRecord[], random: Random, nowMs: number): void {
  for (const [street, of] of Map.groupBy(lights, (light) => light.street)) {
    if (random.next() >= testedShare) continue;
    watch.override(
      {
        id: `test-${nowMs}-${street}`,
        title: `Test of ${street}`,
        levelPct: 60,
        fadeMs: 2_000,
        startsAtMs: nowMs,
        endsAtMs: nowMs + testedForMs,
        reason: "test",
        by: "bench",
        createdAtMs: nowMs,
        releasedAtMs: undefined,
        lights: of.map(({ id }) => id),
      },
      nowMs,
    );
  }
}
