/** Whatever goes wrong, and in whatever order: once everybody is well again, the store holds what the nodes' logs hold. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "#contract/random";
import { startGapRig } from "./gap-rig.ts";

/** What happens, and for how long the nodes then work; a store or a link that goes comes back with a later step, or at the end. */
const anyStep = fc.record({
  act: fc.constantFrom("nothing", "nothing", "kill", "stop", "store-away", "store-back", "cut", "reconnect", "reboot", "replace"),
  seconds: fc.integer({ min: 0, max: 15 }),
});

type Rig = Awaited<ReturnType<typeof startGapRig>>;
type Step = Readonly<{ act: string; seconds: number }>;

async function work(rig: Rig, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    rig.report();
    await rig.pass(1);
  }
}

async function take(rig: Rig, { act, seconds }: Step): Promise<void> {
  const [first] = rig.nodes;
  if (act === "kill") rig.kill();
  else if (act === "stop") await rig.stop();
  else if (act === "store-away") rig.store.offline = "away";
  else if (act === "store-back") rig.store.offline = undefined;
  else if (act === "cut") rig.cut();
  else if (act === "reconnect") rig.reconnect();
  else if (act === "reboot") first?.reboot();
  else if (act === "replace") first?.replace();
  // A node says hello when it starts.
  if (act === "reboot" || act === "replace") first?.hello(rig.nowMs);
  await work(rig, seconds);
  if (act === "kill" || act === "stop") await rig.start();
}

test("loss, doubling, cuts, reboots, replaced nodes, kills and a store that comes and goes lose nothing that a log still holds", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 20 }), fc.string(), fc.integer({ min: 30, max: 400 }), async (steps, seed, logMax) => {
      const random = seededRandom(seed);
      let isHealthy = false;
      const copies = (): number => (isHealthy || random.next() > 0.2 ? 1 : random.next() > 0.3 ? 0 : 2);
      const rig = await startGapRig({ nodes: 2, boot: 2 ** 24, logMax, copies, readingsMax: 60 });
      for (const step of steps) await take(rig, step);
      isHealthy = true;
      rig.store.offline = undefined;
      rig.reconnect();
      // Long enough for asks that went unanswered to be repeated, and for the rest after the last of them.
      await rig.pass(40 * 60);
      expect((await rig.difference()).lost).toEqual([]);
      expect(rig.controller.situation.gaps.counts().open).toBe(0);
    }),
    { numRuns: 40 },
  );
}, 60_000);
