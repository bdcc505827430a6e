/** One share of the town, simulated and watched night after night, and matched with what was truly wrong. */
import { type Random, seededRandom } from "#contract/random";
import { populate } from "#firmware-sim/population";
import { seededWorld } from "#firmware-sim/world";
import { Detections } from "./detections.ts";
import { type Doings, type Matched, match } from "./matching.ts";
import { mistakesOf } from "./mistakes.ts";
import { play, type Script, writeScript } from "./script.ts";
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
/** Before the first night that counts: connections come up and programmes go out. */
const quietMs = 2 * hourMs;
/** Reports a node's log holds: those of two days. */
const logCapacity = 300;

/** The same share gives the same result, but for its cost. */
export async function runShare(share: Share): Promise<ShareResult> {
  const random = seededRandom(share.seed);
  const own = random.fork(`share/${share.part}`);
  const town = townOf(share);
  const period = { fromMs: startMs + quietMs, nights: share.nights };
  const endMs = period.fromMs + period.nights * dayMs;
  const script = writeScript(town, period, random.fork("truth"), own.fork("breaks"));
  const { street, watch } = await start(town, script, random, own.fork("network"));
  const detections = new Detections(watch.detection, watch.geometry.lights);
  play(script, street);
  const timeline = passNights(street, watch, own.fork("people"), endMs);
  const matched = match(script.truth, detections.all, doingsOf(street, watch, timeline));
  return { matched, mistakes: mistakesOf(matched, script.truth), endMs, reports: street.reports, cost: watch.cost() };
}

function doingsOf(street: Street, { geometry, plans, dusks }: Watch, timeline: Timeline): Doings {
  const rowOf = (light: string): number => geometry.rowOfLight.get(light) ?? -1;
  const stretchesOf = (light: string) => timeline.of(plans.of(rowOf(light)));
  return {
    stretchesOf,
    momentsOf: (light, when) =>
      when === "commanded" ? street.commandsOf(geometry.lights[rowOf(light)]?.node ?? "") : dusks.of(rowOf(light), stretchesOf(light), when),
  };
}

async function start(town: Town, { burningHours }: Script, random: Random, network: Random): Promise<{ street: Street; watch: Watch }> {
  const { all, own, gateways } = town;
  const [first] = all;
  if (!first) throw new Error("the town has no lights");
  const world = seededWorld(random.fork("world"), first);
  const nodes = populate({ inventory: inventoryOf(own), random: random.fork("nodes"), logCapacity, world, burningHours }, startMs);
  const watch = await Watch.start({ config: townConfig(), lights: own, nowMs: startMs });
  const { rowOfNode } = watch.geometry;
  const gatewayOf = new Map([...gateways].flatMap(([gateway, carried]) => carried.map((node) => [node, gateway])));
  const connectionOf = (node: string): string => gatewayOf.get(node) ?? node;
  const street = new Street({ nodes, rowOf: (node) => rowOfNode.get(node) ?? -1, connectionOf, random: network, nowMs: startMs });
  street.listen(watch);
  watch.onCommand((topic, payload) => street.publish(topic, payload));
  return { street, watch };
}

function passNights(street: Street, watch: Watch, people: Random, endMs: number): Timeline {
  const timeline = new Timeline();
  for (let [nowMs, tick] = [startMs, 0]; nowMs <= endMs; nowMs += tickMs, tick++) {
    street.advanceTo(nowMs);
    watch.tick(street.nowMs, tick % wholeTicks === 0);
    timeline.note(watch.plans.all(), nowMs);
    if (nowMs % dayMs === testedAtMs) testStreets(watch, people, street.nowMs);
  }
  return timeline;
}

/** At 20:00 UTC people try some streets at another level for half an hour. */
const testedAtMs = 20 * hourMs;
const testedShare = 1 / 4;
const testedForMs = 30 * minuteMs;

function testStreets(watch: Watch, people: Random, nowMs: number): void {
  for (const [street, lights] of Map.groupBy(watch.geometry.lights, (light) => light.street)) {
    if (people.next() >= testedShare) continue;
    const override = {
      id: `test-${nowMs}-${street}`,
      title: `Test of ${street}`,
      levelPct: 60,
      fadeMs: 2_000,
      startsAtMs: nowMs,
      endsAtMs: nowMs + testedForMs,
    };
    const made = { reason: "test", by: "bench", createdAtMs: nowMs, releasedAtMs: undefined, lights: lights.map(({ id }) => id) };
    watch.override({ ...override, ...made }, nowMs);
  }
}
